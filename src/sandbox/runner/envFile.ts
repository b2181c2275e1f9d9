import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { FunctionSpec } from './run';

/** Shortest value that is hidden in logs: shorter ones are in words that have nothing to do with them. */
const SHORTEST_HIDDEN = 4;

/** A function with the variables of the `.env` beside its code, and what its log is shown as. */
interface WithEnvFile {
  readonly spec: FunctionSpec;
  /** A line with a name in the place of each value that comes from the file: `(API_KEY)`. */
  readonly masked: (line: string) => string;
}

/**
 * Reads the `.env` of a function's folder as Node.js reads such files; its variables go before those of `function.json`.
 * A file that is not there, or cannot be read, has none.
 */
export function withEnvFile(spec: FunctionSpec): WithEnvFile {
  const variables = variablesIn(spec.dir);
  const hidden = Object.entries(variables)
    .flatMap(([name, value]) =>
      // A value of several lines is printed as several lines.
      value.split(/\r?\n/).map((line) => ({ name, value: line })),
    )
    .filter(({ value }) => value.length >= SHORTEST_HIDDEN)
    .sort((a, b) => b.value.length - a.value.length);
  return {
    spec: { ...spec, environment: { ...spec.environment, ...variables } },
    masked: (line) =>
      hidden.reduce((text, { name, value }) => text.replaceAll(value, () => `(${name})`), line),
  };
}

function variablesIn(dir: string): Readonly<Record<string, string>> {
  try {
    return parseEnv(readFileSync(join(dir, '.env'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
