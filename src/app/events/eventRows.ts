import type { AsyncInvocation } from '../../cloud/invocation';
import type { EventPhase } from '../../model/invocation/eventLife';

/** When an event began, as its record tells, in Unix milliseconds; Infinity where it does not: newer than all. */
export function beganAt({ startedAt, steps, endedAt }: AsyncInvocation): number {
  return startedAt ?? steps?.[0]?.at ?? endedAt ?? Infinity;
}

/** Each event once, as the first row of it says, newest first; equal times keep their order. */
export function newestFirst(rows: readonly AsyncInvocation[]): readonly AsyncInvocation[] {
  const byId = new Map<string, AsyncInvocation>();
  for (const row of rows) if (!byId.has(row.taskId)) byId.set(row.taskId, row);
  return [...byId.values()].sort((a, b) => (beganAt(a) === beganAt(b) ? 0 : beganAt(b) - beganAt(a)));
}

/**
 * What is known after the newest page was read again; undefined where nothing connects it with what was known, so that
 * rows between the two may be missing. A known row that the page leaves out, though it is not older than all of the
 * page, is gone.
 */
export function withNewest(
  known: readonly AsyncInvocation[],
  page: readonly AsyncInvocation[],
): readonly AsyncInvocation[] | undefined {
  const ids = new Set(page.map(({ taskId }) => taskId));
  if (!known.some(({ taskId }) => ids.has(taskId))) return undefined;
  const oldest = Math.min(...page.map(beganAt));
  const older = known.filter((row) => !ids.has(row.taskId) && beganAt(row) <= oldest);
  return newestFirst([...page, ...older]);
}

const ENDED: ReadonlySet<EventPhase> = new Set(['succeeded', 'failed', 'discarded', 'stopped']);

/** Whether nothing more will become of an event, by its record. */
export function isOver({ phase }: Pick<AsyncInvocation, 'phase'>): boolean {
  return ENDED.has(phase);
}
