import type { FunctionId, FunctionRef } from '../../model/functionRef';
import type { Json } from '../../model/json';
import { functionUrn, parseUrn } from '../../model/urn';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import { numberAt, parseJson, present, textAt, textsIn } from '../call/fields';

/** The project and region that a connection's functions are in. */
export interface ProjectAddress {
  readonly connection: string;
  readonly region: string;
  readonly projectId: string;
}

/** URN of a version or an alias. */
export function urnOf({ qualifier, ...id }: FunctionRef, place: ProjectAddress): string {
  return `${urnOfFunction(id, place)}:${qualifier}`;
}

/** URN of the function itself; a ref is an id too, and its qualifier is left out. */
export function urnOfFunction({ group, name }: FunctionId, { region, projectId }: ProjectAddress): string {
  return functionUrn({ region, projectId, group, name });
}

/** A row of a list or the answer about one function; undefined where it does not even tell the name. */
export function readFunction(row: Json, place: ProjectAddress): FunctionSummary | undefined {
  const urn = parseUrn(textAt(row, 'func_urn') ?? '');
  const name = textAt(row, 'func_name') ?? urn?.name;
  if (name === undefined) return undefined;
  const group = textAt(row, 'package') ?? urn?.group ?? 'default';
  const { connection, region, projectId } = place;
  return present({
    id: { connection, group, name },
    urn: functionUrn({ region: urn?.region ?? region, projectId: urn?.projectId ?? projectId, group, name }),
    runtime: textAt(row, 'runtime'),
    handler: textAt(row, 'handler'),
    memoryMb: numberAt(row, 'memory_size'),
    timeoutSeconds: numberAt(row, 'timeout'),
    description: textAt(row, 'description'),
    lastModified: textAt(row, 'last_modified'),
  });
}

/** What a function is run with. Its variables are JSON in a text; of the encrypted ones only the names are for us. */
export function readSettings(row: Json): Omit<FunctionSettings, keyof FunctionSummary> {
  const variables = (key: string) => textsIn(parseJson(textAt(row, key) ?? ''));
  const encrypted = Object.keys(variables('encrypted_user_data')).map((name): [string, string] => [name, '']);
  return present({
    initializer: textAt(row, 'initializer_handler'),
    initializerTimeout: numberAt(row, 'initializer_timeout') || undefined,
    environment: { ...Object.fromEntries(encrypted), ...variables('user_data') },
  });
}

/** A row of the list of versions. Its own URN may lack the version, so the URN is composed. */
export function readVersion(row: Json, id: FunctionId, place: ProjectAddress): QualifierSummary | undefined {
  const version = textAt(row, 'version');
  if (version === undefined) return undefined;
  return present({
    ...qualifier(id, version, place),
    kind: 'version' as const,
    description: textAt(row, 'version_description'),
    lastModified: textAt(row, 'last_modified'),
  });
}

/** A row of the list of aliases; in URNs and refs an alias is marked by `!`. */
export function readAlias(row: Json, id: FunctionId, place: ProjectAddress): QualifierSummary | undefined {
  const name = textAt(row, 'name');
  if (name === undefined) return undefined;
  return present({
    ...qualifier(id, `!${name}`, place),
    kind: 'alias' as const,
    target: textAt(row, 'version'),
    description: textAt(row, 'description'),
    lastModified: textAt(row, 'last_modified'),
  });
}

function qualifier(id: FunctionId, name: string, { region, projectId }: ProjectAddress) {
  const { connection, group } = id;
  return {
    ref: { connection, group, name: id.name, qualifier: name },
    urn: functionUrn({ region, projectId, group, name: id.name, qualifier: name }),
  };
}
