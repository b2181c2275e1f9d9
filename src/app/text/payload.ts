import { visit } from 'jsonc-parser';
import { message, type Message } from '../../model/message';
import { describeJsonError } from './jsonErrors';

/** Why a text is no payload, and where. */
export interface BrokenPayload {
  readonly kind: 'broken';
  readonly offset: number;
  readonly length: number;
  readonly reason: Message;
}

/** What a text says as a payload: the JSON to send, or why it is none. */
type Payload = { readonly kind: 'json'; readonly json: string } | BrokenPayload;

/**
 * The JSON that is sent for a text of JSON or JSONC. Comments, trailing commas and outer white space are cut out;
 * every other character stays as it is, so a number keeps digits that a parse and print would lose. `shape` is what is read
 * in place of the text where that is no JSON yet: as long as it, with its comments and commas at the same places.
 */
export function toPayload(text: string, shape = text): Payload {
  const cuts: (readonly [from: number, to: number])[] = [];
  const errors: BrokenPayload[] = [];
  let comma: number | undefined;
  const value = () => {
    comma = undefined;
  };
  const end = () => {
    if (comma !== undefined) cuts.push([comma, comma + 1]);
    comma = undefined;
  };
  if (text.trim() === '') {
    const reason = message('The payload is empty. Write {} for an event without content.');
    return { kind: 'broken', offset: 0, length: text.length, reason };
  }
  try {
    visit(
      shape,
      {
        onComment: (offset, length) => cuts.push([offset, offset + length]),
        onSeparator: (character, offset) => {
          if (character === ',') comma = offset;
        },
        onObjectBegin: value,
        onArrayBegin: value,
        onObjectProperty: value,
        onLiteralValue: value,
        onObjectEnd: end,
        onArrayEnd: end,
        onError: (code, offset, length) => {
          errors.push({ kind: 'broken', offset, length, reason: describeJsonError(code) });
        },
      },
      { allowTrailingComma: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'broken', offset: 0, length: 1, reason: message('The JSON is nested too deeply.') };
  }
  return errors[0] ?? { kind: 'json', json: without(text, cuts).trim() };
}

/** Whether two texts are sent as the same but for white space: what formats a document that is saved changes no more. */
export function isLaidOutAnew(text: string, other: string): boolean {
  const [one, another] = [text, other].map((each) => {
    const read = toPayload(each);
    return (read.kind === 'json' ? read.json : each).replace(/\s+/g, '');
  });
  return one === another;
}

/** A text without the given pieces. */
function without(text: string, cuts: readonly (readonly [from: number, to: number])[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const [from, to] of [...cuts].sort(([a], [b]) => a - b)) {
    kept.push(text.slice(at, from));
    at = to;
  }
  return kept.join('') + text.slice(at);
}
