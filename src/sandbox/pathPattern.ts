/**
 * The values of a path's `{name}` segments, decoded; undefined where the path has another form. Each `{name}` stands
 * for one whole segment, all else is literal.
 */
export function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) values[name] = segment;
    else if (part !== segment) return undefined;
  }
  return values;
}
