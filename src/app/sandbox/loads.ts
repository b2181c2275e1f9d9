import { isObject, member } from '../../model/json';

/** What the sandbox tells of a function's code: it was loaded, or why it could not be. */
export interface Load {
  /** Folder with the code that was to be loaded. */
  readonly dir: string;
  readonly runtime: string;
  readonly handler: string;
  readonly why?: LoadFailure;
}

/** Why code could not be loaded, and where it is wrong as far as its language tells; line and column are 1-based. */
export interface LoadFailure {
  readonly errorType: string;
  readonly message: string;
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** Reads a line of the sandbox's output that tells of a load; undefined for any other. */
export function readLoad(line: string): Load | undefined {
  const load = member(parsed(line), 'load');
  if (!isObject(load)) return undefined;
  const { dir, runtime, handler, why } = load;
  if (typeof dir !== 'string' || typeof runtime !== 'string' || typeof handler !== 'string') return undefined;
  if (!isObject(why)) return { dir, runtime, handler };
  const { errorType, message, file, line: at, column } = why;
  const told = {
    errorType: typeof errorType === 'string' ? errorType : '',
    message: typeof message === 'string' ? message : '',
    ...(typeof file === 'string' && { file }),
    line: typeof at === 'number' ? at : 1,
    column: typeof column === 'number' ? column : 1,
  };
  return { dir, runtime, handler, why: told };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
