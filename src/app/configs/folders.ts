/** Folder of the extension's storage with the history of writes of configs. */
export const HISTORY = 'history';

/** The parts of each write that a folder of the history has, by the write's id. Other files are passed over. */
export function partsOf(names: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const name of names) {
    const [, id, part] = /^([\w-]+)\.(begun|replacing|settled|ended)\.json$/.exec(name) ?? [];
    if (id === undefined || part === undefined) continue;
    const parts = found.get(id) ?? new Set();
    found.set(id, parts.add(part));
  }
  return found;
}

/** Writes that had begun to delete what they would put again, and of which nobody has said since that it is there. */
export function unfinishedIn(writes: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return [...writes].flatMap(([id, parts]) => (parts.has('replacing') && !parts.has('settled') ? [id] : []));
}

/** The name of a verification's file, which lies beside the writes: the version is known by its hash. */
export function verifiedName(name: string): { readonly hash: string } | undefined {
  const [, hash] = /^\d{15}-([0-9a-f]{16})-[\w-]+\.verified\.json$/.exec(name) ?? [];
  return hash === undefined ? undefined : { hash };
}
