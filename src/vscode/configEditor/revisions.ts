import type * as vscode from 'vscode';
import { nextRevision, type Revision } from '../../app/configs/revision';

/** Most documents whose revisions are remembered. */
const LIMIT = 500;

const KEY = 'fndeck.revisions';

/** The newest revision of each document, kept over reloads: hot exit keeps what VS Code was told, too. */
export interface Revisions {
  /** The revision of the text that the service holds now; `serviceTime` in Unix milliseconds. */
  next(uri: vscode.Uri, text: string, serviceTime: number | undefined): Revision;
}

/** Makes the memory of revisions over a workspace's storage. */
export function createRevisions(storage: vscode.Memento): Revisions {
  const known = new Map(storage.get<readonly (readonly [string, Revision])[]>(KEY, []));
  return {
    next: ({ path }, text, serviceTime) => {
      const before = known.get(path);
      const now = nextRevision(before, text, serviceTime);
      if (now === before) return now;
      known.delete(path);
      known.set(path, now);
      void storage.update(KEY, [...known].slice(-LIMIT));
      return now;
    },
  };
}
