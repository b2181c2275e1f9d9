import * as vscode from 'vscode';
import { functionLabel } from '../../model/functionRef';
import type { TestEventName } from '../../model/testEventPath';

/** Where payload files lie in a workspace folder, unless the setting says otherwise. */
const FOLDER = '.fndeck';

/**
 * Shows a test event beside the payload file of its name (`.fndeck/<function>/<event>.json`), or beside a file that the
 * person chooses where there is none. Both sides can be edited and saved.
 */
export async function compareWithFile(uri: vscode.Uri, name: TestEventName): Promise<void> {
  const file = (await fileOf(name)) ?? (await chooseFile(name));
  if (!file) return;
  const title = vscode.l10n.t(
    '{0} ↔ test event “{1}” of {2}',
    vscode.workspace.asRelativePath(file),
    name.name,
    functionLabel(name.id),
  );
  await vscode.commands.executeCommand('vscode.diff', file, uri, title);
}

/** The payload file of a function that has the name of a test event; undefined where no folder has it. */
async function fileOf({ id, name }: TestEventName): Promise<vscode.Uri | undefined> {
  if (!isFileName(id.name) || !isFileName(name)) return undefined;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const folder = vscode.workspace.getConfiguration('fndeck', uri).get('payloads.folder', FOLDER);
    for (const ending of ['json', 'jsonc']) {
      const file = vscode.Uri.joinPath(uri, folder, id.name, `${name}.${ending}`);
      if (await isThere(file)) return file;
    }
  }
  return undefined;
}

/** A name of a service that leads to no other folder. */
function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name);
}

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function chooseFile({ name }: TestEventName): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Compare “{0}” with which file?', name),
    openLabel: vscode.l10n.t('Compare'),
    filters: { JSON: ['json', 'jsonc'] },
    ...(folder && { defaultUri: folder.uri }),
  });
  return chosen?.[0];
}
