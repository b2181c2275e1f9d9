import type { JournalFilter } from '../../model/invocation/journalFilter';
import type { InvocationSummary, MarkedSummary } from '../../model/invocation/record';

/** What is shown no longer ago than this stands with the newest, though a day may have begun in between. */
const TOGETHER_MS = 12 * 60 * 60 * 1000;

/** What of the journal a person wants to see. */
export interface Wanted {
  /** The workspace of the window. */
  readonly workspace: string;
  /** Whether the invocations of other workspaces are wanted, too. */
  readonly all: boolean;
  readonly filter: JournalFilter | undefined;
}

/** The invocations that are shown, each once, newest first in each part. */
interface JournalRows {
  /** Those with a pin; without a filter only. */
  readonly pinned: readonly MarkedSummary[];
  /** The newest day that has any; with a filter all that it finds. */
  readonly newest: readonly MarkedSummary[];
  /** The day before today, where that is not the newest. */
  readonly yesterday: readonly MarkedSummary[];
  readonly earlier: readonly MarkedSummary[];
  /** How many there are that the filter was asked about. */
  readonly asked: number;
  /** How many there are in other workspaces only. */
  readonly elsewhere: number;
}

/** Whether an invocation belongs to a workspace; one of an earlier version, which did not note that, belongs to each. */
export function isOf({ workspace }: Pick<InvocationSummary, 'workspace'>, wanted: string): boolean {
  return workspace === undefined || workspace === wanted;
}

/** Parts the invocations of a journal, newest first, as they are shown at a moment (Unix milliseconds). */
export function partRows(
  invocations: readonly MarkedSummary[],
  { workspace, all, filter }: Wanted,
  now: number,
): JournalRows {
  const own = all ? invocations : invocations.filter((invocation) => isOf(invocation, workspace));
  const counts = { asked: own.length, elsewhere: invocations.length - own.length };
  const none = { pinned: [], yesterday: [], earlier: [] };
  if (filter) {
    return { ...none, ...counts, newest: own.filter((invocation) => filter.matches(invocation, now)) };
  }
  const loose = own.filter(({ pinned }) => !pinned);
  const [first] = loose;
  const newestDay = dayOf(first?.startedAt ?? now);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  const partOf = ({ startedAt }: MarkedSummary): 'newest' | 'yesterday' | 'earlier' => {
    const isClose = (first?.startedAt ?? now) - startedAt < TOGETHER_MS;
    if (isClose || dayOf(startedAt) === newestDay) return 'newest';
    return dayOf(startedAt) === dayOf(yesterday.getTime()) ? 'yesterday' : 'earlier';
  };
  const parts = { newest: [], yesterday: [], earlier: [] } as Record<
    ReturnType<typeof partOf>,
    MarkedSummary[]
  >;
  for (const invocation of loose) parts[partOf(invocation)].push(invocation);
  return { ...counts, ...parts, pinned: own.filter(({ pinned }) => pinned) };
}

/** Whether two moments (Unix milliseconds) are on one day by the local clock. */
export function isSameDay(a: number, b: number): boolean {
  return dayOf(a) === dayOf(b);
}

function dayOf(ms: number): string {
  return new Date(ms).toDateString();
}
