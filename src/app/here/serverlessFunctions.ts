import { isMap, type YAMLMap } from 'yaml';
import { SERVICES } from '../../model/services';
import { codeFormsOf } from '../../model/services/codeForms';
import { entriesOf, isInterpolated, readServerlessRoot, type NotReadable } from '../code/serverlessRoot';
import type { KnownSettings } from './draft';

/** A function as an `s.yaml` describes it. */
export interface ServerlessFunction extends KnownSettings {
  /** What the file calls it: unique in the file. */
  readonly resource: string;
  /** Folder with the code, relative to the file; absent where the file does not tell, or by a variable. */
  readonly code?: string;
}

/** Finds the functions in the text of an `s.yaml`. What is filled in only when it is deployed is left out. */
export function readServerlessFunctions(
  text: string,
): { readonly kind: 'functions'; readonly functions: readonly ServerlessFunction[] } | NotReadable {
  const read = readServerlessRoot(text);
  if (read.kind !== 'root') return read;
  const functions = SERVICES.flatMap((profile) => {
    const form = codeFormsOf(profile).serverless;
    if (!form) return [];
    // Where 2.0 has a map for the function, and one for its service, 3.0 has all at the top.
    const inner = form.name.slice(0, -1);
    return entriesOf(read.root, form).map(({ resource, props }) => {
      const about = inner.length === 0 ? props : props.getIn(inner, true);
      return {
        resource,
        ...(form.group && present({ group: textIn(props, form.group) })),
        ...present({ name: textIn(props, form.name) }),
        ...(isMap(about) ? settingsIn(about) : {}),
      };
    });
  });
  return functions.length === 0 ? { kind: 'other' } : { kind: 'functions', functions };
}

function settingsIn(about: YAMLMap): Omit<ServerlessFunction, 'resource' | 'group' | 'name'> {
  const variables = about.get('environmentVariables', true);
  const environment = isMap(variables)
    ? Object.fromEntries(
        variables.items.map(({ key }) => [String(key), textIn(variables, [String(key)]) ?? '']),
      )
    : {};
  const hook = ['instanceLifecycleConfig', 'initializer', 'handler'];
  return present({
    runtime: textIn(about, ['runtime']),
    handler: textIn(about, ['handler']),
    description: textIn(about, ['description']),
    initializer: textIn(about, hook) ?? textIn(about, ['initializer']),
    timeout: numberIn(about, 'timeout'),
    memory: numberIn(about, 'memorySize'),
    code: textIn(about, ['code']) ?? textIn(about, ['codeUri']),
    environment,
  });
}

function textIn(map: YAMLMap, path: readonly string[]): string | undefined {
  const value = map.getIn(path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && !isInterpolated(value) ? value : undefined;
}

function numberIn(map: YAMLMap, key: string): number | undefined {
  const value = Number(textIn(map, [key]) ?? NaN);
  return Number.isNaN(value) ? undefined : value;
}

/** Drops keys without a value. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
