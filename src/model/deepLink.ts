import { groupOfSegment, groupSegment } from './documentPath';
import { decodeName, encodeName, type FunctionId, type FunctionRef } from './functionRef';

/** What a link opens. It names things of this machine's connections and journal, and never an act. */
export type DeepLink =
  | { readonly kind: 'function'; readonly id: FunctionId }
  | { readonly kind: 'config'; readonly ref: FunctionRef }
  /** An entry of the journal, by its id. */
  | { readonly kind: 'invocation'; readonly id: string };

/** Longest path that is read: names have at most a few hundred characters, each up to nine when it is encoded. */
const LONGEST = 4000;

/** The path of a link: `/function/<connection>/<group>/<name>`, `/config/…/<name>/<qualifier>`, `/invocation/<id>`. */
export function linkPath(link: DeepLink): string {
  switch (link.kind) {
    case 'function':
      return `/function/${ofFunction(link.id)}`;
    case 'config':
      return `/config/${ofFunction(link.ref)}/${encodeName(link.ref.qualifier)}`;
    case 'invocation':
      return `/invocation/${encodeName(link.id)}`;
  }
}

/** The inverse of `linkPath`; undefined for what it never gives: anybody can make a link. */
export function parseLinkPath(path: string): DeepLink | undefined {
  if (path.length > LONGEST) return undefined;
  const [root, kind, ...segments] = path.split('/');
  if (root !== '' || segments.includes('')) return undefined;
  try {
    if (kind === 'invocation' && segments.length === 1) {
      return { kind, id: decodeName(segments[0] ?? '') };
    }
    const [connection = '', group = '', name = '', qualifier = ''] = segments;
    // An id as connections have it: it is looked up, and said where it is not there.
    if (!/^[a-z0-9-]{1,40}$/.test(connection)) return undefined;
    const id = { connection, group: groupOfSegment(group), name: decodeName(name) };
    if (kind === 'function' && segments.length === 3) return { kind, id };
    if (kind === 'config' && segments.length === 4) {
      return { kind, ref: { ...id, qualifier: decodeName(qualifier) } };
    }
    return undefined;
  } catch {
    return undefined;
  }
}

function ofFunction({ connection, group, name }: FunctionId): string {
  return `${connection}/${groupSegment(group)}/${encodeName(name)}`;
}
