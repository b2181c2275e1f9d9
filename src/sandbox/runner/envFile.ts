import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { hiderOf } from '../../model/hiddenValues';
import type { FunctionSpec } from './run';

/** A function with the variables of the `.env` beside its code, and what its log is shown as. */
interface WithEnvFile {
  readonly spec: FunctionSpec;
  /** A line with a name in the place of each value of four characters or more that comes from the file: `(API_KEY)`. */
  readonly masked: (line: string) => string;
}

/**
 * Reads the `.env` of a function's folder as Node.js reads such files; its variables go before those of `function.json`.
 * A file that is not there, or cannot be read, has none.
 */
export function withEnvFile(spec: FunctionSpec): WithEnvFile {
  const variables = variablesIn(spec.dir);
  return {
    spec: { ...spec, environment: { ...spec.environment, ...variables } },
    masked: hiderOf(Object.entries(variables).map(([name, value]) => ({ value, by: `(${name})` }))),
  };
}

function variablesIn(dir: string): Readonly<Record<string, string>> {
  try {
    return parseEnv(readFileSync(join(dir, '.env'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
