import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { FUNCTION_FILE } from '../../model/functionFile';
import { exists } from '../files';

/** Name of the folder of a workspace whose functions are found without a setting. */
const FUNCTIONS = 'functions';

/** Files of functions wherever they lie. */
export const FUNCTION_FILES = `**/${FUNCTION_FILE}`;

/** Most files that are looked at; a folder of dependencies, or a hidden one, has none. */
const MOST = 500;
const NEVER = '{**/node_modules/**,**/.*/**}';

/** Longest `function.json` that is read, in bytes: it is written by hand. */
const LARGEST = 256 * 1024;

/** Folders with functions, as the sandbox takes them, and the files that say so. */
export interface FoundRoots {
  readonly roots: readonly vscode.Uri[];
  readonly files: readonly vscode.Uri[];
}

/**
 * The folders of functions that the setting names, and those of the workspace: its `functions/<group>/<name>/`, and each
 * folder with a `function.json` that names a runtime and a handler. `known` folders count whatever their file says.
 */
export async function findRoots(known: readonly vscode.Uri[]): Promise<FoundRoots> {
  const chosen = foldersOfSetting();
  const files = (await vscode.workspace.findFiles(FUNCTION_FILES, NEVER, MOST))
    .filter(({ scheme }) => scheme === 'file')
    .sort((a, b) => depthOf(a) - depthOf(b) || a.path.localeCompare(b.path));
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) =>
    vscode.Uri.joinPath(uri, FUNCTIONS),
  );
  const whole = folders.filter((folder) => files.some((file) => isTwoBelow(file, folder)));
  const under = [...chosen, ...whole];
  const alone = await Promise.all(
    files
      .filter((file) => !under.some((folder) => isTwoBelow(file, folder)))
      .map(async (file) => {
        const folder = vscode.Uri.joinPath(file, '..');
        const isKnown = known.some(({ path }) => path === folder.path);
        return isKnown || (await isFunction(file)) ? [folder] : [];
      }),
  );
  const outside = await Promise.all(chosen.map((folder) => filesBelow(folder)));
  const roots = [...under, ...alone.flat()];
  const own = files.filter(
    (file) =>
      under.some((folder) => isTwoBelow(file, folder)) ||
      alone.flat().some(({ path }) => path === vscode.Uri.joinPath(file, '..').path),
  );
  const all = new Map([...own, ...outside.flat()].map((file) => [file.path, file]));
  return { roots, files: [...all.values()] };
}

/** The folders that the setting names; one may stand there without a list. */
export function foldersOfSetting(): readonly vscode.Uri[] {
  const said = vscode.workspace.getConfiguration('fndeck.sandbox').get<unknown>('functions');
  return [said]
    .flat()
    .flatMap((one) => (typeof one === 'string' && one.trim() !== '' ? [folderOf(one.trim())] : []));
}

/** A folder as people write it, with `~` for their home and a slash at its end, as VS Code names it itself. */
export function folderOf(said: string): vscode.Uri {
  const named = said.replace(/^~(?=$|[\\/])/, homedir());
  const { fsPath } = vscode.Uri.file(isAbsolute(named) ? resolve(named) : named);
  // Again, as a drive of Windows has a small letter in paths of files alone.
  return vscode.Uri.file(fsPath);
}

/** The files of functions in a folder that may lie outside of the workspace. */
async function filesBelow(root: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const own = vscode.Uri.joinPath(root, FUNCTION_FILE);
  if (await exists(own)) return [own];
  const groups = await foldersIn(root);
  const functions = (await Promise.all(groups.map((group) => foldersIn(group)))).flat();
  const files = functions.map((folder) => vscode.Uri.joinPath(folder, FUNCTION_FILE));
  const there = await Promise.all(files.map((file) => exists(file)));
  return files.filter((_, index) => there[index]);
}

async function foldersIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (rows) => rows,
    () => [],
  );
  return entries
    .filter(([name, type]) => (type & vscode.FileType.Directory) !== 0 && !/^\.|^node_modules$/.test(name))
    .map(([name]) => vscode.Uri.joinPath(folder, name));
}

/** Whether a file is one of ours: other tools have files of that name, too. */
async function isFunction(file: vscode.Uri): Promise<boolean> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > LARGEST) return false;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    // As its schema in package.json takes it; a broken one is one of ours all the same.
    return /"runtime"\s*:/.test(text) && /"handler"\s*:/.test(text) && !/"bindings"\s*:/.test(text);
  } catch {
    return false;
  }
}

/** Whether a file is `<group>/<name>/function.json` of a folder. */
function isTwoBelow({ path }: vscode.Uri, folder: vscode.Uri): boolean {
  return path.startsWith(`${folder.path}/`) && path.slice(folder.path.length + 1).split('/').length === 3;
}

function depthOf({ path }: vscode.Uri): number {
  return path.split('/').length;
}
