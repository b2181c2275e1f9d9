import { chmod } from 'node:fs/promises';
import { join } from 'node:path';

/** What the files of a person's marks are called: that a record stays, and a line about it. */
export const PIN = 'pin';
export const NOTE = 'note';

/** Names of the journal's files: the line and the whole of a record, its result as a file, its marks, and writes of them. */
const OURS = /^(.+?)\.(?:line\.json|record\.json|result\.[a-z]{1,4}|following|pin|note)(?:(?:\.\d+)?\.new)?$/;

/** The id of the record that a file of the journal belongs to; undefined for another file. */
export function recordOf(name: string): string | undefined {
  return OURS.exec(name)?.[1];
}

/** Takes the rights of others on a journal's folder and files away, which earlier versions left. */
export async function closeToOthers(folder: string, names: readonly string[]): Promise<void> {
  const ours = names.filter((name) => recordOf(name) !== undefined).map((name) => join(folder, name));
  // Another window may have deleted one meanwhile; a folder of somebody else fails when it is written to.
  await Promise.allSettled([chmod(folder, 0o700), ...ours.map((path) => chmod(path, 0o600))]);
}
