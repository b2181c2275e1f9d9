import { printParseErrorCode, type ParseErrorCode } from 'jsonc-parser';
import { message, type Message } from '../../model/message';

/** What is wrong at a place where jsonc-parser found an error, in words. */
export function describeJsonError(code: ParseErrorCode): Message {
  const name: string = printParseErrorCode(code);
  switch (name) {
    case 'ValueExpected':
      return message('A value is missing here.');
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
