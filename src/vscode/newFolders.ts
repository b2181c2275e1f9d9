import * as vscode from 'vscode';

/** Milliseconds without a new folder after which they are told: a checkout makes many. */
const PAUSE_MS = 200;

/** Folders of dependencies, and those of Git. */
const NEVER = /\/(?:node_modules|\.git)(?:\/|$)/;

/**
 * Calls back a moment after folders have come, in the workspace or below `base`. Of the files that are made with a folder
 * VS Code tells nothing on Linux (parcel-bundler/watcher, issue 243): whoever waits for one has to look for it then.
 */
export function whenFoldersCome(changed: () => void, base?: vscode.Uri): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const pattern = base ? new vscode.RelativePattern(base, '**') : '**';
  const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, true);
  const look = async (uri: vscode.Uri): Promise<void> => {
    if (NEVER.test(base ? uri.path.slice(base.path.length) : `/${vscode.workspace.asRelativePath(uri)}`))
      return;
    const type = await vscode.workspace.fs.stat(uri).then(
      (found) => found.type,
      () => vscode.FileType.Unknown, // gone again
    );
    if (isDisposed || !(type & vscode.FileType.Directory)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, PAUSE_MS);
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate((uri) => void look(uri)),
    new vscode.Disposable(() => {
      isDisposed = true;
      clearTimeout(timer);
    }),
  );
}
