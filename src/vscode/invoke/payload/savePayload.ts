import * as vscode from 'vscode';
import { withoutMeaning } from '../../../app/payloads/readPayload';
import { folderOf } from '../../../app/payloads/places';
import { encodeName, refLabel, type FunctionRef } from '../../../model/functionRef';
import type { InvocationRecord } from '../../../model/invocation/record';
import { layOut } from '../../../model/invocation/result';
import { exists } from '../../files';
import { pickLine, typeLine } from '../../window/quickInput';
import { ask, tell } from '../../window/notices';
import type { PayloadBindings } from './bindings';
import { payloadFolder } from './filedPlace';

/** A text that is to become a payload file of a function. */
interface NewPayload {
  readonly ref: FunctionRef;
  readonly text: string;
  /** What the file is called unless the person says otherwise, without its ending. */
  readonly name: string;
}

/** The payload of a record as a text to be saved; undefined where it was not kept. */
export function textOfRecord({ payload, environment }: InvocationRecord): string | undefined {
  if (payload === undefined) return undefined;
  return `${layOut(environment ? payload : withoutMeaning(payload))}\n`;
}

/**
 * Writes a payload where those of its function are kept, links it, and opens it. Undefined: the person left, or there is
 * no folder to write into, which is told.
 */
export async function savePayload(
  { ref, text, name }: NewPayload,
  bindings: PayloadBindings,
): Promise<vscode.Uri | undefined> {
  const folder = await chooseFolder();
  const root = folder && payloadFolder(folder);
  if (!root) {
    if (folder || !vscode.workspace.workspaceFolders?.length)
      void tell('error', vscode.l10n.t('Open a folder first: payload files are kept in it.'));
    return undefined;
  }
  const typed = await typeLine({
    title: vscode.l10n.t('Payload for {0}', refLabel(ref)),
    prompt: vscode.l10n.t('What happened? The file is called so.'),
    placeholder: vscode.l10n.t('order-created'),
    value: name,
    check: wrongWith,
  });
  if (typed === undefined) return undefined;
  const file = `${encodeName(typed.trim().replace(/\.json$/i, '')).replaceAll('%20', ' ')}.json`;
  const uri = vscode.Uri.joinPath(root, ...folderOf(ref).split('/'), file);
  if (await exists(uri)) {
    const replace = vscode.l10n.t('Replace');
    const path = vscode.workspace.asRelativePath(uri);
    const said = vscode.l10n.t('What it says now is lost.');
    if ((await ask(vscode.l10n.t('{0} is there already.', path), said, replace)) !== replace)
      return undefined;
  }
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  await (await bindings.filed()).link(uri, ref);
  await bindings.set(uri, ref);
  await vscode.window.showTextDocument(uri, { preview: false });
  return uri;
}

/** What is wrong with the name of a payload file. */
function wrongWith(name: string): string | undefined {
  if (name.trim() === '') return vscode.l10n.t('A name is missing.');
  return /\.expect(\.json)?$/i.test(name.trim())
    ? vscode.l10n.t('A file of that name holds expectations, not a payload.')
    : undefined;
}

/** The folder of the workspace to write into: the only one, else the one that the person chooses. */
async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0];
  const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.path, folder }));
  const title = vscode.l10n.t('Keep the payload in which folder?');
  return (await pickLine(items, { title }))?.folder;
}
