import * as vscode from 'vscode';
import { readFunctionFileText } from '../../app/here/functionFileText';
import { FUNCTION_FILE, type FunctionFile } from '../../model/functionFile';

/** A function of the sandbox by where its code lies. */
export interface FunctionPlace {
  readonly group: string;
  readonly name: string;
  readonly folder: vscode.Uri;
}

/** Context key: the active editor shows the code of a function of the sandbox that runs. F5 asks for it. */
const CONTEXT = 'fndeck.functionEditor';

/** Keeps the context key of the code below the sandbox's folders of functions until disposed. */
export function watchFunctionEditor(roots: () => readonly vscode.Uri[]): vscode.Disposable {
  let turn = 0;
  const set = (shown: boolean) => void vscode.commands.executeCommand('setContext', CONTEXT, shown);
  const update = async (editor = vscode.window.activeTextEditor): Promise<void> => {
    const mine = (turn += 1);
    const place = await functionAt(editor?.document.uri, roots());
    if (mine === turn) set(place !== undefined);
  };
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor((editor) => void update(editor)),
    new vscode.Disposable(() => {
      turn += 1;
      set(false);
    }),
  );
}

/**
 * The function whose code a file is part of, JSON aside: the sandbox reads a folder of `roots` as one function where it has
 * a `function.json`, else what lies below it as `<group>/<name>/`. Undefined for any other file.
 */
export async function functionAt(
  file: vscode.Uri | undefined,
  roots: readonly vscode.Uri[],
): Promise<FunctionPlace | undefined> {
  if (!file || /\.jsonc?$/i.test(file.path)) return undefined;
  for (const root of roots.filter(({ path }) => file.path.startsWith(`${path}/`))) {
    const alone = await functionIn(root);
    if (alone) return alone;
    const [group, name, ...rest] = file.path.slice(root.path.length + 1).split('/');
    if (group === undefined || name === undefined || rest.length === 0) continue;
    const below = await functionIn(vscode.Uri.joinPath(root, group, name));
    if (below) return below;
  }
  return undefined;
}

/** The function in a folder, as its file or its folders name it, with what that says where it is sound. */
export async function functionIn(
  folder: vscode.Uri,
): Promise<(FunctionPlace & { readonly file?: FunctionFile }) | undefined> {
  const file = vscode.Uri.joinPath(folder, FUNCTION_FILE);
  const text = await vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
  if (text === undefined) return undefined;
  const read = readFunctionFileText(text);
  const said = read.kind === 'function' ? read.file : undefined;
  const [around, own] = folder.path.split('/').slice(-2);
  const place = { group: said?.group ?? around ?? '', name: said?.name ?? own ?? '', folder };
  return said ? { ...place, file: said } : place;
}
