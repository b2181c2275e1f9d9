import { member } from '../../model/json';
import { digest, type PrivateFolder } from '../privateFolder';
import type { Revision } from './revision';

/** A text that auto save kept on this machine, and what the service held when it was begun. */
export interface Draft {
  readonly text: string;
  readonly base: Revision;
}

/** Drafts as files, one for each document path: they outlive a crash. */
export interface Drafts {
  /** Undefined where there is none. Fails where it cannot be read. */
  get(path: string): Promise<Draft | undefined>;
  keep(path: string, draft: Draft): Promise<void>;
  drop(path: string): Promise<void>;
}

/** The drafts in a folder. */
export function openDrafts(folder: PrivateFolder): Drafts {
  return {
    get: async (path) => {
      const text = await folder.read(draftFile(path));
      return text === undefined ? undefined : readDraft(text);
    },
    keep: (path, draft) => folder.write(draftFile(path), JSON.stringify({ path, ...draft })),
    drop: (path) => folder.remove(draftFile(path)),
  };
}

function draftFile(path: string): string {
  return `${digest(path)}.json`;
}

/** Undefined for a file that is no draft of this form. */
function readDraft(json: string): Draft | undefined {
  try {
    const read: unknown = JSON.parse(json);
    const [text, base] = [member(read, 'text'), member(read, 'base')];
    const [mtime, size] = [member(base, 'mtime'), member(base, 'size')];
    return typeof text === 'string' && typeof mtime === 'number' && typeof size === 'number'
      ? { text, base: { mtime, size } }
      : undefined;
  } catch {
    return undefined;
  }
}
