import * as vscode from 'vscode';
import { tooLarge, type FoundFile, type Workspace } from '../../app/code/configFiles';
import { configFileName, SCHEME } from '../../model/documentPath';
import { encodeName, type FunctionRef } from '../../model/functionRef';
import { message } from '../../model/message';
import type { ServiceId } from '../../model/service';
import { baseName } from '../configEditor/document/documentUri';
import { LARGEST, utf8 } from '../configEditor/document/fileText';
import { whenFoldersCome } from '../newFolders';

/** Files of any service's configs; the same pattern as the editor's in package.json. */
const PATTERN = '**/*.*-*.async.json';

/** Most files that are looked at; a folder of dependencies is none of them. */
const MOST = 5_000;

/** The config files of the workspace's folders. */
export const workspaceFiles: Workspace = {
  find: async () =>
    (await vscode.workspace.findFiles(PATTERN, '**/node_modules/**', MOST))
      .map(foundFile)
      .sort((a, b) => a.uri.localeCompare(b.uri)),
  read: (uri) => readConfigFile(vscode.Uri.parse(uri, true)),
  placesOf: (ref, service) =>
    (vscode.workspace.workspaceFolders ?? []).map((folder) => placeIn(folder, ref, service).toString()),
};

/** A file by its URI. */
export function foundFile(uri: vscode.Uri): FoundFile {
  const folder = uri.path.split('/').at(-2) ?? '';
  return { uri: uri.toString(), name: baseName(uri.path), folder };
}

/** Calls back when config files come, go or change, and when a folder has come that may have some. */
export function watchConfigFiles(changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(PATTERN);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    whenFoldersCome(changed),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.scheme !== SCHEME && uri.path.endsWith('.async.json')) changed();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
  );
}

/** Where the file of a version is saved in a folder of the workspace: as the setting says, else at its top. */
export function placeIn(folder: vscode.WorkspaceFolder, ref: FunctionRef, service: ServiceId): vscode.Uri {
  const setting = vscode.workspace.getConfiguration('fndeck', folder).get('files.folder', '');
  const names: Readonly<Record<string, string>> = { connection: ref.connection, group: ref.group };
  // A setting of the workspace must not lead out of it.
  const parts = setting
    .split(/[\\/]/)
    .map((part) => part.replace(/\{(\w+)\}/g, (_, key: string) => encodeName(names[key] ?? '')))
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return vscode.Uri.joinPath(folder.uri, ...parts, configFileName(ref, service));
}

/** The text of a file on disk, or why it is not read. Fails where it is not there. */
async function readConfigFile(uri: vscode.Uri) {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // A pipe would be read until somebody writes to it.
  if (!(type & vscode.FileType.File)) return message('“{0}” is not a regular file.', baseName(uri.path));
  if (size > LARGEST) return tooLarge();
  const text = utf8(await vscode.workspace.fs.readFile(uri));
  return text ?? message('“{0}” is not a text in UTF-8.', baseName(uri.path));
}
