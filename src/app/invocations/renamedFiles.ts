import type { FunctionRef } from '../../model/functionRef';

/** Files that were renamed, or folders above them. */
export type Renamed = readonly {
  readonly oldUri: { toString(): string };
  readonly newUri: { toString(): string };
}[];

/** The keys of files after a rename. */
export function renamedKeys(keys: readonly string[], files: Renamed): readonly string[] {
  return keys.map((key) => newName(key, files));
}

/** The links of files after a rename: where a file has taken the place of another, that is what is there now. */
export function renamedLinks(
  links: Readonly<Record<string, FunctionRef>>,
  files: Renamed,
): Readonly<Record<string, FunctionRef>> {
  const all = Object.entries(links).map(([from, ref]) => ({ from, to: newName(from, files), ref }));
  // Of two with one key the last counts.
  all.sort((a, b) => Number(a.from !== a.to) - Number(b.from !== b.to));
  return Object.fromEntries(all.map(({ to, ref }) => [to, ref]));
}

function newName(key: string, files: Renamed): string {
  for (const { oldUri, newUri } of files) {
    const old = oldUri.toString();
    if (key === old || key.startsWith(`${old}/`)) return newUri.toString() + key.slice(old.length);
  }
  return key;
}
