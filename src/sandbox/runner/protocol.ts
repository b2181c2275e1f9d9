import type { FunctionSpec, RunFailure, RunRequest, RunResult } from './run';

/*
 * What the runner and a runtime say to each other: to the runtime on file descriptor 3, from it on 4. A message is one
 * JSON object in a line; where that has `bytes`, so many raw bytes follow the line: an event, or what a handler
 * returned. Standard output never carries an answer, so nothing that a handler prints can be taken for one.
 */

/** The descriptors of the channel in the child process. */
export const CHANNEL = { toRuntime: 3, fromRuntime: 4 } as const;

export type ToRuntime =
  /** The first message. Every answer must repeat `secret`, so that junk a handler writes to the channel is ignored. */
  | {
      readonly type: 'load';
      readonly secret: string;
      readonly spec: FunctionSpec;
      readonly first: RequestHead;
      /** Folders with the packages of the layers, in the order in which they are asked. */
      readonly packages: readonly string[];
      /** Wait for a debugger before anything of the function is loaded. */
      readonly debug?: { readonly debugpy?: string };
    }
  /** Its bytes are the event. */
  | { readonly type: 'run'; readonly run: number; readonly request: RequestHead }
  /** The instance is about to be ended: the hook runs. It counts as a run. */
  | { readonly type: 'preStop'; readonly run: number; readonly request: RequestHead };

/** A request without its event, which travels as bytes. */
export type RequestHead = Omit<RunRequest, 'event' | 'aside'>;

/** What the runtime itself can tell of a run's end; the rest the runner sees from outside. */
export type RuntimeResult = Exclude<RunResult, { kind: 'timeout' | 'exited' }>;

/** The same without what was returned, which travels as bytes. */
export type ResultHead = Exclude<RuntimeResult, { kind: 'returned' }> | { readonly kind: 'returned' };

export type FromRuntime =
  /** A debugger can attach here; the runtime does nothing before one has. */
  | { readonly type: 'debuggable'; readonly address: string }
  /** The runtime is up and is about to load the code; `rssMb` is what it needs for itself. */
  | { readonly type: 'booted'; readonly rssMb: number }
  | { readonly type: 'loaded' }
  | { readonly type: 'notLoaded'; readonly failure: RunFailure | { readonly kind: 'outOfMemory' } }
  | { readonly type: 'started'; readonly run: number }
  /** Its bytes are what a run has written to stdout (1) or stderr (2), where an instance has several runs at a time. */
  | { readonly type: 'log'; readonly run: number; readonly stream: 1 | 2 }
  | {
      readonly type: 'preStopped';
      readonly run: number;
      readonly failure?: RunFailure | { readonly kind: 'outOfMemory' };
    }
  /** Its bytes are what was returned. `last` means that the process ends after this answer. */
  | {
      readonly type: 'answer';
      readonly run: number;
      readonly result: ResultHead;
      readonly rssMb: number;
      readonly last: boolean;
    };

/** The line that a runtime writes to stdout and stderr after a run that it had to itself, so that all log lines are known to be in. */
export function endOfRun(secret: string, run: number): string {
  return `fndeck:end:${secret}:${run}`;
}
