import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock';
import type { Debugging } from '../../debugging';
import { specOf } from '../../specOf';
import type { LogStore } from '../../logs/logStore';
import { LogTail } from '../../logs/logTail';
import type { Runner, RunOutcome } from '../../runner/runner';
import type { Project } from '../project';
import type { ProjectSettings } from '../projectSettings';
import type { Target } from '../target';
import { logTime } from '../time';
import { functionErrorOf, type Failure } from './failure';

/** One run of a function, sync or async. */
export interface Execution {
  readonly requestId: string;
  readonly outcome: RunOutcome;
  readonly failure: Failure | undefined;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly memoryUsedMb: number;
  /** The last 2,000 bytes of the log. */
  readonly log: Buffer;
}

/** What is run. */
interface Order {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Instead of the function's own memory size, where it lets callers choose. */
  readonly memoryMb?: number;
}

/** Of the contradicting sizes in the documents the one beside the response header. */
const TAIL_BYTES = 2000;

/** A project as one execution sees it: where the function runs, where its log goes, what time it is. */
interface Surroundings {
  readonly project: Project;
  readonly runner: Runner;
  readonly logs: LogStore;
  readonly settings: ProjectSettings;
  readonly clock: Clock;
  readonly debugging: Debugging;
}

/**
 * Runs a function and writes its log, with the service's first and last line, as it comes. Whatever the handler does
 * is an outcome; rejects only when `signal` is aborted or the runner goes away.
 */
export async function execute(
  state: Surroundings,
  target: Target,
  order: Order,
  signal: AbortSignal,
): Promise<Execution> {
  const { fn, version } = target;
  const memoryMb = order.memoryMb ?? fn.memoryMb;
  const stream = state.settings.ltsEnabled ? await state.logs.stream(fn) : undefined;
  const tail = new LogTail(TAIL_BYTES);
  const write = (line: string): void => {
    tail.add(line);
    stream?.append(line, order.requestId);
  };
  write(`${logTime(state.clock.now())} Start invoke request '${order.requestId}', version: ${version}`);
  const code = fn.versions.find(({ name }) => name === version)?.dir ?? fn.dir;
  const spec = specOf(fn, code, memoryMb);
  const { requestId } = order;
  const aside = (id: string) => {
    const note = (line: string): void => stream?.append(line, id);
    // No document has these lines: on the service itself only Java functions have such a hook.
    const told = (what: string): void =>
      note(`${logTime(state.clock.now())} ${what} pre-stop request '${id}', version: ${version}`);
    const stopped = (failure?: string): void => {
      if (failure !== undefined) note(`The pre-stop hook failed: ${failure}`);
      told('Finish');
    };
    return { write: note, stopping: () => told('Start'), stopped };
  };
  const run = { requestId, event: Buffer.from(order.event), context: contextOf(state, target), aside };
  const debugged = state.debugging.begin(requestId, { ...spec, group: fn.group, name: fn.name });
  const outcome = await state.runner.run(spec, run, write, signal, debugged).finally(() => debugged?.end());
  const failure = functionErrorOf(outcome, fn.timeoutSeconds, memoryMb);
  const [durationMs, memoryUsedMb] = [thousandths(outcome.durationMs), thousandths(outcome.memoryUsedMb)];
  const billedMs = Math.max(1, Math.ceil(durationMs));
  write(
    `${logTime(state.clock.now())} Finish invoke request '${order.requestId}', duration: ${durationMs}ms, ` +
      `billing duration: ${billedMs}ms, memory used: ${memoryUsedMb}MB, billing memory: ${memoryMb}MB`,
  );
  return {
    requestId: order.requestId,
    outcome,
    failure,
    durationMs,
    billedMs,
    memoryMb,
    memoryUsedMb,
    log: tail.end(),
  };
}

/** What the handler's `context` tells; its credentials are made up and open nothing. */
function contextOf({ project }: Surroundings, { fn, version, alias }: Target) {
  const madeUp = (): string => randomBytes(15).toString('base64url');
  return {
    dialect: 'functionGraph' as const,
    projectId: project.id,
    package: fn.group,
    functionName: fn.name,
    version,
    ...(alias !== undefined && { alias }),
    region: project.region,
    token: madeUp(),
    credentials: { accessKey: madeUp(), secretKey: madeUp(), securityToken: madeUp() },
  };
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
