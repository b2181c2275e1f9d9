import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { attachConfig } from '../../app/debug/attachConfig';
import type { Attached } from '../../app/debug/underDebugger';
import type { DebugRun } from '../../app/sandbox/debugControls';
import { functionLabel } from '../../model/functionRef';

/** By what a debug session is known as ours: VS Code keeps what a session was started with. */
const MARK = 'fndeckRun';

/**
 * Starts VS Code's debugger on a run of the sandbox that waits for one; `runtimes` is the folder with the sandbox's own
 * programs, which are not shown. Undefined where VS Code did not start one, which it tells itself.
 */
export async function attachDebugger(
  run: DebugRun & { readonly address: string },
  runtimes: vscode.Uri,
): Promise<Attached | undefined> {
  const mark = randomUUID();
  const isOurs = ({ configuration }: vscode.DebugSession): boolean => configuration[MARK] === mark;
  let ours: vscode.DebugSession | undefined;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const listening = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((session) => {
      if (isOurs(session)) ours = session;
    }),
    // The debugger of Node.js has a session below ours for the process itself: a person may stop either.
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (isOurs(session) || (session.parentSession && isOurs(session.parentSession))) end();
    }),
  );
  void ended.then(() => void listening.dispose());
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir));
  const again = run.attempt > 1 ? vscode.l10n.t('attempt {0}', String(run.attempt)) : '';
  const name = ['FnDeck:', functionLabel({ connection: '', ...run }), again].filter(Boolean).join(' ');
  const config = { ...attachConfig(run, name, runtimes.fsPath), [MARK]: mark };
  const started = await vscode.debug.startDebugging(folder, config, { suppressSaveBeforeStart: true });
  if (!started) {
    end();
    return undefined;
  }
  return {
    ended,
    stop: () => {
      if (ours) void vscode.debug.stopDebugging(ours);
      end();
    },
  };
}
