import type { JsonObject } from '../../model/json';
import { ruleOf } from '../../model/lint/rules';
import type { LintContext } from '../../model/lint/surroundings';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { located } from './findingPlace';
import { readDocument } from './readDocument';

/** A text that may be sent as a document, or why it must not. */
type Checked =
  | { readonly kind: 'document'; readonly document: JsonObject }
  | {
      readonly kind: 'refused';
      readonly why: Message;
      /** Whether it is no config at all, whatever the service has. */
      readonly isBroken: boolean;
    };

/**
 * Checks a text before it is sent; a refusal names line and field. `say` puts a finding into the reader's language,
 * so that the sentence is whole. What is wrong with `context.serviceCopy`, which the service has, may be sent again.
 */
export function checkText(
  profile: ServiceProfile,
  text: string,
  context: LintContext,
  say: (said: Message) => string,
): Checked {
  const read = readDocument(profile, text, context);
  if (read.kind === 'broken') {
    const { line, column, reason } = read.syntax;
    const why = message(
      'Not sent: the text is not valid JSON. Line {0}, column {1}: {2}',
      line,
      column,
      say(reason),
    );
    return { kind: 'refused', why, isBroken: true };
  }
  const [first, ...others] = read.findings.filter(({ severity }) => severity === 'error');
  if (!first) return { kind: 'document', document: read.document };
  const place = say(located(text, first, say(first.message)));
  if (first.rule !== undefined && ruleOf(first.rule).level !== 'error') {
    const why = message('Not sent: by the setting {0} this is an error. {1}', 'fndeck.lint.rules', place);
    return { kind: 'refused', why, isBroken: false };
  }
  const why =
    others.length === 0
      ? message('Not sent: the service would refuse it. {0}', place)
      : message('Not sent: the service would refuse it. {0} ({1} more)', place, others.length);
  return { kind: 'refused', why, isBroken: false };
}
