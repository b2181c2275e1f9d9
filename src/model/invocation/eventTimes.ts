import { hasEnded, type EventFacts, type EventTimes, type LifeState, type SeenAttempt } from './eventLife';

/**
 * When an event was queued, ended, and grows too old. The services' clocks are not this machine's, and a sandbox's can
 * be moved meanwhile: what is said rests on bounds that hold by both, and what they leave open is left out.
 */
export function timesOf(facts: EventFacts, attempts: readonly SeenAttempt[], state: LifeState): EventTimes {
  const { queuedAt, heardAt, plan, record, lines } = facts;
  const enqueued = record?.steps?.find(({ kind }) => kind === 'enqueued')?.at;
  const told = lines.flatMap(({ at }) => at ?? []);
  const first = enqueued ?? least(told);
  const latest = told.length === 0 ? undefined : told.reduce((a, b) => Math.max(a, b));
  const skewMs = enqueued === undefined ? skewOf(facts, attempts, latest) : enqueued - queuedAt;
  const acceptedAt = enqueued ?? (skewMs === 0 ? queuedAt : undefined);
  // By the service's own clock at least so much had passed when the latest line was read here.
  const passed = first === undefined || latest === undefined ? 0 : latest - first;
  const endedAt = hasEnded(state) && state !== 'lost' ? endOf(facts, attempts) : undefined;
  return {
    queuedAt,
    skewMs,
    ...(acceptedAt !== undefined && { acceptedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(plan && { ageEndsAt: Math.min(queuedAt, heardAt - passed) + plan.ageSeconds * 1000 }),
  };
}

/**
 * How far the clocks differ at least: a line cannot be read before it was written, nor an attempt begin before the
 * event was queued. 0 where both can be so with clocks that agree.
 */
function skewOf(
  { queuedAt, heardAt }: EventFacts,
  [attempt]: readonly SeenAttempt[],
  latest: number | undefined,
): number {
  const atLeast = latest === undefined ? -Infinity : latest - heardAt;
  const atMost = attempt?.start === undefined ? Infinity : attempt.start - queuedAt;
  // Where a clock was moved meanwhile both cannot hold: what was true at the queueing counts.
  return Math.min(Math.max(0, atLeast), atMost);
}

function endOf({ record }: EventFacts, attempts: readonly SeenAttempt[]): number | undefined {
  return (
    record?.endedAt ?? record?.steps?.findLast(({ kind }) => kind === 'ended')?.at ?? attempts.at(-1)?.end
  );
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b));
}
