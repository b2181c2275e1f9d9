import { refKey, functionKey, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, InvocationSummary } from '../../model/invocation/record';
import { readAgain } from '../invocations/plan';
import type { Expanded } from '../payloads/readPayload';
import type { VariableSource } from '../payloads/variables';
import type { Side } from './verification';

/** A payload of the past that ended as the event of a side is to end. */
export interface Suggestion {
  readonly record: InvocationRecord;
  /** As it was sent, byte for byte, but for values of the environment. */
  readonly payload: string;
  readonly expanded: Expanded | undefined;
}

/** Payloads that are offered of one side. */
const MOST = 5;

/**
 * The payloads with which a function last ended as a side is to end, from the journal: those of the version itself
 * first, then the newest; each text once. What the service refused, or nobody saw the end of, is not among them.
 */
export async function suggestPayloads(
  journal: {
    list(): Promise<readonly InvocationSummary[]>;
    get(id: string): Promise<InvocationRecord | undefined>;
  },
  ref: FunctionRef,
  side: Side,
  variables: VariableSource,
): Promise<readonly Suggestion[]> {
  const of = functionKey(ref);
  const ended = side === 'success' ? 'succeeded' : 'functionError';
  const sent = (await journal.list()).filter(
    (summary) => summary.outcome.kind === ended && functionKey(summary.ref) === of,
  );
  const isSame = (summary: InvocationSummary): boolean => refKey(summary.ref) === refKey(ref);
  const found = new Map<string, Suggestion>();
  for (const { id } of [...sent.filter(isSame), ...sent.filter((summary) => !isSame(summary))]) {
    const record = await journal.get(id);
    if (record?.payload === undefined || found.has(record.payload)) continue;
    const again = readAgain(record, variables);
    if (!('why' in again)) found.set(record.payload, { record, expanded: undefined, ...again });
    if (found.size >= MOST) break;
  }
  return [...found.values()];
}
