import type { Say } from '../changes';
import { refLabel } from '../functionRef';
import { message, translate } from '../message';
import { explanation, headline, milliseconds } from './outputText';
import type { InvocationRecord } from './record';
import { layOut, readResult } from './result';

/** A record as text, laid out so that two of them can be compared line by line: what changes often stands in lines of its own. */
export function printRecord(record: InvocationRecord, say: Say = translate): string {
  const { numbers } = record;
  const lines = [
    [message('Function'), refLabel(record.ref)],
    [message('Connection'), record.connectionName],
    [message('Mode'), say(record.mode === 'sync' ? message('synchronous') : message('asynchronous'))],
    [message('Sent'), new Date(record.startedAt).toISOString()],
    [message('Request'), record.requestId],
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
  const head = lines.flatMap(([label, value]) => (value === undefined ? [] : [`${say(label)}: ${value}`]));
  return [
    ...head,
    ...section(
      say(message('Payload')),
      record.payload === undefined ? say(message('(too large to keep)')) : layOut(record.payload),
    ),
    ...section(
      say(message('Result')),
      record.result === undefined ? say(message('(none)')) : readResult(record.result).text,
    ),
    ...section(say(message('Log')), record.log),
    '',
  ].join('\n');
}

function section(title: string, text: string): string[] {
  return ['', `── ${title} ──`, ...text.replace(/\n$/, '').split('\n')];
}
