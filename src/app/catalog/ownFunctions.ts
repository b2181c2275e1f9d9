import { parseConfigFileName } from '../../model/documentPath';
import { functionKey, type FunctionId } from '../../model/functionRef';
import type { ServiceId } from '../../model/service';
import { SERVICES } from '../../model/services';
import { codeFormsOf } from '../../model/services/codeForms';
import { entriesOf, isInterpolated, readServerlessRoot } from '../code/serverlessRoot';

/** A function as a file names it: not through which connection it is reached. */
export interface NamedFunction {
  readonly service: ServiceId;
  /** Absent: the file does not say it. */
  readonly group?: string;
  readonly name: string;
}

/** The functions that the files of a workspace are about. */
export interface OwnFunctions {
  /** Whether a function, on a connection to this service, is one of them. */
  has(id: FunctionId, service: ServiceId): boolean;
}

/** @param ids functions that payload files are linked with @param named functions of config files and of `s.yaml` */
export function ownFunctions(ids: Iterable<FunctionId>, named: readonly NamedFunction[]): OwnFunctions {
  const keys = new Set([...ids].map(functionKey));
  const byName = new Map<string, NamedFunction[]>();
  for (const one of named) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return {
    has: (id, service) =>
      keys.has(functionKey(id)) ||
      (byName.get(id.name) ?? []).some(
        (one) => one.service === service && (one.group === undefined || one.group === id.group),
      ),
  };
}

/** The function of a config file, by its name; undefined for any other file. */
export function ofConfigFile(file: string): NamedFunction | undefined {
  const parsed = parseConfigFileName(file);
  return parsed && { service: parsed.service, name: parsed.name };
}

/** The functions of an `s.yaml`, with or without an async config; names that are filled in elsewhere are left out. */
export function ofServerless(text: string): readonly NamedFunction[] {
  const read = readServerlessRoot(text);
  if (read.kind !== 'root') return [];
  return SERVICES.flatMap((profile) => {
    const form = codeFormsOf(profile).serverless;
    if (!form) return [];
    return entriesOf(read.root, form).flatMap(({ props }): NamedFunction[] => {
      const [name, group] = [form.name, form.group].map((path) => {
        const value: unknown = path && props.getIn(path);
        return typeof value === 'string' && !isInterpolated(value) ? value : undefined;
      });
      return name === undefined ? [] : [{ service: profile.id, name, ...(group !== undefined && { group }) }];
    });
  });
}
