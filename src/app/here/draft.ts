import { isName } from '../../model/functionNames';
import { printJson, type JsonObject } from '../../model/json';

/** What is known of a function before it has a `function.json`, by the file's own words. */
export interface KnownSettings {
  readonly group?: string;
  readonly name?: string;
  readonly runtime?: string;
  readonly handler?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** MB. */
  readonly memory?: number;
  readonly description?: string;
  readonly initializer?: string;
  readonly initializerTimeout?: number;
  /** Values may be secrets. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A function whose file can be written. */
export interface Draft extends KnownSettings {
  readonly group: string;
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
}

/** The languages that the sandbox runs. */
export type Language = 'node' | 'python';

/** Time and memory for a function of which nobody has said how much it takes: enough to try it. */
const USUAL = { timeout: 30, memory: 256 } as const;

/** The package of FunctionGraph that every project has. */
const USUAL_GROUP = 'default';

/** The language of a runtime, as a service names it; undefined for one that the sandbox does not run. */
export function languageOf(runtime: string): Language | undefined {
  if (/^node/i.test(runtime)) return 'node';
  return /^python/i.test(runtime) ? 'python' : undefined;
}

/**
 * How a function in a folder is called: as it was known, else as the folder and, within the workspace, the one around it.
 * `path`: names of the folders from the workspace's own (that included) to the code's.
 */
export function namesFor(
  known: KnownSettings,
  path: readonly string[],
): { readonly group: string; readonly name: string } {
  const [around, own = ''] = path.length > 2 ? path.slice(-2) : ['', path.at(-1)];
  const group = known.group === undefined || known.group === '' ? (around ?? '') : known.group;
  const name = validName(known.name ?? '') ?? validName(own) ?? 'function';
  return { group: isName('group', group) ? group : USUAL_GROUP, name };
}

/** The nearest name that all services allow; undefined where nothing is left of it. */
function validName(text: string): string | undefined {
  const nearest = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 60)
    .replace(/[-_]+$/, '');
  return isName('name', nearest) ? nearest : undefined;
}

/**
 * The text of a `function.json`. Names that the folders (the last is the code's own) have already are left out, and so are
 * the values of environment variables: the file is meant to be shared.
 */
export function functionFileText(draft: Draft, folders: readonly string[]): string {
  const { environment = {}, description = '', ...rest } = draft;
  const [around, own] = folders.slice(-2);
  const names = Object.keys(environment);
  const file: JsonObject = {
    ...(draft.group !== around && { group: draft.group }),
    ...(draft.name !== own && { name: draft.name }),
    ...(description !== '' && { description }),
    runtime: draft.runtime,
    handler: draft.handler,
    ...(rest.initializer !== undefined && { initializer: rest.initializer }),
    ...(rest.initializerTimeout !== undefined && { initializerTimeout: rest.initializerTimeout }),
    timeout: draft.timeout ?? USUAL.timeout,
    memory: draft.memory ?? USUAL.memory,
    ...(names.length > 0 && { environment: Object.fromEntries(names.map((name) => [name, ''])) }),
  };
  return `${printJson(file, 2)}\n`;
}

/** The text of a `.env` with these variables, for Node.js to read: what it cannot hold is left out. */
export function envFileText(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .flatMap(([name, value]) => {
      const quote = ["'", '`', '"'].find((one) => !value.includes(one));
      return quote === undefined ? [] : [`${name}=${quote}${value}${quote}\n`];
    })
    .join('');
}
