import { printParseErrorCode, type ParseErrorCode } from 'jsonc-parser';
import { message, type Message } from '../../model/message';

/** What is wrong at a place where jsonc-parser found an error, in words. */
export function describeJsonError(code: ParseErrorCode): Message {
  const name: string = printParseErrorCode(code);
  switch (name) {
    case 'ValueExpected':
      return message('Value expected.');
    case 'PropertyNameExpected':
      return message('Property name in double quotes expected.');
    case 'ColonExpected':
      return message('Colon expected.');
    case 'CommaExpected':
      return message('Comma expected.');
    case 'CloseBraceExpected':
      return message('Comma or closing brace expected.');
    case 'CloseBracketExpected':
      return message('Comma or closing bracket expected.');
    case 'EndOfFileExpected':
      return message('End of file expected.');
    case 'UnexpectedEndOfString':
      return message('Unexpected end of string.');
    case 'UnexpectedEndOfComment':
      return message('Unexpected end of comment.');
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return message('Invalid number.');
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
    case 'InvalidCharacter':
      return message('Invalid character or escape sequence in string.');
    default:
      return message('Invalid symbol.');
  }
}
