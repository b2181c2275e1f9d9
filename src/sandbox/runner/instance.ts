import { randomUUID } from 'node:crypto';
import { channelTo } from './channel';
import { DRAIN_LIMIT_MS, failed, startChild } from './child';
import { inTime } from './inTime';
import type { Launch } from './launch';
import { runLog, withoutInspector } from './log';
import { watchMemory } from './memory';
import { endOfRun, type RequestHead, type ResultHead } from './protocol';
import { KILLED, type DebuggedRun, type FunctionSpec, type RunRequest, type RunResult } from './run';

/** How long a runtime may take to come up on a busy machine; not the function's time. */
const BOOT_LIMIT_MS = 30_000;
/** How long a runtime waits for a debugger. */
const ATTACH_LIMIT_MS = 60_000;
/** How long a debugger gets to read what it has not yet read, after the answer. */
const LEAVE_LIMIT_MS = 5_000;

/** The end of a run in one instance, with its numbers. */
interface InstanceOutcome {
  readonly result: RunResult;
  readonly durationMs: number;
  readonly memoryUsedMb: number;
}

/** One child process with one function loaded; it takes as many events at a time as the function says. */
export interface Instance {
  /** The process id, undefined when the process could not be started. */
  readonly pid: number | undefined;
  /** Loads the code and runs the initializer; gives what went wrong, or undefined when the instance is ready. */
  load(first: RunRequest, onLog: (line: string) => void): Promise<RunResult | undefined>;
  /** Runs one event. Gives undefined when the process had ended before it took the event. */
  run(request: RunRequest, onLog: (line: string) => void): Promise<InstanceOutcome | undefined>;
  /** Kills the process and all it started; `result` is what an event that is running ends with. */
  readonly stop: (result: RunResult) => void;
  /**
   * Ends the process as a service ends an instance that it needs no more: after its hook, if it has one, which gets its
   * own time and no more than `mostMs`. It takes no event meanwhile.
   */
  retire(mostMs?: number): Promise<void>;
  /** Lets the process end by itself, which it does once its debugger has heard all of it; kills it if it does not. */
  leave(): void;
  /** Whether a hook runs before it ends. */
  readonly hasHook: boolean;
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
  const child = startChild(launch, id, spec.dir);
  const { pid, toRuntime, log, stop, ended } = child;
  const secret = randomUUID();
  /** Where the lines of each event in hand go. */
  const inHand = new Map<number, ReturnType<typeof runLog>>();
  const isShared = !debugged && (spec.instanceConcurrency ?? 1) > 1;
  const hasHook = !debugged && (spec.preStop ?? '') !== '';
  let latest = runLog(() => {});
  let last: RunRequest | undefined;
  let memory: ReturnType<typeof watchMemory> | undefined;
  /** Its hook runs, or an event has timed out while others are in hand, which may end before it does. */
  let isClosed = false;
  let runs = 0;
  let runtimeMb = 0;

  debugged?.stop.addEventListener('abort', () => stop(STOPPED), { once: true });
  if (debugged?.stop.aborted) stop(STOPPED);
  const channel = channelTo(toRuntime, child.fromRuntime, secret, () =>
    stop(failed('The handler flooded the channel of the runtime.')),
  );
  channel.each((message) => {
    if (message.type === 'log') (inHand.get(message.run) ?? latest).push(message.stream, message.body);
  });

  const before = <T>(message: Promise<T>, ms: number, late: () => void) => inTime(message, ended, ms, late);
  /** The same within the function's own time, which does not run under a debugger. */
  const inItsTime = <T>(message: Promise<T>, seconds: number, late: () => void): Promise<T | undefined> =>
    debugged ? Promise.race([message, ended.then(() => undefined)]) : before(message, seconds * 1000, late);

  // What a debugger asks for is held in the same process: it is not the function's.
  const most = debugged ? Infinity : spec.memoryMb;
  const watch = () => watchMemory(pid, runtimeMb, most, () => stop({ kind: 'outOfMemory' }));

  const attach = (onLog: (line: string) => void): void => {
    log.attach(debugged ? withoutInspector(onLog) : onLog);
    latest = runLog(onLog);
  };

  /** Waits for the last lines of a run. */
  const drained = (logged: Promise<void>) => before(logged, DRAIN_LIMIT_MS, () => {});
  const isUsable = (): boolean => child.isRunning && !isClosed;

  const firstWord = () => channel.next(['debuggable', 'notLoaded']);
  /** Tells where a debugger can attach; gives whether one can. */
  const debuggable = async (waiting: ReturnType<typeof firstWord>): Promise<boolean> => {
    const first = await before(waiting, BOOT_LIMIT_MS, () => stop(late(launch)));
    if (first?.type === 'notLoaded') stop(first.failure);
    if (first?.type !== 'debuggable') return false;
    debugged?.waits(first.address);
    return true;
  };

