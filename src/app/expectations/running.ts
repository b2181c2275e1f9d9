import { CloudError } from '../../cloud/errors';
import type { WriteOperation } from '../../cloud/writes';
import type { Say } from '../../model/changes';
import type { Expectation } from '../../model/expectation';
import type { Mode } from '../../model/invocation/record';
import type { Guard } from '../connections/guard';
import type { Plan } from '../invocations/plan';
import type { Describe } from '../invocations/stage';
import type { Ended } from '../invocations/task';
import { judge, whyUnjudged } from './judge';
import { CannotSend } from './planning';
import type { Verdict } from './verdict';

/** A case that is to be run; `of` is whatever its host knows it by. */
export interface CaseToRun<T> {
  readonly of: T;
  /** URI of the payload file. */
  readonly source: string;
  readonly expectation: Expectation;
}

/** How a case ended. */
export type CaseEnd =
  | {
      readonly kind: 'passed' | 'failed';
      readonly verdicts: readonly Verdict[];
      /** Milliseconds from the send to the end, as seen from here. */
      readonly elapsedMs: number;
    }
  /** Nothing could be found out about the function. */
  | {
      readonly kind: 'errored';
      readonly text: string;
      readonly hint?: string;
      /** The place that it is about, where that is in another file. */
      readonly at?: CannotSend['at'];
      /** As above; absent where nothing was sent. */
      readonly elapsedMs?: number;
    }
  /** The run was cancelled before or meanwhile, or a person has not confirmed what it would send, which `text` says. */
  | { readonly kind: 'skipped'; readonly text?: string };

/** What running asks, and tells. */
interface RunPorts<T> {
  readonly say: Say;
  readonly describe: Describe;
  /** Where writes of connections that are marked are confirmed. */
  readonly guard: Pick<Guard, 'action'>;
  /** Plans without asking; rejects with why that cannot be. */
  plan(mode: Mode, source: string): Promise<Plan>;
  /** Sends once and resolves at the end; never rejects. */
  send(plan: Plan, one: CaseToRun<T>, signal: AbortSignal): Promise<Ended>;
  started(of: T): void;
  ended(of: T, end: CaseEnd): void;
}

/** A case with what is to be sent, or why nothing can be. */
type Prepared<T> = { readonly one: CaseToRun<T> } & ({ readonly plan: Plan } | { readonly error: unknown });

/**
 * Runs cases one after the other, in their order, each by one request. All are planned first; then a connection that is
 * marked as production asks once for all that goes to it. Once the signal is aborted nothing more is sent. Never rejects.
 */
export async function runCases<T>(
  cases: readonly CaseToRun<T>[],
  ports: RunPorts<T>,
  signal: AbortSignal,
): Promise<void> {
  const prepared: Prepared<T>[] = [];
  for (const one of cases) {
    prepared.push(
      signal.aborted
        ? { one, error: undefined }
        : await ports.plan(one.expectation.mode, one.source).then(
            (plan) => ({ one, plan }),
            (error: unknown) => ({ one, error }),
          ),
    );
  }
  const refused = new Map<string, unknown>();
  const runAll = async (): Promise<void> => {
    for (const each of prepared) {
      const { one } = each;
      if (signal.aborted) {
        ports.ended(one.of, { kind: 'skipped' });
        continue;
      }
      ports.started(one.of);
      const error = 'error' in each ? each.error : refused.get(each.plan.task.ref.connection);
      ports.ended(
        one.of,
        'plan' in each && error === undefined
          ? await runOne(each.plan, one, ports, signal)
          : notSentFor(error, ports),
      );
    }
  };
  const plans = prepared.flatMap((each) => ('plan' in each ? [each.plan] : []));
  await confirmed(plans, ports, refused, signal, runAll);
}

async function runOne<T>(
  plan: Plan,
  one: CaseToRun<T>,
  ports: RunPorts<T>,
  signal: AbortSignal,
): Promise<CaseEnd> {
  const { record, error } = await ports.send(plan, one, signal);
  const { elapsedMs } = record;
  if (signal.aborted && (record.outcome.kind === 'cancelled' || record.outcome.kind === 'queued'))
    return { kind: 'skipped' };
  const why = whyUnjudged(record, ports.say);
  if (why) {
    const hint = why.hint ?? (error === undefined ? undefined : ports.describe(error).hint);
    return { kind: 'errored', text: why.text, ...(hint !== undefined && { hint }), elapsedMs };
  }
  const verdicts = judge(one.expectation, record, ports.say);
  return { kind: verdicts.every(({ met }) => met) ? 'passed' : 'failed', verdicts, elapsedMs };
}

function notSentFor<T>(error: unknown, { describe }: RunPorts<T>): CaseEnd {
  if (error instanceof CannotSend) {
    const { message: text, hint, at } = error;
    return { kind: 'errored', text, ...(hint !== undefined && { hint }), ...(at && { at }) };
  }
  const { text, hint } = describe(error);
  if (error instanceof CloudError && error.facts.kind === 'cancelled') return { kind: 'skipped', text };
  return { kind: 'errored', text, ...(hint !== undefined && { hint }) };
}

/**
 * Does the work once all connections that the plans go to have let their writes pass, each asked once; what those that did
 * not have said is put into `refused`.
 */
async function confirmed<T>(
  plans: readonly Plan[],
  { guard }: RunPorts<T>,
  refused: Map<string, unknown>,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const within = async ([connection, ...others]: readonly string[]): Promise<void> => {
    if (connection === undefined || signal.aborted) return work();
    const going = plans.filter(({ task }) => task.ref.connection === connection);
    const operations = (['invoke', 'invokeAsync'] as const satisfies WriteOperation[]).filter((operation) =>
      going.some(({ mode }) => (mode === 'sync') === (operation === 'invoke')),
    );
    const [operation = 'invoke', ...also] = operations;
    const [only] = going;
    const ref = going.length === 1 && only ? { ref: only.task.ref } : {};
    let isIn = false;
    try {
      await guard.action({ connection, operation, also, writes: going.length, ...ref }, () => {
        isIn = true;
        return within(others);
      });
    } catch (error) {
      if (isIn) throw error;
      refused.set(connection, error);
      await within(others);
    }
  };
  await within([...new Set(plans.map(({ task }) => task.ref.connection))]);
}
