import * as vscode from 'vscode';
import { message } from '../../model/message';
import type { Json } from '../../model/json';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { startSandboxProcess, type End, type SandboxProcess } from '../../app/sandbox/process';
import { sandboxControls, type SandboxControls } from '../../app/sandbox/controls';
import { sandboxAccounts, type Ready } from '../../app/sandbox/ready';
import { watchFunctionEditor } from './functionEditor';
import { openSamplePayload, samplesFolder } from './samples';
import { withProgress } from '../window/progress';
import { tell } from '../window/notices';

/** Starts and stops the sandbox. */
export interface SandboxControl extends vscode.Disposable {
  /** Starts it unless it runs already. Gives the line that it prints when it is ready. */
  start(): Promise<Readonly<Record<string, Json>>>;
  stop(): Promise<void>;
  /** The sandbox's own controls, where a connection leads to the one that runs here. */
  controls(connection: string): SandboxControls | undefined;
  /** The folder that the functions are in, `<group>/<name>/`. */
  functions(): vscode.Uri;
  /** Opens something to invoke a sample function with. */
  openSamplePayload(): Promise<void>;
}

/** Where the sandbox's files are, and who is told of its state. */
export interface SandboxControlDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'storageUri' | 'globalStorageUri'>;
  readonly connections: Connections;
  readonly report: Report;
}

type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly process: SandboxProcess }
  | { readonly kind: 'running'; readonly process: SandboxProcess; readonly ready: Ready };

/** The control of one sandbox, not started yet. The sandbox is stopped when it is disposed. */
export function createSandboxControl({ context, connections, report }: SandboxControlDeps): SandboxControl {
  let state: State = { kind: 'stopped' };
  let editors: vscode.Disposable | undefined;

  const enter = (next: State): void => {
    state = next;
    void vscode.commands.executeCommand('setContext', 'fndeck.sandbox', next.kind);
    connections.setSandbox(next.kind === 'running' ? sandboxAccounts(next.ready) : []);
    editors?.dispose();
    editors = next.kind === 'running' ? watchFunctionEditor(() => functionsFolder(context)) : undefined;
  };
  const isCurrent = (process: SandboxProcess): boolean =>
    state.kind !== 'stopped' && state.process === process;

  const start = async (): Promise<Readonly<Record<string, Json>>> => {
    if (!vscode.workspace.isTrusted) {
      throw new Error(
        vscode.l10n.t(
          'It runs functions on this machine, which a workspace that is not trusted must not start.',
        ),
      );
    }
    if (state.kind !== 'stopped') return (await state.process.ready).line;
    const process = startSandboxProcess(
      {
        script: vscode.Uri.joinPath(context.extensionUri, 'dist', 'sandbox.js').fsPath,
        arguments: options(context),
      },
      (line) => report.log.info(`sandbox: ${line}`),
    );
    enter({ kind: 'starting', process });
    void process.ended.then((end) => {
      if (state.kind !== 'running' || state.process !== process) return;
      enter({ kind: 'stopped' });
      void reportEnd(end);
    });
    const ready = await readyOf(process);
    if (!isCurrent(process)) throw new vscode.CancellationError();
    enter({ kind: 'running', process, ready });
    void vscode.commands.executeCommand('fndeck.functions.focus');
    void offerPayload();
    return ready.line;
  };

  const readyOf = async (process: SandboxProcess): Promise<Ready> => {
    const title = vscode.l10n.t('Starting the sandbox…');
    try {
      return await withProgress({ location: vscode.ProgressLocation.Window, title }, () => process.ready);
    } catch (error) {
      // Stopped by the person: that is no failure.
      if (!isCurrent(process)) throw new vscode.CancellationError();
      enter({ kind: 'stopped' });
      throw error;
    }
  };

  const offerPayload = async (): Promise<void> => {
    const open = vscode.l10n.t('Open Sample Payload');
    const said = vscode.l10n.t(
      'The sandbox is running on this machine. Its functions are in the FnDeck view.',
    );
    const answer = await tell('information', said, open);
    if (answer === open) await openSamplePayload(context);
  };

  const reportEnd = ({ by, words }: End): Promise<void> =>
    report.failure(message('The sandbox ended by itself ({0})', by), new Error(words), {
      title: message('Restart'),
      run: () => vscode.commands.executeCommand('fndeck.startSandbox'),
    });

  const stop = async (): Promise<void> => {
    if (state.kind === 'stopped') return;
    const { process } = state;
    enter({ kind: 'stopped' });
    process.stop();
    await process.ended;
  };

  return {
    start,
    stop,
    controls: (connection) => {
      if (state.kind !== 'running') return undefined;
      const accounts = sandboxAccounts(state.ready);
      return accounts.some((account) => account.connection.id === connection)
        ? sandboxControls(state.ready)
        : undefined;
    },
    functions: () => functionsFolder(context),
    openSamplePayload: () => openSamplePayload(context),
    dispose: () => {
      if (state.kind !== 'stopped') state.process.stop();
      state = { kind: 'stopped' };
      editors?.dispose();
    },
  };
}

function functionsFolder(context: SandboxControlDeps['context']): vscode.Uri {
  const chosen = vscode.workspace.getConfiguration('fndeck.sandbox').get<string>('functions', '');
  return chosen === '' ? samplesFolder(context) : vscode.Uri.file(chosen);
}

function options(context: SandboxControlDeps['context']): readonly string[] {
  const settings = vscode.workspace.getConfiguration('fndeck.sandbox');
  const functions = functionsFolder(context).fsPath;
  // A folder belongs to one sandbox at a time. Windows without a workspace, or with the same one in two browser tabs,
  // name the same folder: the first gets it, the others one of their own beside it.
  const state = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'sandbox').fsPath;
  return ['--functions', functions, '--state', state, '--beside', ...settings.get<string[]>('arguments', [])];
}
