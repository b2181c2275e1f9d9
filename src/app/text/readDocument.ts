import type { Finding } from '../../model/finding';
import { isObject, type JsonObject } from '../../model/json';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { lint } from '../../model/lint/lint';
import type { LintContext } from '../../model/lint/surroundings';
import { parseText, type SyntaxProblem } from './parseText';

/** A text as a config document of a service. */
type ReadDocument =
  | { readonly kind: 'document'; readonly document: JsonObject; readonly findings: readonly Finding[] }
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/** Reads and checks a text; `context` has what is known of the function that the config belongs to. */
export function readDocument(profile: ServiceProfile, text: string, context: LintContext): ReadDocument {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') return parsed;
  const { document } = parsed;
  if (isObject(document)) {
    return { kind: 'document', document, findings: lint(profile, document, context) };
  }
  const reason = message('The configuration must be a JSON object.');
  return { kind: 'broken', syntax: { line: 1, column: 1, reason } };
}
