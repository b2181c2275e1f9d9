import { randomUUID } from 'node:crypto';
import { startInstance, type Instance } from './instance';
import { createInterpreters } from './interpreters';
import { launchOf } from './launch';
import type { RunnerOptions } from './options';
import { withEnvFile } from './envFile';
import { createPool, unlessAborted, type Loan, type Wanted } from './pool';
import { INSTANCE_VARIABLE } from './processTree';
import { readyOf, type Ready } from './ready';
import { startReaper } from './reaper';
import { translate } from '../../model/message';
import {
  KILLED,
  type AsideLog,
  type DebuggedRun,
  type FunctionSpec,
  type RunOutcome,
  type RunRequest,
  type RunResult,
  type SpecRemark,
} from './run';

export type * from './options';
export * from './run';

/** Runs handlers in child processes of their own. */
export interface Runner {
  /**
   * Runs one event. Waits while all instances are busy. `onLog` gets each line of stdout, stderr and the logger as
   * it is written, without its line end; longer lines than 32 KB come in pieces. Lines that code left behind writes
   * after the end of a run still go to the last `onLog` of that instance. Whatever the handler does is an outcome;
   * the promise rejects only when `signal` is aborted (with its reason, the handler is killed) or the runner disposed.
   * `debugged`: it runs under a debugger, in an instance of its own.
   */
  run(
    spec: FunctionSpec,
    request: RunRequest,
    onLog: (line: string) => void,
    signal: AbortSignal,
    debugged?: DebuggedRun,
  ): Promise<RunOutcome>;
  /** The program that runs a runtime, by its service's name; undefined for one that no program runs. */
  interpreter(runtime: string): Promise<string | undefined>;
  /** The functions of these `function.json` are gone: their instances end as soon as they have nothing in hand. */
  forget(settings: readonly string[]): void;
  /** Ends all instances with their child processes, hooks included, for which there are 5 s; resolves when they are gone. */
  dispose(): Promise<void>;
}

