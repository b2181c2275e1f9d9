import { refLabel } from '../functionRef';
import { listOf, message, type Message } from '../message';
import type { MarkedSummary, Outcome } from './record';

/** What a person looks for in the journal. */
export interface JournalFilter {
  /** As it was typed. */
  readonly text: string;
  /** Whether an invocation is looked for, at a moment in Unix milliseconds. */
  matches(invocation: MarkedSummary, now: number): boolean;
}

type Test = JournalFilter['matches'];

const STATES: Readonly<Record<string, readonly Outcome['kind'][]>> = {
  succeeded: ['succeeded'],
  failed: ['returnedError', 'functionError', 'notSent', 'serviceError', 'discarded'],
  unknown: ['unknown'],
  cancelled: ['cancelled'],
  stopped: ['stopped'],
  queued: ['queued'],
  sending: ['sending'],
};

const FLAGS: Readonly<Record<string, Test>> = {
  pinned: ({ pinned }) => pinned === true,
  noted: ({ note }) => note !== undefined,
  replay: ({ replayOf, rerunOf }) => replayOf !== undefined || rerunOf !== undefined,
};

const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** What may stand before a colon, and what then has to follow; undefined where that is none of it. */
const KEYS: Readonly<Record<string, (value: string) => Test | undefined>> = {
  function: (value) => (invocation) => refLabel(invocation.ref).toLowerCase().includes(value),
  status: (value) => {
    const kinds = own(STATES, value);
    return kinds && (({ outcome }) => kinds.includes(outcome.kind));
  },
  mode: (value) =>
    value === 'sync' || value === 'async' ? (invocation) => invocation.mode === value : undefined,
  since: (value) => {
    const [, number, unit] = /^(\d{1,4})([mhdw])$/.exec(value) ?? [];
    const span = Number(number) * (UNITS[unit ?? ''] ?? NaN);
    if (!Number.isNaN(span)) return ({ startedAt }, now) => startedAt >= now - span;
    const day = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00`).getTime() : NaN;
    return Number.isNaN(day) ? undefined : ({ startedAt }) => startedAt >= day;
  },
};

/** A part of the text: with `-` it is not looked for; quotes hold blanks together and make a word of anything. */
const PART = /(-?)(?:([a-z]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+))/gi;

/**
 * Reads `status:failed mode:async function:orders pinned noted replay since:1h some words -other "two words"`: what
 * matches has all of it. Gives the problem where a part is none of these.
 */
export function readFilter(text: string): JournalFilter | { readonly problem: Message } {
  const tests: Test[] = [];
  for (const [part, not, key, quotedValue, value, quoted, word] of text.matchAll(PART)) {
    const wanted = (quotedValue ?? value ?? quoted ?? word ?? '').toLowerCase();
    const test = testOf(key?.toLowerCase(), wanted, quoted !== undefined);
    if ('problem' in test) return { problem: test.problem(part) };
    tests.push(not === '-' ? (...given) => !test.holds(...given) : test.holds);
  }
  return { text: text.trim(), matches: (...given) => tests.every((test) => test(...given)) };
}

function testOf(
  key: string | undefined,
  value: string,
  quoted: boolean,
): { readonly holds: Test } | { readonly problem: (part: string) => Message } {
  if (key === undefined) {
    const flag = quoted ? undefined : own(FLAGS, value);
    return { holds: flag ?? ((invocation) => searched(invocation).includes(value)) };
  }
  const read = own(KEYS, key);
  if (!read) {
    const known = Object.keys(KEYS).map((name) => `${name}:`);
    return {
      problem: (part) =>
        message(
          '“{0}”: only {1} can stand before a colon. Put it in quotes to look for it.',
          part,
          known.join(' '),
        ),
    };
  }
  const holds = read(value);
  return holds ? { holds } : { problem: (part) => wrongValue(key, part) };
}

function wrongValue(key: string, part: string): Message {
  if (key === 'status') return message('“{0}”: the status is one of {1}.', part, listOf(Object.keys(STATES)));
  if (key === 'mode') return message('“{0}”: the mode is sync or async.', part);
  return message('“{0}”: since is a time such as 30m, 2h, 7d or 1w, or a day such as 2026-11-21.', part);
}

/** All of an invocation that words are looked for in. */
function searched({
  ref,
  connectionName,
  note,
  outcome,
  requestId,
  taskId,
  source,
  replayOf,
}: MarkedSummary): string {
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  const said = [
    ...('code' in outcome ? [outcome.code] : []),
    ...('text' in outcome ? [outcome.text] : []),
    ...('statusCode' in outcome ? [String(outcome.statusCode)] : []),
    ...(failure ? [failure.code, failure.text] : []),
  ];
  const file = source?.split('/').at(-1);
  const texts = [refLabel(ref), connectionName, note, requestId, taskId, replayOf?.id, file, ...said];
  return texts
    .filter((text) => text !== undefined)
    .join('\n')
    .toLowerCase();
}

/** A member that the table itself has: `constructor` is a word like any other. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
