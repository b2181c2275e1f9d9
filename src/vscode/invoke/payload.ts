import { printParseErrorCode, visit } from 'jsonc-parser';
import { message, type Message } from '../../model/message';

/** Why a text is no payload, and where. */
export interface BrokenPayload {
  readonly kind: 'broken';
  readonly offset: number;
  readonly length: number;
  readonly reason: Message;
}

/** What a text says as a payload: the JSON to send, or why it is none. */
export type Payload = { readonly kind: 'json'; readonly json: string } | BrokenPayload;

/**
 * Makes the JSON that is sent of a JSON or JSONC text. Comments, trailing commas and outer white space are cut out;
 * every other character stays as it is, so a number keeps digits that a parse and print would lose.
 */
export function toPayload(text: string): Payload {
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
  try {
    visit(
      text,
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
          errors.push({ kind: 'broken', offset, length, reason: reasonOf(printParseErrorCode(code), text) });
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

/** A parse error in words; `code` by its name in jsonc-parser. */
function reasonOf(code: string, text: string): Message {
  switch (code) {
    case 'ValueExpected':
      return text.trim() === ''
        ? message('The payload is empty. Write {} for an event without content.')
        : message('A value is missing here.');
    case 'PropertyNameExpected':
      return message('A property name in double quotes is missing here.');
    case 'ColonExpected':
      return message('A colon is missing here.');
    case 'CommaExpected':
      return message('A comma is missing here.');
    case 'CloseBraceExpected':
      return message('A closing brace is missing here.');
    case 'CloseBracketExpected':
      return message('A closing bracket is missing here.');
    case 'EndOfFileExpected':
      return message('The text goes on after the end of the JSON value.');
    case 'UnexpectedEndOfString':
      return message('This string has no end on its line.');
    case 'UnexpectedEndOfComment':
      return message('This comment has no end.');
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return message('This is not a number that JSON knows.');
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
    case 'InvalidCharacter':
      return message('This string has a character or an escape that JSON does not allow.');
    default:
      return message('JSON does not know this word or character.');
  }
}
