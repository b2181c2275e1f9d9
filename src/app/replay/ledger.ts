import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { takeOver } from '../invocations/adoption';
import { createPrivately, digest, ifThere, writePrivately } from '../privateFolder';

/** Marks that are kept at most; above it the oldest go. An event outlives its mark only when 20,000 others came after it. */
const MOST = 20_000;

/** A write that is older than this, in milliseconds, was cut off by a crash. */
const WRITTEN_MS = 60_000;

/** What is remembered of an event's replay. No payload, and of ids only what cannot be read back. */
export interface Mark {
  /** `sending`: it was about to be sent, and nothing says what became of that. */
  readonly phase: 'sending' | 'sent' | 'unknown';
  /** When, in Unix milliseconds by the local clock. */
  readonly at: number;
  /** The journal's record of the replay, where it was sent. */
  readonly recordId?: string;
}

/** The right to send one replay, until it is said how that went. */
export interface Claim {
  /** The service took it, or may have taken it. */
  settle(mark: Mark): Promise<void>;
  /** It was certainly not taken: what was known before holds again. */
  release(): Promise<void>;
}

/**
 * Which events were replayed, in a folder that all windows share. It outlives the journal's records, whatever is pruned
 * or cleared there: the same payload is not sent again because a list has grown.
 */
export interface ReplayLedger {
  /** What is known of an event that goes by any of the ids. */
  known(ids: readonly string[]): Promise<Mark | undefined>;
  /**
   * Notes that an event is about to be replayed; settles when that is safely stored. Undefined where it was replayed
   * or is being replayed, in whatever window, and a person has not seen that: `seen` is the mark that they have. Rejects
   * where nothing can be stored: nothing is sent then.
   */
  claim(ids: readonly string[], seen: Mark | undefined): Promise<Claim | undefined>;
}

/** A ledger over a folder of this machine, which need not exist. */
export function openLedger(folder: string, now: () => number = Date.now): ReplayLedger {
  let pruned = false;
  const pathOf = (id: string) => join(folder, `${digest(id)}.json`);
  /** In one order for all windows, so that two never wait for what the other has. */
  const pathsOf = (ids: readonly string[]) => [...new Set(ids.map(pathOf))].sort();

  const settleAll = async (paths: readonly string[], mark: Mark): Promise<void> => {
    for (const path of paths) await writePrivately(path, JSON.stringify(mark));
  };

  return {
    known: async (ids) => {
      const marks = await Promise.all(pathsOf(ids).map(readMark));
      return newest(marks);
    },

    claim: async (ids, seen) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!pruned) await prune(folder, now());
      pruned = true;
      const paths = pathsOf(ids);
      const before = await Promise.all(paths.map(readMark));
      const last = newest(before);
      if (last && !isSame(last, seen)) return undefined;
      const mark: Mark = { phase: 'sending', at: now() };
      const giveBack = async (count: number): Promise<void> => {
        for (const [i, path] of paths.slice(0, count).entries()) {
          const former = before[i];
          if (former) await writePrivately(path, JSON.stringify(former));
          else await rm(path, { force: true });
        }
      };
      for (const [i, path] of paths.entries()) {
        if (await take(path, before[i], mark)) continue;
        await giveBack(i);
        return undefined;
      }
      return {
        settle: (end) => settleAll(paths, end),
        release: () => giveBack(paths.length),
      };
    },
  };
}

/** Puts a mark in the place of another one, or of none, for one of all who try at once. */
function take(path: string, former: Mark | undefined, mark: Mark): Promise<boolean> {
  if (!former) return createPrivately(path, JSON.stringify(mark));
  // What a crash has cut off says nothing that could be compared.
  return takeOver<Partial<Mark>>(path, (found) => (!found || isSame(found, former) ? mark : undefined));
}

function isSame(a: Partial<Mark>, b: Mark | undefined): boolean {
  return a.phase === b?.phase && a.at === b?.at;
}

/** A mark; one that a crash cut off is one of a replay that was begun. */
async function readMark(path: string): Promise<Mark | undefined> {
  const text = await ifThere(readFile(path, 'utf8'));
  if (text === undefined) return undefined;
  try {
    const mark = JSON.parse(text) as Partial<Mark>;
    const { phase, at } = mark;
    if ((phase === 'sent' || phase === 'unknown' || phase === 'sending') && typeof at === 'number') {
      return { ...mark, phase, at };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const at = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  return at === undefined ? undefined : { phase: 'sending', at };
}

/** Of several marks of one event the last counts. */
function newest(marks: readonly (Mark | undefined)[]): Mark | undefined {
  const found = marks.filter((mark) => mark !== undefined);
  return found.sort((a, b) => b.at - a.at)[0];
}

/** Deletes what a crash has left half written, and the oldest marks above the limit. */
async function prune(folder: string, now: number): Promise<void> {
  const names = await readdir(folder);
  const writtenAt = async (path: string): Promise<number> =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0, // another window may have deleted it meanwhile
    );
  for (const name of names.filter((each) => each.endsWith('.new'))) {
    const path = join(folder, name);
    if ((await writtenAt(path)) < now - WRITTEN_MS) await rm(path, { force: true });
  }
  const marks = names.filter((name) => !name.endsWith('.new'));
  if (marks.length <= MOST) return;
  const files = await Promise.all(
    marks.map(async (name) => ({ path: join(folder, name), at: await writtenAt(join(folder, name)) })),
  );
  files.sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(MOST)) await rm(path, { force: true });
}
