import type { InvocationSummary } from './record';

/** Which invocations of a journal sent a payload again, and whose. */
export interface Relations {
  /** The one whose payload this one sent again, where the journal has it. */
  sourceOf(invocation: InvocationSummary): InvocationSummary | undefined;
  /** Those that sent its payload again, oldest first. */
  repeatsOf(invocation: InvocationSummary): readonly InvocationSummary[];
}

/** The relations among the invocations of a journal, in whatever order. */
export function relationsOf(invocations: readonly InvocationSummary[]): Relations {
  const named = new Map<string, InvocationSummary>();
  for (const invocation of invocations) {
    for (const id of namesOf(invocation)) named.set(id, invocation);
  }
  const repeats = new Map<InvocationSummary, InvocationSummary[]>();
  const sourceOf = ({ id, replayOf, rerunOf }: InvocationSummary) => {
    const source = rerunOf ?? replayOf?.id;
    const found = source === undefined ? undefined : named.get(source);
    return found?.id === id ? undefined : found;
  };
  for (const invocation of [...invocations].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const source = sourceOf(invocation);
    if (!source) continue;
    const known = repeats.get(source);
    if (known) known.push(invocation);
    else repeats.set(source, [invocation]);
  }
  return { sourceOf, repeatsOf: (invocation) => repeats.get(named.get(invocation.id) ?? invocation) ?? [] };
}

/** The ids by which a replay may name its source: an event's request id, or that of its record here or at the service. */
function namesOf({ id, requestId, taskId }: InvocationSummary): readonly string[] {
  return [id, requestId, taskId].filter((name) => name !== undefined);
}
