import { randomUUID } from 'node:crypto';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { verifiedName } from '../configs/folders';
import { hashOf } from '../configs/history';
import { Emitter, type Event } from '../event';
import type { PrivateFolder } from '../privateFolder';
import { printVerification, readVerification, type Verification } from './verification';

/** What was verified from this machine: kept beside the history of writes, each verification in a file of its own. */
export interface Verifications {
  /** A name for a new one. */
  newId(ref: FunctionRef, at: number): string;
  /** Keeps one, in the place of what was kept of it before. Rejects with Node's own errors. */
  keep(verification: Verification): Promise<void>;
  /** Reads the newest of each version: those that other windows have left, too. Rejects with Node's own errors. */
  load(): Promise<void>;
  /** The newest of a version, as far as they were read; asks nothing. */
  newest(ref: FunctionRef): Verification | undefined;
  /** One by its id; undefined where it is gone. */
  get(id: string): Promise<Verification | undefined>;
  /** All of a version, newest first, from the files. */
  list(ref: FunctionRef): Promise<readonly Verification[]>;
  /** The newest of a version is another now. */
  readonly onDidChange: Event<FunctionRef>;
}

/** Verifications that are kept of each version. */
const MOST = 10;

/** The verifications in a folder; nothing is read before it is asked for. */
export function openVerifications(folder: PrivateFolder): Verifications {
  const newest = new Map<string, Verification>();
  const changed = new Emitter<FunctionRef>();
  /** One write after the other: the two events of a verification may end at once. */
  let last: Promise<unknown> = Promise.resolve();

  const names = async (hash?: string): Promise<readonly string[]> =>
    (await folder.list())
      .filter((name) => {
        const named = verifiedName(name);
        return named !== undefined && (hash === undefined || named.hash === hash);
      })
      .sort()
      .reverse();
  const read = async (name: string): Promise<Verification | undefined> =>
    readVerification((await folder.read(name)) ?? '');
  const learn = (verification: Verification): void => {
    const key = refKey(verification.ref);
    const known = newest.get(key);
    if (known && known.id > verification.id) return;
    newest.set(key, verification);
    changed.fire(verification.ref);
  };

  return {
    newId: (ref, at) => `${String(at).padStart(15, '0')}-${hashOf(ref)}-${randomUUID().slice(0, 8)}`,
    keep: (verification) => {
      const kept = last.then(async () => {
        await folder.write(`${verification.id}.verified.json`, printVerification(verification));
        learn(verification);
        const old = (await names(hashOf(verification.ref))).slice(MOST);
        for (const name of old) await folder.remove(name);
      });
      last = kept.catch(() => undefined);
      return kept;
    },
    load: async () => {
      const seen = new Set<string>();
      for (const name of await names()) {
        const hash = verifiedName(name)?.hash ?? '';
        if (seen.has(hash)) continue;
        const found = await read(name);
        if (!found) continue;
        seen.add(hash);
        learn(found);
      }
    },
    newest: (ref) => newest.get(refKey(ref)),
    get: async (id) => {
      const name = `${id}.verified.json`;
      return verifiedName(name) ? read(name) : undefined;
    },
    list: async (ref) => {
      const found = await Promise.all((await names(hashOf(ref))).map(read));
      const key = refKey(ref);
      return found.filter((one) => one !== undefined).filter((one) => refKey(one.ref) === key);
    },
    onDidChange: changed.event,
  };
}

/** Whether what was verified is not what the service holds now; undefined: it holds none. */
export function isStale({ document }: Verification, held: JsonObject | undefined): boolean {
  return !sameJson(document, held);
}
