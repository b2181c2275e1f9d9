import { functionKey, refLabel, type FunctionRef } from '../../model/functionRef';
import { size } from '../../model/invocation/outputText';
import type { Message } from '../../model/message';
import type { Say } from '../../model/changes';
import type { ReplayRow, RowState } from '../../webview/replay/protocol';
import { judge, keyOf, payloadOf, type Candidate, type Verdict } from './candidate';
import type { Mark } from './ledger';

/** Characters of a payload that a row shows. */
const EXCERPT = 160;

/** One event of a replay. */
export interface Row {
  readonly key: string;
  readonly candidate: Candidate;
  mark: Mark | undefined;
  /** The text that a person wrote in place of the payload. */
  edited: string | undefined;
  chosen: boolean;
  /** It was chosen before what a person is writing in place of its payload became no JSON. */
  wasChosen: boolean;
  /** What this replay has done with it. */
  done: Extract<RowState, 'waiting' | 'sending' | 'sent' | 'refused' | 'unknown'> | undefined;
  /** What came of it, in the reader's language. */
  said: string | undefined;
  /** Whether what was sent has failed in its turn. */
  failed: boolean;
  /** The journal's record of the send. */
  recordId: string | undefined;
  verdict: Verdict;
}

/** What rows are judged by. */
export interface RowRules {
  readonly say: Say;
  /** Most bytes that the service of a function takes asynchronously. */
  readonly limitOf: (ref: FunctionRef) => number;
  /** Where a payload of a version goes. */
  readonly targetOf: (ref: FunctionRef) => FunctionRef;
  /** Why a target cannot be reached, where that is known. */
  readonly goneOf: (target: FunctionRef) => Message | undefined;
}

/** Rows of candidates, oldest event first; each event once, whatever number of sources told of it. */
export function rowsOf(
  candidates: readonly { readonly candidate: Candidate; readonly mark: Mark | undefined }[],
  rules: RowRules,
): Row[] {
  const seen = new Set<string>();
  const rows: Row[] = [];
  for (const { candidate, mark } of [...candidates].sort(
    (a, b) => (a.candidate.at ?? 0) - (b.candidate.at ?? 0),
  )) {
    if (candidate.ids.some((id) => seen.has(id))) continue;
    for (const id of candidate.ids) seen.add(id);
    const row: Row = {
      key: keyOf(candidate),
      ...{ candidate, mark, edited: undefined, chosen: false, wasChosen: false, done: undefined },
      ...{ said: undefined, failed: false, recordId: undefined, verdict: { kind: 'ready' } },
    };
    judgeRow(row, rules);
    rows.push(row);
  }
  return rows;
}

/** Judges a row anew; one that cannot be sent is not chosen any more. */
export function judgeRow(row: Row, { say, limitOf, targetOf, goneOf }: RowRules): void {
  const { candidate, edited, mark } = row;
  const gone = goneOf(targetOf(candidate.ref));
  row.verdict = judge(candidate, { edited, mark, gone, limit: limitOf(candidate.ref), say });
  if (row.verdict.kind === 'cannot') row.chosen = false;
}

/** Whether a run may take a row. */
export function isOpen(row: Row): boolean {
  return (row.done === undefined || row.done === 'refused') && row.verdict.kind !== 'cannot';
}

/** A row as the page draws it. */
export function drawnRow(row: Row, { say, targetOf }: RowRules): ReplayRow {
  const { candidate, edited, done, said, verdict } = row;
  const text = edited ?? ('text' in candidate.payload ? candidate.payload.text : undefined);
  const why = said ?? (done === undefined && verdict.kind !== 'ready' ? say(verdict.why) : undefined);
  return {
    key: row.key,
    event: refLabel(candidate.ref),
    id: candidate.of.id,
    ...(candidate.at !== undefined && { at: timeOf(candidate.at) }),
    how: say(candidate.how),
    ...(text !== undefined && {
      payload: {
        excerpt: excerptOf(text),
        size: say(size(Buffer.byteLength(payloadOf(candidate, edited) ?? text))),
        edited: edited !== undefined,
      },
    }),
    target: refLabel(targetOf(candidate.ref)),
    state: done ?? verdict.kind,
    chosen: row.chosen,
    ...(why !== undefined && { why }),
    ...(row.failed && { failed: true }),
    opens: row.recordId !== undefined,
  };
}

/** The functions among rows, each once, in the order in which they come. */
export function functionsOf(rows: readonly Row[]): ReadonlyMap<string, FunctionRef> {
  const found = new Map<string, FunctionRef>();
  for (const { candidate } of rows) {
    const key = functionKey(candidate.ref);
    if (!found.has(key)) found.set(key, candidate.ref);
  }
  return found;
}

function excerptOf(text: string): string {
  const line = text
    .slice(0, EXCERPT * 2)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > EXCERPT || text.length > EXCERPT * 2 ? `${line.slice(0, EXCERPT)}…` : line;
}

function timeOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
