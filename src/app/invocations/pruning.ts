import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarkedSummary } from '../../model/invocation/record';
import { NOTE, PIN } from './journalNames';

/** Bytes that the records of all workspaces may have together, pinned ones aside. */
const MOST_BYTES = 50 * 1024 * 1024;

/** What a record counts at least: thousands of small ones are as slow to list as a few large ones are to keep. */
const LEAST_BYTES = 25 * 1024;

/** A write that is older than this was not finished, and never will be. */
const WRITTEN_MS = 60_000;

/** A record as far as it matters for what is kept. */
type Kept = Pick<MarkedSummary, 'id' | 'workspace' | 'pinned'> & { readonly bytes: number };

/**
 * Ids of the records that have to give way, of `lines`, newest first: in each workspace those beyond the last `keep`, and
 * where all together are too large, the oldest of the workspace that has most. Pinned ones stay and are not counted.
 */
export function overLimit(lines: readonly Kept[], keep: number): readonly string[] {
  const workspaces = new Map<string, Kept[]>();
  for (const line of lines) {
    if (line.pinned) continue;
    const key = line.workspace ?? 'of an earlier version';
    const own = workspaces.get(key);
    if (own) own.push(line);
    else workspaces.set(key, [line]);
  }
  const over: string[] = [];
  const shares = [...workspaces.values()].map((own) => {
    over.push(...own.slice(keep).map(({ id }) => id));
    const kept = own.slice(0, keep);
    return { kept, bytes: kept.reduce((sum, line) => sum + counted(line), 0) };
  });
  let bytes = shares.reduce((sum, share) => sum + share.bytes, 0);
  while (bytes > MOST_BYTES) {
    const largest = shares.reduce((most, share) => (share.bytes > most.bytes ? share : most));
    const oldest = largest.kept.pop();
    if (!oldest) break;
    over.push(oldest.id);
    largest.bytes -= counted(oldest);
    bytes -= counted(oldest);
  }
  return over;
}

function counted({ bytes }: Kept): number {
  return Math.max(bytes, LEAST_BYTES);
}

/** Whether of a record nothing is left but its marks: one window has marked it while another deleted it. */
export function isMarksOnly(id: string, names: readonly string[]): boolean {
  return names.every((name) => name === `${id}.${PIN}` || name === `${id}.${NOTE}`);
}

/** Deletes what a crash left half written, of the files of each record of a folder. */
export async function forgetUnfinished(
  folder: string,
  files: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const unfinished = [...files.values()].flat().filter((name) => name.endsWith('.new'));
  for (const name of unfinished) {
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (written && Date.now() - written.mtimeMs > WRITTEN_MS) await rm(path, { force: true });
  }
}
