import type { Say } from '../../model/changes';
import { binaryInWords } from '../../model/invocation/outputText';
import { printNumbers } from '../../model/invocation/printRecord';
import type { InvocationRecord } from '../../model/invocation/record';
import { layOut, readResult } from '../../model/invocation/result';
import { withoutVolatile, type Run } from '../../model/invocation/volatile';
import { message, type Message } from '../../model/message';

/** Characters of a text that are compared; results are up to 6 MB. */
const COMPARED = 512 * 1024;

const PARTS = ['payload', 'result', 'log', 'numbers'] as const;

/** What of two invocations is compared. */
export type ComparedPart = (typeof PARTS)[number];

/** One of two invocations. */
type Side = 'older' | 'newer';

/** A part of two invocations as it is compared: without what is another each time. */
interface Compared extends Readonly<Record<Side, string>> {
  readonly part: ComparedPart;
}

/**
 * Two invocations part by part. Times, durations, uses of memory and ids that only one of them has are words in payload,
 * result and log; the numbers are as they were measured.
 */
export function compareRecords(
  older: InvocationRecord,
  newer: InvocationRecord,
  say: Say,
): readonly Compared[] {
  const [before, after] = withoutVolatile(runOf(older, say), runOf(newer, say), say);
  const texts = PARTS.slice(0, 3).map((part, index) => ({
    part,
    older: before[index] ?? '',
    newer: after[index] ?? '',
  }));
  return [...texts, { part: 'numbers', older: printNumbers(older, say), newer: printNumbers(newer, say) }];
}

/** What a part is called. */
export function nameOfPart(part: ComparedPart): Message {
  switch (part) {
    case 'payload':
      return message('Payload');
    case 'result':
      return message('Result');
    case 'log':
      return message('Log');
    case 'numbers':
      return message('Numbers');
  }
}

/** Where one side of a part is shown. */
export interface ComparedName extends Readonly<Record<Side, string>> {
  readonly side: Side;
  readonly part: ComparedPart;
}

/** The query of one side's address: both sides have one path, or VS Code would take one for the other's new name. */
export function comparedQuery({ older, newer, side, part }: ComparedName): string {
  return [older, newer, side, part].join('/');
}

/** Reads what `comparedQuery` gave; undefined for anything else. */
export function readComparedQuery(query: string): ComparedName | undefined {
  const [older, newer, side, part] = query.split('/');
  const known = PARTS.find((one) => one === part);
  if (!older || !newer || !known) return undefined;
  return side === 'older' || side === 'newer' ? { older, newer, side, part: known } : undefined;
}

function runOf(record: InvocationRecord, say: Say): Run {
  const { startedAt, requestId, taskId, payload, result, binary, log } = record;
  const noText = binary ? binaryInWords(binary, say) : say(message('(none)'));
  const texts = [
    payload === undefined ? say(message('(too large to keep)')) : layOut(payload),
    result === undefined ? noText : readResult(result).text,
    log,
  ];
  return {
    at: startedAt,
    ids: [...new Set([requestId, taskId])].filter((id) => id !== undefined),
    texts: texts.map((text) => beginningOf(text, say)),
  };
}

function beginningOf(text: string, say: Say): string {
  if (text.length <= COMPARED) return text.endsWith('\n') ? text : `${text}\n`;
  return `${text.slice(0, COMPARED)}\n${say(message('(Only the beginning is compared.)'))}\n`;
}
