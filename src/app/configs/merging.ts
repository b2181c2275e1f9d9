import { isObject, sameJson, type JsonObject } from '../../model/json';
import { listOf, message, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Edit } from '../../webview/protocol';
import { parseText } from '../text/parseText';
import { mergeConfigs, type Merged } from './merge';
import type { Revision } from './revision';
import { nameOf, type ServiceCopy } from './serviceCopies';

/** Thrown in the place of a save that has merged instead: nothing was sent. */
export class MergedInstead extends Error {}

/** Open texts as they are edited; part of what a screen gives. */
export interface OpenTexts {
  /** The text of an open document as it is now; undefined where it is not open. */
  text(path: string): string | undefined;
  /** Brings edits into an open document as one step that can be undone; gives whether it has them. */
  edit(path: string, edits: readonly Edit[]): Promise<boolean>;
}

/**
 * Knows what the open texts began as, and brings into them what somebody else has changed on the service since, where
 * that is not what the person has changed, too.
 */
export interface Merging {
  /** The text of a document was served as the service's own. */
  served(path: string, copy: ServiceCopy | undefined): void;
  edited(path: string, dirty: boolean): void;
  /** A document's own save was written: the service holds its text from now on, or what it made of it. */
  written(path: string, copy: ServiceCopy | undefined, told: Revision | undefined): void;
  forget(path: string): void;
  /**
   * What VS Code is to be told at the conflict check of a save: `told`, which it knows already, where there is no
   * conflict, or none that a merge does not settle (`merges`). Undefined: the truth.
   */
  check(path: string, copy: ServiceCopy): { readonly told: Revision; readonly merges: boolean } | undefined;
  /** Merges instead of a save; gives what to say. */
  merge(path: string, text: string, copy: ServiceCopy): Promise<Message>;
}

/** What a text began as. */
interface Base {
  readonly copy: ServiceCopy;
  /** What VS Code believes to be the revision of it. */
  readonly told: Revision;
}

/** No text is known in the beginning. */
export function createMerging(texts: OpenTexts): Merging {
  const bases = new Map<string, Base>();
  const dirty = new Set<string>();

  const merged = (path: string, text: string | undefined, copy: ServiceCopy): Merged | undefined => {
    const [was, there] = [bases.get(path)?.copy.config?.document, copy.config?.document];
    const parsed = text === undefined ? undefined : parseText(text);
    // Somebody has deleted or created the config as a whole: that is no field to merge.
    if (!was || !there || parsed?.kind !== 'document' || !isObject(parsed.document)) return undefined;
    return mergeConfigs(profileOf(nameOf(path).service), was, parsed.document, there);
  };

  return {
    served: (path, copy) => {
      if (dirty.has(path)) return;
      if (copy) bases.set(path, { copy, told: copy.revision });
      else bases.delete(path);
    },
    edited: (path, isDirty) => void (isDirty ? dirty.add(path) : dirty.delete(path)),
    written: (path, copy, told) => {
      dirty.delete(path);
      if (copy && told) bases.set(path, { copy, told });
      else bases.delete(path);
    },
    forget: (path) => {
      dirty.delete(path);
      bases.delete(path);
    },
    check: (path, copy) => {
      const base = bases.get(path);
      if (!base) return undefined;
      // Changed and changed back, or told in another order: that is a newer revision, and nothing to decide.
      if (sameJson(heldBy(base.copy), heldBy(copy))) return { told: base.told, merges: false };
      const merges = merged(path, texts.text(path), copy)?.kind === 'merged';
      return merges ? { told: base.told, merges } : undefined;
    },
    merge: async (path, text, copy) => {
      const again = message('The configuration has changed on the service meanwhile. Save again to decide.');
      const found = merged(path, text, copy);
      const base = bases.get(path);
      if (!base || found?.kind !== 'merged' || !(await texts.edit(path, found.edits))) return again;
      bases.set(path, { copy, told: base.told });
      return found.fields.length === 0
        ? message('Somebody has saved the same meanwhile. Save again where you want more.')
        : message(
            'Not saved yet: somebody has changed {0} on the service. That is merged into your text now (undo takes it out again). Look at it, then save again.',
            listOf(found.fields),
          );
    },
  };
}

function heldBy({ config }: ServiceCopy): JsonObject | null {
  return config?.document ?? null;
}
