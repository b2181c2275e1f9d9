import type { Finding } from '../../model/finding';
import { isObject, type JsonObject } from '../../model/json';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { validate } from '../../model/validation';
import { parseText, type SyntaxProblem } from './parseText';

/** What is known of the function that a config belongs to, for checks against itself. */
export interface Surroundings {
  /** URN or ARN of the function. */
  readonly self?: string;
  readonly region?: string;
}

/** A text as a config document of a service. */
export type ReadDocument =
  | { readonly kind: 'document'; readonly document: JsonObject; readonly findings: readonly Finding[] }
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/** Reads and checks a text. */
export function readDocument(
  profile: ServiceProfile,
  text: string,
  surroundings: Surroundings,
): ReadDocument {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') return parsed;
  const { document } = parsed;
  if (isObject(document)) {
    return { kind: 'document', document, findings: validate(profile, document, surroundings) };
  }
  const reason = message('The configuration must be a JSON object.');
  return { kind: 'broken', syntax: { line: 1, column: 1, reason } };
}
