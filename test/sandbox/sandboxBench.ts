import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Json } from '../../src/model/json';
import type { Clock } from '../../src/sandbox/clock';
import { DEFAULTS, type SandboxOptions } from '../../src/sandbox/options';
import type { Runner, RunRequest, RunResult } from '../../src/sandbox/runner/runner';
import type { Ready } from '../../src/sandbox/readyLine';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox';

export const HUAWEI = '5a9db0c5e1f24c0b8d36f7a2419be801';
export const OTC = '0c7e5fd2a3b84916b1d0c8e57f42ad93';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private jobs: { readonly time: number; readonly action: () => void }[] = [];

  constructor(private time = Date.parse('2026-01-02T03:04:05Z')) {}

  now(): number {
    return this.time;
  }

  /** How many things are still to be done. */
  get waiting(): number {
    return this.jobs.length;
  }

  at(time: number, action: () => void): () => void {
    const job = { time, action };
    this.jobs.push(job);
    if (time <= this.time) queueMicrotask(() => this.advance(0));
    return () => {
      this.jobs = this.jobs.filter((each) => each !== job);
    };
  }

  after(ms: number, action: () => void): () => void {
    return this.at(this.time + ms, action);
  }

  /** Moves the time on and does what has become due. */
  advance(ms: number): void {
    this.time += ms;
    const due = this.jobs.filter(({ time }) => time <= this.time);
    this.jobs = this.jobs.filter((job) => !due.includes(job));
    for (const { action } of due) action();
  }
}

/** A request as a test reads it: the event as text, and as the bytes that it is. */
export type Asked = Omit<RunRequest, 'event'> & { readonly event: string; readonly bytes: Buffer };

/** A result as a test writes it. */
export type Result =
  Exclude<RunResult, { kind: 'returned' }> | { readonly kind: 'returned'; readonly text: string | Buffer };

/** A handler in the test's own process: gives a result, may log, may wait. */
export type Handler = (
  request: Asked,
  log: (line: string) => void,
  signal: AbortSignal,
) => Result | Promise<Result>;

/** A runner without processes, for tests of what surrounds it. Handlers are chosen by the function's folder name. */
export function runnerOf(handlers: Readonly<Record<string, Handler>>): Runner {
  const end = new AbortController();
  return {
    async run(spec, request, onLog, signal) {
      const handler =
        handlers[path.basename(spec.dir)] ?? (({ bytes }: Asked) => ({ kind: 'returned', text: bytes }));
      const either = AbortSignal.any([signal, end.signal]);
      either.throwIfAborted();
      const aborted = new Promise<never>((...[, reject]) => {
        either.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
      const asked = { ...request, event: request.event.toString('utf8'), bytes: request.event };
      const result = await Promise.race([handler(asked, onLog, either), aborted]);
      const told: RunResult =
        result.kind === 'returned' ? { kind: 'returned', body: Buffer.from(result.text) } : result;
      return { ...told, durationMs: 1.5, memoryUsedMb: 20.25, coldStart: false, initMs: 0 };
    },
    interpreter: () => Promise.resolve(undefined),
    forget: () => undefined,
    dispose() {
      end.abort(new Error('stopped'));
      return Promise.resolve();
    },
  };
}

/** An answer, its body parsed where it is JSON. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

/** A sandbox with what a test needs to talk to it. */
export interface Bench {
  readonly ready: Ready;
  /** Asks with the start token; `path` begins after `/v2/<project>/`, or with a slash at the root. */
  ask(
    method: string,
    path: string,
    body?: Json | string,
    headers?: Record<string, string>,
  ): Promise<Answered>;
  stop(): Promise<void>;
}

const FUNCTION = { runtime: 'Node.js18.15', handler: 'index.handler', timeout: 5, memory: 128 };

/** Folders and sandboxes for the tests of one file; all are gone when they have run. */
export function sandboxBench() {
  const root = mkdtempSync(path.join(tmpdir(), 'fndeck-sandbox-test-'));
  const running: Sandbox[] = [];
  let folders = 0;

  afterAll(async () => {
    await Promise.all(running.map((sandbox) => sandbox.stop()));
    // A journal that still takes in how an event ended may write while its folder goes.
    rmSync(root, { recursive: true, force: true, maxRetries: 10 });
  });

  return {
    /** A new empty folder. */
    folder(): string {
      folders += 1;
      const folder = path.join(root, String(folders));
      mkdirSync(folder);
      return folder;
    },

    /** A folder of functions, `group/name` to the fields of its function.json that are not the usual ones. */
    functions(all: Readonly<Record<string, Json>>, files: Readonly<Record<string, string>> = {}): string {
      const folder = this.folder();
      for (const [name, fields] of Object.entries(all)) {
        mkdirSync(path.join(folder, name), { recursive: true });
        writeFileSync(
          path.join(folder, name, 'function.json'),
          JSON.stringify({ ...FUNCTION, ...(fields as object) }),
        );
      }
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      return folder;
    },

    /** Starts a sandbox in this process. `project` is the one that `ask` speaks to. */
    async start(
      options: Partial<SandboxOptions>,
      parts: { runner?: Runner; clock?: Clock; project?: string; warnings?: string[] } = {},
    ): Promise<Bench> {
      const sandbox = await startSandbox(
        { ...DEFAULTS, ...options },
        {
          runner: parts.runner ?? runnerOf({}),
          ...(parts.clock && { clock: parts.clock }),
          warn: (text) => void (parts.warnings ?? []).push(text),
        },
      );
      running.push(sandbox);
      return {
        ready: sandbox.ready,
        stop: () => sandbox.stop(),
        ask: (method, where, body, headers) =>
          ask(sandbox.ready, parts.project ?? HUAWEI, method, where, body, headers),
      };
    },
  };
}

/** One request with the start token (or what `headers` say instead). */
export async function ask(
  { url, token }: Pick<Ready, 'url' | 'token'>,
  project: string,
  method: string,
  where: string,
  body?: Json | string,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(`${url}${where.startsWith('/') ? where : `/v2/${project}/${where}`}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-auth-token': token, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

/** Asks until the answer is as wanted; the test's own time-out is the limit. */
export async function eventually<T>(probe: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await probe();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
