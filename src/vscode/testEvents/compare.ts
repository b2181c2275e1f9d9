import * as vscode from 'vscode';
import { folderOf } from '../../app/payloads/places';
import { functionLabel } from '../../model/functionRef';
import type { TestEventName } from '../../model/testEventPath';
import { payloadFolder } from '../invoke/payload/filedPlace';

/**
 * Shows a test event beside the payload file of its name (`.fndeck/<group>/<function>/<event>.json`), or beside a file that the
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
  // A name that leads to no other folder, whatever a service calls its events.
  if (!/^[\w-]+$/.test(name)) return undefined;
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const payloads = payloadFolder(folder);
    for (const place of [folderOf(id), folderOf({ ...id, group: '' })]) {
      for (const ending of ['json', 'jsonc']) {
        const file = payloads && vscode.Uri.joinPath(payloads, place, `${name}.${ending}`);
        if (file && (await isThere(file))) return file;
      }
    }
  }
  return undefined;
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
