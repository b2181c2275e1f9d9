import { isObject, member, type Json } from '../../model/json';
import type { Message } from '../../model/message';

/** What the sandbox tells of a function's code: it was loaded, or why it could not be. */
export interface Load {
  /** Folder with the code that was to be loaded. */
  readonly dir: string;
  readonly runtime: string;
  readonly handler: string;
  readonly why?: LoadFailure;
  /** How it runs otherwise than its `function.json` (path `settings`) says. */
  readonly remarks: readonly LoadRemark[];
  readonly settings: string;
}

/** What is otherwise than `function.json` says, and the dotted path of the key that says it. */
interface LoadRemark {
  readonly path: string;
  readonly what: Message;
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
  const { dir, runtime, handler, why, settings } = load;
  if (typeof dir !== 'string' || typeof runtime !== 'string' || typeof handler !== 'string') return undefined;
  const file = typeof settings === 'string' ? settings : '';
  const about = { dir, runtime, handler, settings: file, remarks: remarksIn(load['remarks']) };
  if (!isObject(why)) return about;
  const { errorType, message, file: inFile, line: at, column } = why;
  const told = {
    errorType: typeof errorType === 'string' ? errorType : '',
    message: typeof message === 'string' ? message : '',
    ...(typeof inFile === 'string' && { file: inFile }),
    line: typeof at === 'number' ? at : 1,
    column: typeof column === 'number' ? column : 1,
  };
  return { ...about, why: told };
}

function remarksIn(value: Json | undefined): readonly LoadRemark[] {
  return [value ?? []].flat().flatMap((each: Json) => {
    const [path, what] = [member(each, 'path'), member(each, 'what')];
    const [text, args] = [member(what, 'text'), member(what, 'args')];
    if (typeof path !== 'string' || typeof text !== 'string') return [];
    return [{ path, what: { text, args: [args ?? []].flat().map(String) } }];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
