import type { Connection } from '../../model/connection';
import { decodeName, encodeName, type FunctionRef } from '../../model/functionRef';
import type { PayloadLink } from '../../model/payloadLinks';
import { profileOf } from '../../model/services';

/** What the path of a payload file says: `demo/hello@prod/order.json`, `hello/order.json`. */
interface NamedPlace {
  readonly group: string;
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** The functions that a payload file may be for. */
export type Target =
  /** One for each connection that fits, none of them asked yet. */
  | { readonly kind: 'functions'; readonly refs: readonly FunctionRef[] }
  /** The link names a connection that is not there. */
  | { readonly kind: 'noConnection'; readonly connection: string };

/** Reads a path below the folder of payloads; undefined for any other. */
export function placeOf(path: string): NamedPlace | undefined {
  const folders = path.split('/').slice(0, -1);
  const last = folders.at(-1);
  if (last === undefined || folders.length > 2 || !/\.jsonc?$/i.test(path)) return undefined;
  const [named = '', qualifier] = last.split('@');
  try {
    return {
      group: folders.length === 2 ? decodeName(folders[0] ?? '') : '',
      name: decodeName(named),
      qualifier: qualifier === undefined ? undefined : decodeName(qualifier),
    };
  } catch {
    return undefined; // a folder that FnDeck has not named
  }
}

/** The folder of a function's payloads, below the folder of all: what `placeOf` reads. */
export function folderOf({ group, name }: Pick<FunctionRef, 'group' | 'name'>): string {
  return [group, name]
    .filter((part) => part !== '')
    .map(encodeName)
    .join('/');
}

/**
 * The functions that a file is for, by its path and by what is said of its folder and of itself; what is said of the file
 * counts more. Undefined where the path names none and nothing else does.
 */
export function targetOf(
  path: string,
  links: ReadonlyMap<string, PayloadLink>,
  connections: readonly Connection[],
): Target | undefined {
  const folder = path.split('/').slice(0, -1).join('/');
  const link: PayloadLink = { ...links.get(folder), ...links.get(path) };
  const place = placeOf(path);
  const name = link.function ?? place?.name;
  if (name === undefined) return undefined;
  const group = link.group ?? place?.group ?? '';
  const named = link.connection;
  if (named !== undefined && !connections.some(({ id }) => id === named)) {
    return { kind: 'noConnection', connection: named };
  }
  const refs = connections
    .filter(({ id, service }) =>
      named === undefined ? (profileOf(service).group !== undefined) === (group !== '') : id === named,
    )
    .map(({ id, service }): FunctionRef => {
      const qualifier = link.qualifier ?? place?.qualifier ?? profileOf(service).latest;
      return { connection: id, group, name, qualifier };
    });
  return { kind: 'functions', refs };
}

/**
 * What is to be said so that a file leads to a version: the path to say it of and what; undefined where it does already.
 * It is said of the folder where nothing is said of that yet.
 */
export function linkFor(
  path: string,
  ref: FunctionRef,
  links: ReadonlyMap<string, PayloadLink>,
): { readonly path: string; readonly link: PayloadLink } | undefined {
  const folder = path.split('/').slice(0, -1).join('/');
  const place = placeOf(path);
  const ofFolder = links.get(folder);
  const said: PayloadLink = { ...ofFolder, ...links.get(path) };
  const same =
    said.connection === ref.connection &&
    (said.group ?? place?.group) === ref.group &&
    (said.function ?? place?.name) === ref.name &&
    said.qualifier === ref.qualifier;
  if (same) return undefined;
  const link: PayloadLink = {
    connection: ref.connection,
    ...((ofFolder?.group ?? place?.group) !== ref.group && { group: ref.group }),
    ...((ofFolder?.function ?? place?.name) !== ref.name && { function: ref.name }),
    qualifier: ref.qualifier,
  };
  return { path: folder === '' || ofFolder || links.has(path) ? path : folder, link };
}
