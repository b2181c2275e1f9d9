import * as vscode from 'vscode';
import type { FunctionRef } from '../model/functionRef';
import { message } from '../model/message';
import type { ConfigEditing } from './configEditor/configEditing';
import { openConnectionSettings } from './connections/badEntries';
import type { ConnectionCommands } from './connections/commands';
import type { Explorer } from './explorer/explorer';
import type { Invoking } from './invoke/invoking';
import type { Report } from './report';
import type { SandboxControl } from './sandbox/control';

/** The parts whose work the commands do. */
export interface Parts {
  readonly accounts: ConnectionCommands;
  readonly explorer: Explorer;
  readonly config: ConfigEditing;
  readonly invoking: Invoking;
  readonly sandbox: SandboxControl;
  readonly report: Report;
}

/** What a command does. VS Code hands over a tree node, a URI, or nothing; a script may hand over a ref. */
type Handler = (...given: unknown[]) => unknown;

/** All commands: the ids are those of package.json. */
export function commandTable(parts: Parts): Readonly<Record<string, Handler>> {
  const { accounts, explorer, config, invoking, sandbox, report } = parts;

  /** Does something with the config that was named, as a document or by its version, or else with a chosen one. */
  const withConfig = (title: () => string, act: (config: FunctionRef | vscode.Uri) => unknown): Handler => {
    return async (given) => {
      const config = uriOf(given) ?? explorer.refOf(given) ?? (await explorer.pick(title(), {}));
      return config && act(config);
    };
  };

  /** The version that was named, or else one that the person chooses when it is needed. */
  const choice =
    (...given: unknown[]) =>
    async (title: string) =>
      given.map((one) => explorer.refOf(one)).find((ref) => ref) ?? (await explorer.pick(title, {}));

  return {
    'fndeck.addConnection': (given) => accounts.add(given),
    'fndeck.editConnection': (node) => accounts.edit(explorer.connectionOf(node)),
    'fndeck.removeConnection': (node) => accounts.remove(explorer.connectionOf(node)),
    'fndeck.testConnection': (node) => accounts.test(explorer.connectionOf(node)),
    'fndeck.openConnectionSettings': openConnectionSettings,

    'fndeck.refresh': (node) => explorer.refresh(node),
    'fndeck.retry': (node) => explorer.retry(node),
    'fndeck.showMore': (node) => explorer.showMore(node),
    'fndeck.goToFunction': () => explorer.goToFunction(),
    'fndeck.copyUrn': async (node) =>
      explorer.copyUrn(node ?? (await explorer.pick(vscode.l10n.t('Copy the URN of which function?'), {}))),
    'fndeck.openConsole': async (node) =>
      explorer.openConsole(
        node ?? (await explorer.pick(vscode.l10n.t('Open which function in the console?'), {})),
      ),

    'fndeck.openAsyncConfig': withConfig(
      () => vscode.l10n.t('Open the configuration of which function?'),
      (of) => config.open(of),
    ),
    'fndeck.openAsyncConfigAsJson': withConfig(
      () => vscode.l10n.t('Open the configuration of which function?'),
      (of) => config.open(of, { asJson: true }),
    ),
    'fndeck.deleteAsyncConfig': withConfig(
      () => vscode.l10n.t('Delete the configuration of which function?'),
      (of) => config.remove(of),
    ),
    'fndeck.compareAsyncConfig': (given, ref) => config.compare(uriOf(given), choice(given, ref)),
    'fndeck.applyAsyncConfig': (given, ref) => config.apply(uriOf(given), choice(given, ref)),

    'fndeck.invokeWithPayload': (node, uri) =>
      invoking.withPayload(explorer.refOf(node), uriOf(node) ?? uriOf(uri)),
    'fndeck.invokeAsyncWithPayload': (node, uri) =>
      invoking.asyncWithPayload(explorer.refOf(node), uriOf(node) ?? uriOf(uri)),
    'fndeck.changePayloadFunction': (uri) => invoking.changeFunction(uriOf(uri)),
    'fndeck.rerunInvocation': (row) => invoking.rerun(row),
    'fndeck.compareInvocations': (row, rows) => invoking.compare(row, rows),
    'fndeck.showInvocationResult': (row) => invoking.showResult(row),
    'fndeck.showInvocationLog': (row) => invoking.showLog(row),
    'fndeck.openInvocationPayload': (row) => invoking.openPayload(row),
    'fndeck.copyInvocationAsCurl': (row) => invoking.copyAsCurl(row),
    'fndeck.stopInvocation': (row) => invoking.stop(row),
    'fndeck.removeInvocation': (row, rows) => invoking.remove(row, rows),
    'fndeck.clearInvocations': () => invoking.clear(),
    'fndeck.showRawResult': (uri) => invoking.showRaw(uri),

    'fndeck.startSandbox': () => sandbox.start(),
    'fndeck.stopSandbox': () => sandbox.stop(),
    'fndeck.openSamplePayload': () => sandbox.openSamplePayload(),
    'fndeck.showRequestLog': () => report.log.show(true),
  };
}

/** Registers all commands of the table; a failure of any of them is shown in one way. */
export function registerCommands(
  table: Readonly<Record<string, Handler>>,
  report: Report,
): vscode.Disposable {
  const registered = Object.entries(table).map(([id, handle]) =>
    vscode.commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        return await handle(...given);
      } catch (error) {
        // The command is over; the notice stays until the person closes it.
        void report.failure(message('FnDeck could not do this.'), error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

function uriOf(given: unknown): vscode.Uri | undefined {
  return given instanceof vscode.Uri ? given : undefined;
}
