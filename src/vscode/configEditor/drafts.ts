import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isObject, member } from '../../model/json';
import type { Revision } from '../../app/configs/revision';

/** A text that auto save kept on this machine, and what the service held when it was begun. */
export interface Draft {
  readonly text: string;
  readonly base: Revision;
}

/** Drafts as files, one for each document: they outlive a crash. */
export interface Drafts extends vscode.Disposable {
  readonly onDidChange: vscode.Event<vscode.Uri>;
  /** Undefined where there is none. Fails where it cannot be read. */
  get(uri: vscode.Uri): Promise<Draft | undefined>;
  /** Whether there is one, as far as it was asked for before. */
  has(uri: vscode.Uri): boolean;
  keep(uri: vscode.Uri, draft: Draft): Promise<void>;
  drop(uri: vscode.Uri): Promise<void>;
}

/** Makes the drafts in a folder, which need not exist. */
export function createDrafts(folder: vscode.Uri): Drafts {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const seen = new Set<string>();
  const { fs } = vscode.workspace;

  const note = (uri: vscode.Uri, there: boolean): void => {
    if (seen.has(uri.path) === there) return;
    if (there) seen.add(uri.path);
    else seen.delete(uri.path);
    changed.fire(uri);
  };
  const file = (uri: vscode.Uri): vscode.Uri =>
    vscode.Uri.joinPath(folder, `${createHash('sha256').update(uri.path).digest('hex')}.json`);

  return {
    onDidChange: changed.event,
    get: async (uri) => {
      const bytes = await ifThere(fs.readFile(file(uri)));
      const draft = bytes && readDraft(new TextDecoder().decode(bytes));
      note(uri, draft !== undefined);
      return draft;
    },
    has: (uri) => seen.has(uri.path),
    keep: async (uri, draft) => {
      await fs.createDirectory(folder);
      // Written beside and renamed: a crash in between leaves the draft before.
      const beside = vscode.Uri.joinPath(
        folder,
        `${createHash('sha256').update(uri.path).digest('hex')}.new`,
      );
      await fs.writeFile(beside, new TextEncoder().encode(JSON.stringify({ uri: uri.toString(), ...draft })));
      await fs.rename(beside, file(uri), { overwrite: true });
      note(uri, true);
    },
    drop: async (uri) => {
      await ifThere(fs.delete(file(uri)));
      note(uri, false);
    },
    dispose: () => changed.dispose(),
  };
}

async function ifThere<T>(work: Thenable<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** Undefined for a file that is no draft of this form. */
function readDraft(json: string): Draft | undefined {
  try {
    const read: unknown = JSON.parse(json);
    const [text, base] = [member(read, 'text'), member(read, 'base')];
    const [mtime, size] = [member(base, 'mtime'), member(base, 'size')];
    if (!isObject(read) || typeof text !== 'string') return undefined;
    return typeof mtime === 'number' && typeof size === 'number'
      ? { text, base: { mtime, size } }
      : undefined;
  } catch {
    return undefined;
  }
}
