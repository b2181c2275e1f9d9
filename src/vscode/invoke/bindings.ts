import * as vscode from 'vscode';
import { refKey, type FunctionRef } from '../../model/functionRef';

const BOUND = 'fndeck.invoke.bindings';
const RECENT = 'fndeck.invoke.recent';

/** Links that one workspace remembers at most; the oldest give way. */
const MOST_BOUND = 500;
const MOST_RECENT = 12;

/** Which function a payload file is sent to, and the functions that were invoked last, both kept with the workspace. */
export interface Bindings extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  get(uri: vscode.Uri): FunctionRef | undefined;
  /** Links a file with a function, or with none. */
  set(uri: vscode.Uri, ref: FunctionRef | undefined): Promise<void>;
  /** Most recent first. */
  recent(): readonly FunctionRef[];
  /** Puts a function in front of the recent ones. */
  used(ref: FunctionRef): Promise<void>;
}

/** Makes the bindings over a workspace's memento; a renamed file keeps its link. */
export function createBindings(state: vscode.Memento): Bindings {
  const changed = new vscode.EventEmitter<void>();
  const bound = () => state.get<Readonly<Record<string, FunctionRef>>>(BOUND, {});
  const recent = () => state.get<readonly FunctionRef[]>(RECENT, []);

  const store = async (next: Readonly<Record<string, FunctionRef>>) => {
    await state.update(BOUND, Object.fromEntries(Object.entries(next).slice(-MOST_BOUND)));
    changed.fire();
  };

  const set = async (uri: vscode.Uri, ref: FunctionRef | undefined) => {
    const key = uri.toString();
    const known = bound()[key];
    if (known === ref || (known && ref && refKey(known) === refKey(ref))) return;
    const others = Object.entries(bound()).filter(([other]) => other !== key);
    await store(Object.fromEntries(ref ? [...others, [key, ref]] : others));
  };

  const renaming = vscode.workspace.onDidRenameFiles(async ({ files }) => {
    const entries = Object.entries(bound());
    const renamed = entries.map(([key, ref]) => [newName(key, files), ref] as const);
    if (renamed.some(([key], i) => key !== entries[i]?.[0])) await store(Object.fromEntries(renamed));
  });

  // The next untitled document would get the name, and with it the link.
  const closing = vscode.workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
    if (isUntitled) void set(uri, undefined);
  });

  return {
    onDidChange: changed.event,
    get: (uri) => bound()[uri.toString()],
    set,
    recent,
    used: async (ref) => {
      const others = recent().filter((known) => refKey(known) !== refKey(ref));
      await state.update(RECENT, [ref, ...others].slice(0, MOST_RECENT));
    },
    dispose: () => {
      changed.dispose();
      renaming.dispose();
      closing.dispose();
    },
  };
}

/** The key of a file after a rename of it or of a folder above it. */
function newName(
  key: string,
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): string {
  for (const { oldUri, newUri } of files) {
    const old = oldUri.toString();
    if (key === old || key.startsWith(`${old}/`)) return newUri.toString() + key.slice(old.length);
  }
  return key;
}
