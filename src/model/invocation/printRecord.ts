import type { Say } from '../changes';
import { refLabel } from '../functionRef';
import { message, translate } from '../message';
import { explanation, headline, milliseconds, plain, quoted } from './outputText';
import type { InvocationRecord } from './record';
import { layOut, readResult } from './result';

/**
 * A record as text, laid out so that two of them can be compared line by line: what changes often stands in lines of its
 * own. Payload, result and log are marked line by line, so that none of them can be taken for a line of FnDeck.
 */
export function printRecord(record: InvocationRecord, say: Say = translate): string {
  const { numbers } = record;
  const lines = [
    [message('Function'), refLabel(record.ref)],
    [message('Connection'), record.connectionName],
    [message('Mode'), say(record.mode === 'sync' ? message('synchronous') : message('asynchronous'))],
    [message('Sent'), moment(record.startedAt)],
    [message('Request'), record.requestId],
    [message('Replay of'), record.replayOf?.id],
    [message('Outcome'), say(headline(record.outcome))],
    ...explanation(record.outcome, say).map((reason) => [message('Reason'), reason] as const),
    [
      message('Duration'),
      numbers.durationMs === undefined ? undefined : say(milliseconds(numbers.durationMs)),
    ],
    [message('Billed'), numbers.billedMs === undefined ? undefined : say(milliseconds(numbers.billedMs))],
    [message('Memory used'), numbers.memoryUsedMb === undefined ? undefined : `${numbers.memoryUsedMb} MB`],
    [message('Memory limit'), numbers.memoryMb === undefined ? undefined : `${numbers.memoryMb} MB`],
    [
      message('Cold start'),
      numbers.coldStart === undefined ? undefined : say(numbers.coldStart ? message('yes') : message('no')),
    ],
  ] as const;
  const head = lines.flatMap(([label, value]) =>
    value === undefined ? [] : [`${say(label)}: ${value.split(/\r?\n/).map(plain).join('\n  ')}`],
  );
  return [
    ...head,
    ...section(
      say(message('Payload')),
      record.payload === undefined ? [say(message('(too large to keep)'))] : quoted(layOut(record.payload)),
    ),
    ...section(
      say(message('Result')),
      record.result === undefined ? [say(message('(none)'))] : quoted(readResult(record.result).text),
    ),
    ...section(say(message('Log')), record.log === '' ? [] : quoted(record.log.replace(/\n$/, ''))),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `── ${title} ──`, ...lines];
}

/** A time in UTC; undefined where it is none that a date can have, as in a journal that something else wrote to. */
function moment(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
