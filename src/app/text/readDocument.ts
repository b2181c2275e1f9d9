import type { ValidationContext } from '../../model/destinationRules';
import type { Finding } from '../../model/finding';
import { isObject, type JsonObject } from '../../model/json';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { validate } from '../../model/validation';
import { parseText, type SyntaxProblem } from './parseText';

/** A text as a config document of a service. */
type ReadDocument =
  | { readonly kind: 'document'; readonly document: JsonObject; readonly findings: readonly Finding[] }
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/** Reads and checks a text; `context` has what is known of the function that the config belongs to. */
export function readDocument(
  profile: ServiceProfile,
  text: string,
  context: ValidationContext,
): ReadDocument {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') return parsed;
  const { document } = parsed;
  if (isObject(document)) {
    return { kind: 'document', document, findings: validate(profile, document, context) };
  }
  const reason = message('The configuration must be a JSON object.');
  return { kind: 'broken', syntax: { line: 1, column: 1, reason } };
}