/** A runner over these runtimes; the first event starts its first process. */
export function createRunner(options: RunnerOptions): Runner {
  const pool = createPool(options.maxInstances, options.idleMs);
  const end = new AbortController();
  const sandbox = randomUUID();
  const held = new Set<Instance>();
  const interpreters = createInterpreters(options);
  const said = new Set<string>();
  let reaper: ReturnType<typeof startReaper> | undefined;

  const start = ({ spec, command, packages }: Ready, debugged?: DebuggedRun) => {
    const id = `${sandbox}:${randomUUID()}`;
    const launch = launchOf(spec, command, packages, options.runtimesDir, id, debugged !== undefined);
    const instance = startInstance(launch, id, spec, packages, debugged);
    const { pid } = instance;
    if (pid !== undefined) {
      const watching = (reaper ??= startReaper(`${INSTANCE_VARIABLE}=${sandbox}:`));
      watching.watch(pid);
      void instance.ended.then(() => watching.forget(pid));
    }
    return instance;
  };

  /** Runs the event in a lent instance; undefined when that was gone before it took the event. */
  const runIn = async (
    { spec, remarks }: Ready,
    loan: Loan,
    request: RunRequest,
    onLog: (line: string) => void,
    told: Told,
    signal: AbortSignal,
  ) => {
    const { instance, isCold } = loan;
    const stop = (): void => instance.stop(KILLED);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const began = performance.now();
    if (isCold) sayOnce(spec, remarks, onLog);
    try {
      // It may have been started for another event, and not be loaded yet.
      if (!isCold && !(await unlessAborted(loan.ready, signal))) return undefined;
      const failure = isCold ? await instance.load(request, onLog) : undefined;
      loan.setReady(failure === undefined);
      signal.throwIfAborted();
      if (isCold) told(failure);
      const initMs = isCold ? performance.now() - began : 0;
      if (failure !== undefined) return outcome(failure, initMs);
      const ended = await instance.run(request, onLog);
      signal.throwIfAborted();
      // Code that ends a fresh process before its first event would do so in the next one too.
      if (ended === undefined) return isCold ? outcome(await instance.ended, initMs) : undefined;
      const { result, durationMs, memoryUsedMb } = ended;
      return { ...result, durationMs, memoryUsedMb, coldStart: isCold, initMs };
    } finally {
      signal.removeEventListener('abort', stop);
      loan.release();
    }
  };

  /** Writes the remarks to the log of a function's cold start, each once. */
  const sayOnce = (
    { settings, dir }: FunctionSpec,
    remarks: readonly SpecRemark[],
    onLog: (line: string) => void,
  ): void => {
    for (const text of remarks.map(({ what }) => translate(what))) {
      const key = `${settings ?? dir} ${text}`;
      if (!said.has(key)) onLog(`[${text}]`);
      said.add(key);
    }
  };

  /** Loads an instance that no event has asked for; what it writes meanwhile is a request of its own in the log. */
  const warm = async (request: RunRequest, instance: Instance, told: Told): Promise<boolean> => {
    const requestId = randomUUID();
    const write = request.aside?.(requestId).write ?? (() => {});
    const failure = await instance.load({ ...request, requestId }, write);
    if (!end.signal.aborted) told(failure);
    return failure === undefined;
  };

  const wantedBy = (ready: Ready, request: RunRequest, told: Told): Wanted => {
    const { spec, key } = ready;
    const settings = spec.settings ?? spec.dir;
    return {
      ...{ key, settings },
      owner: JSON.stringify([settings, spec.dir, spec.memoryMb, request.context.dialect]),
      concurrency: spec.instanceConcurrency ?? 1,
      provisioned: spec.provisioned ?? 0,
      start: () => start(ready),
      prepare: (instance) => warm(request, instance, told),
    };
  };

  /** An instance for one event, which ends with it. */
  const alone = (ready: Ready, debugged: DebuggedRun | undefined): Loan => {
    const instance = start(ready, debugged);
    held.add(instance);
    void instance.ended.then(() => held.delete(instance));
    const nobodyWaits = { ready: Promise.resolve(true), setReady: () => {} };
    return { instance, isCold: true, ...nobodyWaits, release: () => instance.leave() };
  };

  return {
    async run(given, asked, onRawLog, signal, debugged) {
      const { spec, masked } = withEnvFile(given);
      const onLog = (line: string): void => onRawLog(masked(line));
      // What the caller gets stays as it is; what is told about the code is no place for a value of the .env, either.
      const toldOf =
        (remarks: readonly SpecRemark[]): Told =>
        (failure) =>
          options.onLoad?.(
            spec,
            failure?.kind === 'failed' ? { ...failure, message: masked(failure.message) } : failure,
            remarks,
          );
      const { aside } = asked;
      const request: RunRequest = aside ? { ...asked, aside: (id) => maskedLog(aside(id), masked) } : asked;
      const either = AbortSignal.any([signal, end.signal]);
      either.throwIfAborted();
      for (;;) {
        // The order of the calls is that of the events, however long one takes to prepare.
        const preparing = readyOf(spec, request, interpreters);
        const wanted = preparing.then((ready) =>
          ready.kind === 'ready' ? wantedBy(ready, request, toldOf(ready.remarks)) : undefined,
        );
        const loan = debugged ? undefined : await pool.borrow(wanted, either);
        const ready = await preparing;
        if (ready.kind !== 'ready') {
          toldOf([])(ready);
          return outcome(ready, 0);
        }
        const told = toldOf(ready.remarks);
        const done = await runIn(ready, loan ?? alone(ready, debugged), request, onLog, told, either);
        if (done !== undefined) return done;
      }
    },
    interpreter: async (runtime) => (await interpreters.choose(runtime))?.command,
    forget: (settings) => pool.forget(new Set(settings)),
    async dispose() {
      end.abort(new Error('The sandbox was stopped.'));
      const killed = [...held].map((instance) => {
        instance.stop(KILLED);
        return instance.ended;
      });
      await Promise.all([pool.dispose(), ...killed]);
      reaper?.dispose();
    },
  };
}

/** Told how the load of a function's code has ended. */
type Told = (failure: RunResult | undefined) => void;

function maskedLog(log: AsideLog, masked: (line: string) => string): AsideLog {
  return {
    ...log,
    write: (line) => log.write(masked(line)),
    stopped: (failure) => log.stopped(failure === undefined ? undefined : masked(failure)),
  };
}

/** A run that ended before the handler was called. */
function outcome(result: RunResult, initMs: number): RunOutcome {
  return { ...result, durationMs: 0, memoryUsedMb: 0, coldStart: true, initMs };
}
