import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { channelTo } from './channel';
import { type Launch, notStarted } from './launch';
import { logOf } from './log';
import { watchMemory } from './memory';
import { killTree } from './processTree';
import { endOfRun, type RequestHead, type ResultHead } from './protocol';
import type { DebuggedRun, FunctionSpec, RunRequest, RunResult } from './run';

/** How long a runtime may take to come up on a busy machine; not the function's time. */
const BOOT_LIMIT_MS = 30_000;
/** How long to wait for the last log lines when something holds or closed the output. */
const DRAIN_LIMIT_MS = 2_000;
/** How long a runtime waits for a debugger. */
const ATTACH_LIMIT_MS = 60_000;
/** How long a debugger gets to read what it has not yet read, after the answer. */
const LEAVE_LIMIT_MS = 5_000;
/** What Node.js writes to stderr about its inspector: no line of the handler, and the address is for the debugger only. */
const OF_INSPECTOR =
  /^(Debugger (listening|ending) on ws:\/\/|For help, see: https:\/\/nodejs\.org\/|Debugger attached\.$|Waiting for the debugger to disconnect\.\.\.$)/;

/** The end of a run in one instance, with its numbers. */
interface InstanceOutcome {
  readonly result: RunResult;
  readonly durationMs: number;
  readonly memoryUsedMb: number;
}

/** One child process with one function loaded; it takes one event at a time. */
export interface Instance {
  /** The process id, undefined when the process could not be started. */
  readonly pid: number | undefined;
  /** Loads the code and runs the initializer; gives what went wrong, or undefined when the instance is ready. */
  load(first: RunRequest, onLog: (line: string) => void): Promise<RunResult | undefined>;
  /** Runs one event. Gives undefined when the process had ended before it took the event. */
  run(request: RunRequest, onLog: (line: string) => void): Promise<InstanceOutcome | undefined>;
  /** Kills the process and all it started; `result` is what an event that is running ends with. */
  stop(result: RunResult): void;
  /** Lets the process end by itself, which it does once its debugger has heard all of it; kills it if it does not. */
  leave(): void;
  /** Whether it can take a further event. */
  readonly usable: boolean;
  /** Resolves when the process and its output have ended. */
  readonly ended: Promise<RunResult>;
}

/**
 * Starts the process of an instance. Nothing is loaded yet, and nothing throws: a failed start is an end. `debugged`: it
 * waits for a debugger, and no time limit holds. `packages`: the folders with the packages of its layers.
 */
