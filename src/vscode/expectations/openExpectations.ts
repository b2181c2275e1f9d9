import * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import { payloadFolder } from '../invoke/payload/filedPlace';
import { afterActivation, lazyPart } from '../lazy';
import type { Expectations, ExpectationsDeps } from './expectations';

/** Prepares the tests of payload files: loaded where a folder of payloads is there, or with the first file of them. */
export function openExpectations(deps: ExpectationsDeps): LazyPart<Expectations> {
  const part = lazyPart(async () => (await import('./expectations')).createExpectations(deps));
  const load = (): void => void part.get().catch(() => undefined); // told when it is asked for
  const look = (): void =>
    vscode.workspace.workspaceFolders?.forEach((folder) => {
      const payloads = payloadFolder(folder);
      if (payloads) vscode.workspace.fs.stat(payloads).then(load, () => undefined); // there is none
    });
  deps.context.subscriptions.push(
    afterActivation(look),
    vscode.workspace.createFileSystemWatcher('**/{.fndeck,*.expect.json,*.expect.jsonc}').onDidCreate(load),
    vscode.workspace.onDidChangeWorkspaceFolders(look),
  );
  return part;
}
