import * as vscode from 'vscode';
import { bindingsOf, type Bindings } from '../../../app/invocations/bindings';
import type { Connections } from '../../connections/connections';
import { lazyPart } from '../../lazy';
import { filedPlace } from './filedPlace';
import type { FiledPayloads } from './filedPayloads';

/** Which payload files belong to which functions. */
export interface PayloadBindings extends Bindings, vscode.Disposable {
  /** What the folder of payloads says; loaded when it is first asked. */
  filed(): Promise<FiledPayloads>;
}

/**
 * The links of payload files with functions: the person's own, kept in a workspace's memento, and what the folder of
 * payloads says. A renamed file keeps its link.
 */
export function createBindings(state: vscode.Memento, connections: Connections): PayloadBindings {
  const part = lazyPart(async () => (await import('./filedPayloads')).createFiledPayloads(connections));
  let filed: FiledPayloads | undefined;
  part.onLoaded((loaded) => {
    filed = loaded;
    loaded.onDidChange(() => bindings.tell());
    bindings.tell();
  });
  const places = {
    isFiled: (file: { toString(): string }) => filedPlace(uriOf(file)) !== undefined,
    refOf: (file: { toString(): string }) => {
      const uri = uriOf(file);
      if (!filedPlace(uri)) return undefined;
      if (!filed) part.get().catch(() => undefined); // told when it is needed
      return filed?.refOf(uri);
    },
  };
  const bindings = bindingsOf(state, places, vscode.env.sessionId);
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidRenameFiles(({ files }) => bindings.renamed(files)),
    // The next untitled document would get the name, and with it the link.
    vscode.workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
      if (isUntitled) void bindings.set(uri, undefined);
    }),
  );
  return {
    ...bindings,
    used: (ref, file) => {
      // The walkthrough ticks its step: VS Code does not tell it of a command that a lens runs.
      void vscode.commands.executeCommand('setContext', 'fndeck.hasInvoked', true);
      return bindings.used(ref, file);
    },
    filed: () => part.get(),
    dispose: () => {
      part.dispose();
      listening.dispose();
    },
  };
}

function uriOf(file: { toString(): string }): vscode.Uri {
  return file instanceof vscode.Uri ? file : vscode.Uri.parse(file.toString(), true);
}
