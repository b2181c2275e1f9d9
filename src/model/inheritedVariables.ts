/**
 * The variables of the environment that a process for functions gets of its parent's, to find programs and its home. No
 * other is passed on, neither to the sandbox nor from there to a handler, which could read its parent's on some systems:
 * what the editor or a shell has exported there may be a secret. The README has the same list.
 */
export const INHERITED_VARIABLES = [
  'PATH',
  'HOME',
  'TMPDIR',
  'SystemRoot',
  'TEMP',
  'ELECTRON_RUN_AS_NODE',
] as const;

/** Those of them that are set in an environment. */
export function inheritedFrom(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of INHERITED_VARIABLES) {
    const value = environment[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
