import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { revisionOf } from './code';
import { startInstance, type Instance } from './instance';
import { launchOf } from './launch';
import type { RunnerOptions } from './options';
import { withEnvFile } from './envFile';
import { createPool, type Loan } from './pool';
import { INSTANCE_VARIABLE } from './processTree';
import { startReaper } from './reaper';
import type { DebuggedRun, FunctionSpec, RunOutcome, RunRequest, RunResult } from './run';

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
  /** Ends all instances with their child processes; resolves when they are gone. */
  dispose(): Promise<void>;
}

/** A runner over these runtimes; the first event starts its first process. */
export function createRunner(options: RunnerOptions): Runner {
  const pool = createPool(options.maxInstances, options.idleMs);
  const end = new AbortController();
  const sandbox = randomUUID();
  const held = new Set<Instance>();
  let reaper: ReturnType<typeof startReaper> | undefined;

  const start = (spec: FunctionSpec, debugged?: DebuggedRun) => {
    const id = `${sandbox}:${randomUUID()}`;
    const launch = launchOf(spec, options, id, debugged !== undefined);
    if (launch === undefined) throw new Error(`No runtime for ${spec.runtime}.`);
    const instance = startInstance(launch, id, spec, debugged);
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
    spec: FunctionSpec,
    loan: Loan,
    request: RunRequest,
    onLog: (line: string) => void,
    signal: AbortSignal,
  ) => {
    const { instance, isCold } = loan;
    const stop = (): void => instance.stop({ kind: 'exited', code: null, signal: 'SIGKILL' });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const began = performance.now();
    try {
      const failure = isCold ? await instance.load(request, onLog) : undefined;
      signal.throwIfAborted();
      if (isCold) options.onLoad?.(spec, failure);
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

  /** An instance for one event, which ends with it. */
  const alone = (spec: FunctionSpec, debugged: DebuggedRun): Loan => {
    const instance = start(spec, debugged);
    held.add(instance);
    void instance.ended.then(() => held.delete(instance));
    return { instance, isCold: true, release: () => instance.leave() };
  };

  return {
    async run(given, request, onRawLog, signal, debugged) {
      const { spec, masked } = withEnvFile(given);
      const onLog = (line: string): void => onRawLog(masked(line));
      const either = AbortSignal.any([signal, end.signal]);
      either.throwIfAborted();
      const refusal = refusalOf(spec, options);
      if (refusal !== undefined) {
        options.onLoad?.(spec, refusal);
        return outcome(refusal, 0);
      }
      for (;;) {
        const loan = debugged
          ? alone(spec, debugged)
          : await pool.borrow(keyOf(spec, request), () => start(spec), either);
        const done = await runIn(spec, loan, request, onLog, either);
        if (done !== undefined) return done;
      }
    },
    async dispose() {
      end.abort(new Error('The sandbox was stopped.'));
      const killed = [...held].map((instance) => {
        instance.stop({ kind: 'exited', code: null, signal: 'SIGKILL' });
        return instance.ended;
      });
      await Promise.all([pool.dispose(), ...killed]);
      reaper?.dispose();
    },
  };
}

/** What an instance must have been started for to take the event: same settings, same dialect, same code. */
async function keyOf(spec: FunctionSpec, request: RunRequest): Promise<string> {
  return JSON.stringify([spec, request.context.dialect, await revisionOf(spec.dir)]);
}

/** Why a function cannot be started at all, if so. */
function refusalOf(spec: FunctionSpec, options: RunnerOptions): RunResult | undefined {
  const refuse = (errorType: string, message: string): RunResult => ({
    kind: 'failed',
    stage: 'load',
    handled: false,
    errorType,
    message,
  });
  if (launchOf(spec, options, '') === undefined) {
    return refuse('RuntimeNotSupported', `The sandbox runs Node.js and Python, not ${spec.runtime}.`);
  }
  if (statSync(spec.dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return refuse('FunctionLoadError', `The folder of the function's code was not found: ${spec.dir}`);
  }
  return undefined;
}

/** A run that ended before the handler was called. */
function outcome(result: RunResult, initMs: number): RunOutcome {
  return { ...result, durationMs: 0, memoryUsedMb: 0, coldStart: true, initMs };
}
