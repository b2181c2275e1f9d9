/** What the services allow for names, as far as all of them do. */
const PATTERNS = {
  group: /^[A-Za-z0-9_-]{1,64}$/,
  name: /^[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?$/,
  version: /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/,
} as const;

/** What is named. */
export type NameKind = keyof typeof PATTERNS;

/** Whether all services allow a text as the name of a group, a function (or alias) or a version. */
export function isName(kind: NameKind, text: string): boolean {
  return PATTERNS[kind].test(text);
}

/** The pattern of such names, as JSON schema has it. */
export function patternOf(kind: NameKind): string {
  return PATTERNS[kind].source;
}
