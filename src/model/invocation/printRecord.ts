import type { Say } from '../changes';
import { refLabel } from '../functionRef';
import { message, translate, type Message } from '../message';
import { binaryInWords, explanation, headline, milliseconds, plain, quoted } from './outputText';
import type { InvocationRecord } from './record';
import { layOut, readResult } from './result';

/**
 * A record as text, laid out so that two of them can be compared line by line: what changes often stands in lines of its
 * own. Payload, result and log are marked line by line, so that none of them can be taken for a line of FnDeck.
 */
export function printRecord(record: InvocationRecord, say: Say = translate): string {
  const ofRun: readonly Fact[] = [
    [message('Sent at'), moment(record.startedAt)],
    [message('Request'), record.requestId],
    [message('Replay of'), record.replayOf?.id],
  ];
  const [target, outcome] = [targetOf(record, say), outcomeOf(record, say)];
  return [
    ...printFacts([...target, ...ofRun, ...outcome], say),
    ...section(
      say(message('Payload')),
      record.payload === undefined ? [say(message('(too large to keep)'))] : quoted(layOut(record.payload)),
    ),
    ...section(
      say(message('Result')),
      record.result === undefined
        ? [record.binary ? binaryInWords(record.binary, say) : say(message('(none)'))]
        : quoted(readResult(record.result).text),
    ),
    ...section(say(message('Log')), record.log === '' ? [] : quoted(record.log.replace(/\n$/, ''))),
    '',
  ].join('\n');
}

/** What was invoked, how that ended and its numbers, a line each; nothing that only names the run. */
export function printNumbers(record: InvocationRecord, say: Say = translate): string {
  return [...printFacts([...targetOf(record, say), ...outcomeOf(record, say)], say), ''].join('\n');
}

/** A line of a record; without a value there is none. */
type Fact = readonly [label: Message, value: string | undefined];

function targetOf(record: InvocationRecord, say: Say): readonly Fact[] {
  const mode = record.mode === 'sync' ? message('synchronous') : message('asynchronous');
  return [
    [message('Function'), refLabel(record.ref)],
    [message('Connection'), record.connectionName],
    [message('Mode'), say(mode)],
  ];
}

function outcomeOf({ outcome, numbers }: InvocationRecord, say: Say): readonly Fact[] {
  const { durationMs, billedMs, memoryUsedMb, memoryMb, coldStart } = numbers;
  const took = (ms: number | undefined) => (ms === undefined ? undefined : say(milliseconds(ms)));
  const size = (mb: number | undefined) => (mb === undefined ? undefined : `${mb} MB`);
  return [
    [message('Outcome'), say(headline(outcome))],
    ...explanation(outcome, say).map((reason): Fact => [message('Reason'), reason]),
    [message('Duration'), took(durationMs)],
    [message('Billed'), took(billedMs)],
    [message('Memory used'), size(memoryUsedMb)],
    [message('Memory limit'), size(memoryMb)],
    [
      message('Cold start'),
      coldStart === undefined ? undefined : say(coldStart ? message('yes') : message('no')),
    ],
  ];
}

function printFacts(facts: readonly Fact[], say: Say): readonly string[] {
  return facts.flatMap(([label, value]) =>
    value === undefined
      ? []
      : [say(message('{0}: {1}', label, value.split(/\r?\n/).map(plain).join('\n  ')))],
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `── ${title} ──`, ...lines];
}

/** A time in UTC; undefined where it is none that a date can have, as in a journal that something else wrote to. */
function moment(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