  /** Runs the hook for its end, and tells how that went. */
  const preStop = async ({ context, aside }: RunRequest, mostMs: number): Promise<void> => {
    const request = { requestId: randomUUID(), context };
    const told = aside?.(request.requestId);
    told?.stopping();
    if (told) attach(told.write);
    const run = ++runs;
    const logged = log.until(endOfRun(secret, run));
    const watching = watch();
    const answering = channel.next(['preStopped'], run);
    channel.send({ type: 'preStop', run, request });
    const ms = Math.min(mostMs, (spec.preStopTimeoutSeconds ?? spec.timeoutSeconds) * 1000);
    let why: string | undefined = 'the process ended';
    const answer = await before(answering, ms, () => (why = `it had not ended after ${ms / 1000} s`));
    if (answer) await drained(logged);
    watching.dispose();
    const failure = answer?.failure;
    if (failure?.kind === 'failed') (failure.stack ?? '').split('\n').forEach((line) => told?.write(line));
    if (answer)
      why = failure && ('message' in failure ? `${failure.errorType}: ${failure.message}` : failure.kind);
    told?.stopped(why);
  };

  return {
    pid,
    stop,
    ended,
    hasHook,
    get usable() {
      return isUsable();
    },

    async retire(mostMs = Infinity) {
      if (hasHook && last && isUsable()) {
        isClosed = true;
        await preStop(last, mostMs);
      }
      stop(KILLED);
    },

    leave() {
      toRuntime.end();
      setTimeout(() => stop(KILLED), LEAVE_LIMIT_MS).unref();
    },

    async load(first, onLog) {
      attach(onLog);
      const logged = log.until(endOfRun(secret, 0));
      const booting = channel.next(['booted']);
      const loading = channel.next(['loaded', 'notLoaded']);
      const waiting = debugged && firstWord();
      const debug = debugged && { ...(debugged.debugpy !== undefined && { debugpy: debugged.debugpy }) };
      channel.send({ type: 'load', secret, spec, packages, first: headOf(first), ...(debug && { debug }) });
      if (waiting && !(await debuggable(waiting))) return ended;
      const booted = await (waiting
        ? before(booting, ATTACH_LIMIT_MS, () => stop(ALONE))
        : before(booting, BOOT_LIMIT_MS, () => stop(late(launch))));
      if (booted === undefined) return ended;
      runtimeMb = booted.rssMb;
      const watching = watch();
      const seconds = spec.initializerTimeoutSeconds ?? spec.timeoutSeconds;
      const loaded = await inItsTime(loading, seconds, () => stop(TIMEOUT));
      watching.dispose();
      if (loaded === undefined) return ended;
      last = first;
      if (loaded.type === 'loaded') return undefined;
      await drained(logged);
      stop(loaded.failure);
      return ended;
    },

    async run(request, onLog) {
      const run = ++runs;
      last = request;
      attach(onLog);
      const own = latest;
      inHand.set(run, own);
      const watching = (memory ??= watch());
      const logged = isShared ? undefined : log.until(endOfRun(secret, run));
      const starting = channel.next(['started'], run);
      const answering = channel.next(['answer'], run);
      channel.send({ type: 'run', run, request: headOf(request) }, request.event);
      let isLate = false;
      const expire = (): void => {
        isLate = isClosed = true;
        // Others that are in hand are not lost with it: the process ends after the last of them.
        if (inHand.size === 1) stop(TIMEOUT);
      };
      const started = await inItsTime(starting, spec.timeoutSeconds, expire);
      const since = performance.now();
      const answer = started && (await inItsTime(answering, spec.timeoutSeconds, expire));
      const durationMs = performance.now() - since;
      const answered = answer && resultOf(answer);
      if (answered !== undefined) {
        watching.saw(answer?.rssMb ?? 0);
        if (logged) await drained(logged);
        if (answer?.last || answered.kind === 'outOfMemory') stop(answered);
      }
      own.flush();
      inHand.delete(run);
      const { stopped } = child;
      const memoryUsedMb = watching.peakMb;
      if (inHand.size === 0) {
        watching.dispose();
        memory = undefined;
        if (isClosed) stop(TIMEOUT);
      }
      if (started === undefined && stopped === undefined && !isLate) return undefined;
      const result = answered ?? (isLate && !stopped ? TIMEOUT : await ended);
      return { result: answered && stopped ? stopped : result, durationMs, memoryUsedMb };
    },
  };
}

const TIMEOUT: RunResult = { kind: 'timeout' };

function headOf({ requestId, context }: RunRequest): RequestHead {
  return { requestId, context };
}

function resultOf({ result, body }: { readonly result: ResultHead; readonly body: Buffer }): RunResult {
  return result.kind === 'returned' ? { kind: 'returned', body } : result;
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
