import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { notStarted, type Launch } from './launch';
import { logOf } from './log';
import { killTree } from './processTree';
import type { RunFailure, RunResult } from './run';

/** How long to wait for the last log lines when something holds or closed the output. */
export const DRAIN_LIMIT_MS = 2_000;

/** The process of an instance, with what it says. */
interface Child {
  /** The process id, undefined when the process could not be started. */
  readonly pid: number | undefined;
  /** The two ends of the channel. */
  readonly toRuntime: Writable;
  readonly fromRuntime: Readable;
  /** Its standard output and error. */
  readonly log: ReturnType<typeof logOf>;
  /** Kills the process and all it started; the first `result` is what it ends with. */
  readonly stop: (result: RunResult) => void;
  /** What it was stopped with. */
  readonly stopped: RunResult | undefined;
  /** Whether it is there, and nobody has stopped it. */
  readonly isRunning: boolean;
  /** Resolves when the process and its output have ended. */
  readonly ended: Promise<RunResult>;
}

/** Starts the process `id` in a folder. Nothing throws: a failed start is an end. */
export function startChild(launch: Launch, id: string, dir: string): Child {
  const child = spawned(launch, dir);
  if (child instanceof Error) return neverStarted(failed(notStarted(launch.command, child)));
  const { pid } = child;
  const [, stdout, stderr, toRuntime, fromRuntime] = child.stdio as Streams;
  const log = logOf([stdout, stderr]);
  let stopped: RunResult | undefined;
  let hasExited = pid === undefined;

  const ended = new Promise<RunResult>((resolve) => {
    child.once('error', (error) => resolve(failed(notStarted(launch.command, error))));
    child.once('exit', () => {
      hasExited = true;
      // What the handler started must not go on, and must not keep the output open.
      if (pid !== undefined) killTree(pid, id);
      const letGo = (): void => [stdout, stderr, fromRuntime].forEach((stream) => stream.destroy());
      setTimeout(letGo, DRAIN_LIMIT_MS).unref();
    });
    child.once('close', (code, signal) => {
      resolve(stopped ?? (log.heapWasFull ? { kind: 'outOfMemory' } : { kind: 'exited', code, signal }));
    });
  });

  return {
    pid,
    toRuntime,
    fromRuntime,
    log,
    ended,
    stop(result) {
      if (hasExited) return;
      stopped ??= result;
      if (pid !== undefined) killTree(pid, id);
    },
    get stopped() {
      return stopped;
    },
    get isRunning() {
      return !hasExited && stopped === undefined;
    },
  };
}

/** Most of what can go wrong is told by an event, but a variable with a zero byte, or one that is too long, is thrown. */
function spawned({ command, args, env }: Launch, cwd: string): ChildProcess | Error {
  try {
    const detached = process.platform !== 'win32';
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'];
    return spawn(command, [...args], { cwd, env, detached, windowsHide: true, stdio });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function neverStarted(result: RunResult): Child {
  const channel = { toRuntime: new PassThrough(), fromRuntime: new PassThrough() };
  const ended = Promise.resolve(result);
  return {
    ...channel,
    pid: undefined,
    log: logOf([]),
    stop() {},
    stopped: undefined,
    isRunning: false,
    ended,
  };
}

/** stdin, stdout, stderr, and the two of the channel. */
type Streams = [null, Readable, Readable, Writable, Readable];

/** A runtime that could not be started, or that went wrong by itself. */
export function failed(message: string): RunFailure {
  return { kind: 'failed', stage: 'load', handled: false, errorType: 'RuntimeNotStarted', message };
}