export function startInstance(
  launch: Launch,
  id: string,
  spec: FunctionSpec,
  packages: readonly string[],
  debugged?: DebuggedRun,
): Instance {
  const child = spawn(launch.command, [...launch.args], {
    cwd: spec.dir,
    env: launch.env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  const [, stdout, stderr, toRuntime, fromRuntime] = child.stdio as Streams;
  const secret = randomUUID();
  const log = logOf([stdout, stderr]);
  let stopped: RunResult | undefined;
  let hasExited = pid === undefined;
  let runs = 0;
  let runtimeMb = 0;

  const stop = (result: RunResult): void => {
    if (hasExited) return;
    stopped ??= result;
    if (pid !== undefined) killTree(pid, id);
  };
  debugged?.stop.addEventListener('abort', () => stop(STOPPED), { once: true });
  if (debugged?.stop.aborted) stop(STOPPED);
  const channel = channelTo(toRuntime, fromRuntime, secret, () =>
    stop(failed('The handler flooded the channel of the runtime.')),
  );

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

  /** `message`, or undefined when the process ends first or is stopped because `ms` have passed. */
  const inTime = async <T>(message: Promise<T>, ms: number, result: RunResult): Promise<T | undefined> => {
    const timer = setTimeout(() => stop(result), ms);
    const first = await Promise.race([message, ended.then(() => undefined)]);
    clearTimeout(timer);
    return first;
  };

  /** The same within the function's own time, which does not run under a debugger. */
  const inItsTime = <T>(message: Promise<T>, seconds: number): Promise<T | undefined> =>
    debugged
      ? Promise.race([message, ended.then(() => undefined)])
      : inTime(message, seconds * 1000, { kind: 'timeout' });

  // What a debugger asks for is held in the same process: it is not the function's.
  const most = debugged ? Infinity : spec.memoryMb;
  const watch = () => watchMemory(pid, runtimeMb, most, () => stop({ kind: 'outOfMemory' }));

  const attach = (onLog: (line: string) => void): void =>
    log.attach(debugged ? (line) => void (OF_INSPECTOR.test(line) || onLog(line)) : onLog);

  const firstWord = () => channel.next('debuggable', 'notLoaded');
  /** Tells where a debugger can attach; gives whether one can. */
  const debuggable = async (waiting: ReturnType<typeof firstWord>): Promise<boolean> => {
    const first = await inTime(waiting, BOOT_LIMIT_MS, late(launch));
    if (first?.type === 'notLoaded') stop(first.failure);
    if (first?.type !== 'debuggable') return false;
    debugged?.waits(first.address);
    return true;
  };

  return {
    pid,
    stop,
    ended,
    get usable() {
      return !hasExited && stopped === undefined;
    },

    leave() {
      toRuntime.end();
      setTimeout(() => stop({ kind: 'exited', code: null, signal: 'SIGKILL' }), LEAVE_LIMIT_MS).unref();
    },

    async load(first, onLog) {
      attach(onLog);
      const logged = log.until(endOfRun(secret, 0));
      const booting = channel.next('booted');
      const loading = channel.next('loaded', 'notLoaded');
      const waiting = debugged && firstWord();
      const debug = debugged && { ...(debugged.debugpy !== undefined && { debugpy: debugged.debugpy }) };
      channel.send({ type: 'load', secret, spec, packages, first: headOf(first), ...(debug && { debug }) });
      if (waiting && !(await debuggable(waiting))) return ended;
      const booted = await (waiting
        ? inTime(booting, ATTACH_LIMIT_MS, ALONE)
        : inTime(booting, BOOT_LIMIT_MS, late(launch)));
      if (booted === undefined) return ended;
      runtimeMb = booted.rssMb;
      const memory = watch();
      const seconds = spec.initializerTimeoutSeconds ?? spec.timeoutSeconds;
      const loaded = await inItsTime(loading, seconds);
      memory.dispose();
      if (loaded === undefined) return ended;
      if (loaded.type === 'loaded') return undefined;
      await within(DRAIN_LIMIT_MS, Promise.race([logged, ended]));
      stop(loaded.failure);
      return ended;
    },

    async run(request, onLog) {
      const run = ++runs;
      attach(onLog);
      const logged = log.until(endOfRun(secret, run));
      const memory = watch();
      const starting = channel.next('started');
      const answering = channel.next('answer');
      channel.send({ type: 'run', run, request: headOf(request) }, request.event);
      const started = await inItsTime(starting, spec.timeoutSeconds);
      const since = performance.now();
      const answer = started && (await inItsTime(answering, spec.timeoutSeconds));
      const durationMs = performance.now() - since;
      const answered = answer && resultOf(answer);
      if (answered !== undefined) {
        memory.saw(answer?.rssMb ?? 0);
        await within(DRAIN_LIMIT_MS, Promise.race([logged, ended]));
        if (answer?.last || answered.kind === 'outOfMemory') stop(answered);
      }
      memory.dispose();
      if (started === undefined && stopped === undefined) return undefined;
      const result = answered === undefined ? await ended : (stopped ?? answered);
      return { result, durationMs, memoryUsedMb: memory.peakMb };
    },
  };
}

function headOf({ requestId, context }: RunRequest): RequestHead {
  return { requestId, context };
}

function resultOf({ result, body }: { readonly result: ResultHead; readonly body: Buffer }): RunResult {
  return result.kind === 'returned' ? { kind: 'returned', body } : result;
}

/** stdin, stdout, stderr, and the two of the channel. */
type Streams = [null, Readable, Readable, Writable, Readable];

function failed(message: string): RunResult {
  return { kind: 'failed', stage: 'load', handled: false, errorType: 'RuntimeNotStarted', message };
}

function late({ command }: Launch): RunResult {
  return failed(`${command} did not start within ${BOOT_LIMIT_MS / 1000} s.`);
}

const ALONE = failed(`No debugger has attached within ${ATTACH_LIMIT_MS / 1000} s.`);

const STOPPED: RunResult = {
  kind: 'failed',
  stage: 'invoke',
  handled: false,
  errorType: 'StoppedInDebugger',
  message: 'The function was stopped in the debugger.',
};

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
