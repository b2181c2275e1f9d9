import type { Say } from '../changes';
import { listed, message, type Message } from '../message';
import type { BinaryResult, Failure, Numbers, Outcome } from './record';

/** A time span for a summary: `0.04 ms`, `12.3 ms`, `4.05 s`, `125 s`. No span but none at all is called 0. */
export function milliseconds(ms: number): Message {
  if (ms > 0 && ms < 0.005) return message('<{0} ms', 0.01);
  if (ms < 0.1) return message('{0} ms', rounded(ms, 2));
  if (ms < 1000) return message('{0} ms', rounded(ms, 1));
  return message('{0} s', rounded(ms / 1000, ms < 10_000 ? 2 : ms < 100_000 ? 1 : 0));
}

/** A size in words: `512 bytes`, `1.4 MB`. Units of 1024. */
export function size(bytes: number): Message {
  if (bytes < 1024) return bytes === 1 ? message('1 byte') : message('{0} bytes', bytes);
  if (bytes < 1024 * 1024) return message('{0} KB', rounded(bytes / 1024, 1));
  return message('{0} MB', rounded(bytes / 1024 / 1024, 2));
}

/** What is over a limit, and the limit: in bytes where they would read the same in larger units. */
export function sizeAbove(limit: number, bytes: number): readonly [size: Message, limit: Message] {
  const [is, most] = [size(bytes), size(limit)];
  const alike = is.text === most.text && is.args[0] === most.args[0];
  return alike ? [message('{0} bytes', bytes), message('{0} bytes', limit)] : [is, most];
}

/** A binary result in the place of its bytes: `(image/png, 1.4 KB)`. */
export function binaryInWords({ mime, bytes }: Pick<BinaryResult, 'mime' | 'bytes'>, say: Say): string {
  return `(${listed([mime, say(size(bytes))], say)})`;
}

/** How it ended, in two or three words. */
export function headline(outcome: Outcome): Message {
  switch (outcome.kind) {
    case 'sending':
      return message('Sending');
    case 'succeeded':
      return message('Succeeded');
    case 'returnedError':
      return message('The function returned status {0}', outcome.statusCode);
    case 'functionError':
      return outcome.code === undefined
        ? message('Function error')
        : message('Function error {0}', outcome.code);
    case 'notSent':
      return message('Not sent');
    case 'serviceError':
      return outcome.failure.code === undefined
        ? message('Service error')
        : message('Service error {0}', outcome.failure.code);
    case 'cancelled':
      return message('Cancelled');
    case 'unknown':
      return message('Outcome unknown');
    case 'queued':
      return message('Queued');
    case 'discarded':
      return message('Discarded by the service');
    case 'stopped':
      return message('Stopped');
  }
}

/** The sign before the headline; each kind of outcome has its own look in a plain-text channel. */
function sign(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return '✓';
    case 'returnedError':
      return '⚠';
    case 'functionError':
    case 'notSent':
    case 'serviceError':
    case 'discarded':
      return '✗';
    case 'cancelled':
    case 'stopped':
      return '■';
    case 'unknown':
      return '?';
    case 'sending':
    case 'queued':
      return '…';
  }
}

/** What a person has to know beyond the headline: reason, hint, what may still happen. One sentence an item. */
export function explanation(outcome: Outcome, say: Say): readonly string[] {
  switch (outcome.kind) {
    case 'functionError':
    case 'discarded':
      return outcome.text === undefined || outcome.text === '' ? [] : [outcome.text];
    case 'notSent':
      return [...sentences(outcome.failure), say(message('Nothing was sent.'))];
    case 'serviceError':
      return sentences(outcome.failure);
    case 'cancelled':
      return [
        outcome.left
          ? say(message('FnDeck no longer waits. The function may still be running on the service.'))
          : say(message('Nothing was sent.')),
      ];
    case 'unknown':
      return [
        ...sentences(outcome.failure),
        say(message('The function may have run; FnDeck won’t send it again.')),
      ];
    case 'queued':
      return outcome.failure ? sentences(outcome.failure) : [];
    case 'sending':
    case 'succeeded':
    case 'returnedError':
    case 'stopped':
      return [];
  }
}

/** Numbers of a summary, as parts to be joined with ` · `. What the service did not tell is left out. */
export function figures(numbers: Numbers, elapsedMs: number, say: Say): readonly string[] {
  const { durationMs, billedMs, memoryMb, memoryUsedMb, coldStart } = numbers;
  return [
    say(
      durationMs === undefined
        ? message('{0} in all', say(milliseconds(elapsedMs)))
        : milliseconds(durationMs),
    ),
    ...(billedMs === undefined ? [] : [say(message('billed {0}', say(milliseconds(billedMs))))]),
    ...memory(memoryUsedMb, memoryMb).map(say),
    ...(coldStart === true ? [say(message('cold start'))] : []),
  ];
}

/** The summary's first line: sign, headline, numbers. */
export function summaryLine(outcome: Outcome, numbers: Numbers, elapsedMs: number, say: Say): string {
  return [plain(`${sign(outcome)} ${say(headline(outcome))}`), ...figures(numbers, elapsedMs, say)].join(
    ' · ',
  );
}

/** What stands before each line of a function, so that none can be taken for a line of FnDeck. */
const GUTTER = '│ ';

/** Control characters, and those that break a line or turn the direction of writing. */
const UNSEEN = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/** A text from outside on one line, nothing of it in effect: `\x1b[31m`. Tabs stay. */
export function plain(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** Text of a function as lines of the output, each marked as the function's. */
export function quoted(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => GUTTER + plain(line));
}

/** Local wall-clock time, `14:03:22`; the same in every language. Dashes where the time is none. */
export function clock(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '--:--:--';
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** Local date and time to the minute, `2026-11-21 14:02`; the same in every language. Unix milliseconds. */
export function dateAndTime(ms: number): string {
  return `${dayOf(ms)} ${clock(ms).slice(0, -3)}`;
}

/**
 * Local wall-clock time, behind its day where that is not the day of `other`: `14:03:22`, `2026-11-21 14:03:22`; the same in
 * every language. Unix milliseconds.
 */
export function clockBeside(time: number, other: number): string {
  const isTime = !Number.isNaN(new Date(time).getTime());
  return isTime && dayOf(time) !== dayOf(other) ? `${dayOf(time)} ${clock(time)}` : clock(time);
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return [date.getFullYear(), month, day].join('-');
}

function sentences(failure: Failure): readonly string[] {
  return failure.hint === undefined ? [failure.text] : [failure.text, failure.hint];
}

function memory(used: number | undefined, limit: number | undefined): Message[] {
  if (used !== undefined && limit !== undefined)
    return [message('memory {0} of {1} MB', rounded(used, 1), rounded(limit, 0))];
  if (used !== undefined) return [message('memory {0} MB', rounded(used, 1))];
  return [];
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
