import { refKey, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import type { ConfigDocuments } from './configDocuments';
import { lastToUndo, type ConfigHistory } from './history';
import { nameOf, type ServiceCopies, type ServiceCopy } from './serviceCopies';

/** What a service holds after a write, and the fields that it holds otherwise than they were sent. */
interface Outcome {
  readonly after: JsonObject | null;
  readonly fields: readonly string[];
}

/** Writes of many configs one after the other, by the path of their documents. */
export interface ManyWrites {
  /**
   * Puts a checked document, or deletes the config where it is null. `seen` is what the service was just seen to hold.
   * `undoes`: the write takes the last one of this machine back, where that has led to what the service holds.
   */
  write(
    path: string,
    document: JsonObject | null,
    seen: ServiceCopy,
    options: { readonly undoes: boolean },
  ): Promise<Outcome>;
  /** Whether one of these writes is under way. */
  isAt(path: string): boolean;
  /** Whether a save was cut off after it had deleted what it was to put again. */
  wasCutOff(ref: FunctionRef): Promise<boolean>;
}

/** What the writes pass through. */
interface ManyWritesDeps {
  readonly copies: Pick<ServiceCopies, 'known'>;
  readonly documents: Pick<ConfigDocuments, 'apply' | 'remove'>;
  readonly history: Pick<ConfigHistory, 'list' | 'unfinished'>;
  /** A document has to be read again. */
  readonly written: (path: string) => void;
}

/** The writes; none is under way in the beginning. */
export function createManyWrites({ copies, documents, history, written }: ManyWritesDeps): ManyWrites {
  const underWay = new Set<string>();
  /** The write of the history that this one takes back. */
  const takenBack = async (ref: FunctionRef, document: JsonObject | null, held: JsonObject | null) => {
    const last = lastToUndo((await history.list(ref)).writes);
    const led = last && sameJson(last.end?.after, held) && sameJson(last.before, document);
    return led ? last.id : undefined;
  };

  return {
    isAt: (path) => underWay.has(path),
    wasCutOff: async (ref) =>
      (await history.unfinished()).some((replacement) => refKey(replacement.ref) === refKey(ref)),
    write: async (path, document, seen, { undoes }) => {
      const held = seen.config?.document ?? null;
      const back = undoes ? await takenBack(nameOf(path).ref, document, held) : undefined;
      underWay.add(path);
      try {
        const fields = document ? (await documents.apply(path, document, seen, back)).fields : [];
        if (!document) await documents.remove(path, back);
        return { after: copies.known(path)?.config?.document ?? null, fields };
      } finally {
        underWay.delete(path);
        written(path);
      }
    },
  };
}
