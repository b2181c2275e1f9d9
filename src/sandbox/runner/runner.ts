import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { revisionOf } from './code';
import { startInstance, type Instance } from './instance';
import { createInterpreters } from './interpreters';
import { launchOf } from './launch';
import { layersOf, packageFolders } from './layers';
import type { RunnerOptions } from './options';
import { withEnvFile } from './envFile';
import { createPool, type Loan } from './pool';
import { INSTANCE_VARIABLE } from './processTree';
import { startReaper } from './reaper';
import { translate } from '../../model/message';
import type {
  DebuggedRun,
  FunctionSpec,
  RunFailure,
  RunOutcome,
  RunRequest,
  RunResult,
  SpecRemark,
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
  /** Ends all instances with their child processes; resolves when they are gone. */
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
    told: (failure: RunResult | undefined) => void,
    signal: AbortSignal,
  ) => {
    const { instance, isCold } = loan;
    const stop = (): void => instance.stop({ kind: 'exited', code: null, signal: 'SIGKILL' });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const began = performance.now();
    if (isCold) sayOnce(spec, remarks, onLog);
    try {
      const failure = isCold ? await instance.load(request, onLog) : undefined;
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

  /** All that starting a function takes, or why it cannot be started. */
  const prepare = async (
    spec: FunctionSpec,
    { context: { dialect } }: RunRequest,
  ): Promise<Ready | RunFailure> => {
    const chosen = await interpreters.choose(spec.runtime);
    if (chosen === undefined)
      return refused('RuntimeNotSupported', `The sandbox runs Node.js and Python, not ${spec.runtime}.`);
    if (statSync(spec.dir, { throwIfNoEntry: false })?.isDirectory() !== true)
      return refused('FunctionLoadError', `The folder of the function's code was not found: ${spec.dir}`);
    const { command, language, remark } = chosen;
    const layers = layersOf(spec);
    const packages = packageFolders(layers.there, language, dialect);
    const remarks = [...(remark ? [{ path: 'runtime', what: remark }] : []), ...layers.remarks];
    const revisions = await Promise.all([
      revisionOf(spec.dir),
      ...layers.there.map((layer) => revisionOf(layer, true)),
    ]);
    const key = JSON.stringify([spec, command, packages, dialect, ...revisions]);
    return { kind: 'ready', spec, command, packages, remarks, key };
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

  const wantedBy = (ready: Ready) => ({ key: ready.key, start: () => start(ready) });

  /** An instance for one event, which ends with it. */
  const alone = (ready: Ready, debugged: DebuggedRun | undefined): Loan => {
    const instance = start(ready, debugged);
    held.add(instance);
    void instance.ended.then(() => held.delete(instance));
    return { instance, isCold: true, release: () => instance.leave() };
  };

  return {
    async run(given, request, onRawLog, signal, debugged) {
      const { spec, masked } = withEnvFile(given);
      const onLog = (line: string): void => onRawLog(masked(line));
      // What the caller gets stays as it is; what is told about the code is no place for a value of the .env, either.
      const tell = (failure: RunResult | undefined, remarks: readonly SpecRemark[]): void =>
        options.onLoad?.(
          spec,
          failure?.kind === 'failed' ? { ...failure, message: masked(failure.message) } : failure,
          remarks,
        );
      const either = AbortSignal.any([signal, end.signal]);
      either.throwIfAborted();
      for (;;) {
        // The order of the calls is that of the events, however long one takes to prepare.
        const preparing = prepare(spec, request);
        const wanted = preparing.then((ready) => (ready.kind === 'ready' ? wantedBy(ready) : undefined));
        const loan = debugged ? undefined : await pool.borrow(wanted, either);
        const ready = await preparing;
        if (ready.kind !== 'ready') {
          tell(ready, []);
          return outcome(ready, 0);
        }
        const told = (failure: RunResult | undefined): void => tell(failure, ready.remarks);
        const done = await runIn(ready, loan ?? alone(ready, debugged), request, onLog, told, either);
        if (done !== undefined) return done;
      }
    },
    interpreter: async (runtime) => (await interpreters.choose(runtime))?.command,
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

/** A function that can be started, with what runs it and what is otherwise than it says. */
interface Ready {
  readonly kind: 'ready';
  readonly spec: FunctionSpec;
  readonly command: string;
  /** Folders with the packages of its layers, in the order in which they are asked. */
  readonly packages: readonly string[];
  readonly remarks: readonly SpecRemark[];
  /** What an instance must have been started for to take the event: same settings, same dialect, same code. */
  readonly key: string;
}

/** Why a function cannot be started at all. */
function refused(errorType: string, message: string): RunFailure {
  return { kind: 'failed', stage: 'load', handled: false, errorType, message };
}

/** A run that ended before the handler was called. */
function outcome(result: RunResult, initMs: number): RunOutcome {
  return { ...result, durationMs: 0, memoryUsedMb: 0, coldStart: true, initMs };
}
