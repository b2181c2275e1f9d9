import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivately, digest, ifThere, writePrivately } from '../privateFolder';

/** Marks that are kept at most; above it the oldest go. An event outlives its mark only when 20,000 others came after it. */
const MOST = 20_000;

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
   * or is being replayed, in whatever window, unless `again`. Rejects where nothing can be stored: nothing is sent then.
   */
  claim(ids: readonly string[], again: boolean): Promise<Claim | undefined>;
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

    claim: async (ids, again) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!pruned) await prune(folder);
      pruned = true;
      const paths = pathsOf(ids);
      const before = await Promise.all(paths.map(readMark));
      const mark: Mark = { phase: 'sending', at: now() };
      if (again) await settleAll(paths, mark);
      else {
        const taken: string[] = [];
        for (const path of paths) {
          if (await createPrivately(path, JSON.stringify(mark))) taken.push(path);
          else {
            await Promise.all(taken.map((mine) => rm(mine, { force: true })));
            return undefined;
          }
        }
      }
      return {
        settle: (end) => settleAll(paths, end),
        release: async () => {
          for (const [i, path] of paths.entries()) {
            const former = before[i];
            if (former) await writePrivately(path, JSON.stringify(former));
            else await rm(path, { force: true });
          }
        },
      };
    },
  };
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

/** Deletes the oldest marks above the limit, and what a crash left half written. */
async function prune(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // another window may have deleted it meanwhile
      const at = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { path, at };
    }),
  );
  files.sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(MOST)) await rm(path, { force: true });
}
