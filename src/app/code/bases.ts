import { refKey, type FunctionRef } from '../../model/functionRef';
import { isObject, member, printJson, readJson, type JsonObject } from '../../model/json';
import { refOf } from '../catalog/handedOver';
import { digest, type PrivateFolder } from '../privateFolder';

/** A version that a file was saved from or applied to, and the document that both had then. */
interface Base {
  readonly ref: FunctionRef;
  readonly document: JsonObject;
}

/**
 * What files and services agreed on last, remembered on this machine: read anew each time, since another window may have
 * written it. A colleague's clone has none of it.
 */
export interface Bases {
  /** All that is known of a file, by its URI; empty where it cannot be read. */
  of(file: string): Promise<readonly Base[]>;
  /** Remembers that a file and a version agree on a document. */
  remember(file: string, ref: FunctionRef, document: JsonObject): Promise<void>;
}

/** The bases in a folder: one file for each. */
export function openBases(folder: PrivateFolder): Bases {
  const read = async (file: string): Promise<readonly Base[]> => {
    try {
      const known = readJson((await folder.read(nameOf(file))) ?? 'null');
      const entries = member(known, 'entries');
      return Array.isArray(entries) ? entries.flatMap((entry) => readBase(entry)) : [];
    } catch {
      return [];
    }
  };
  /** One after the other: versions of several connections may be found to agree with one file at once. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    of: read,
    remember: (file, ref, document) => {
      const written = last.then(async () => {
        const others = (await read(file)).filter((base) => refKey(base.ref) !== refKey(ref));
        const entries = [...others, { ref, document }].map((base) => ({ ...base, ref: { ...base.ref } }));
        await folder.write(nameOf(file), printJson({ file, entries }));
      });
      last = written.catch(() => undefined);
      return written;
    },
  };
}

function readBase(entry: unknown): readonly Base[] {
  const ref = refOf(member(entry, 'ref'));
  const document = member(entry, 'document');
  return ref && isObject(document) ? [{ ref, document }] : [];
}

function nameOf(file: string): string {
  return `${digest(file)}.json`;
}
