import * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import { isNode, refOf } from '../../app/catalog/handedOver';
import { linkPath, parseLinkPath, type DeepLink } from '../../model/deepLink';
import { parseDocumentPath, SCHEME } from '../../model/documentPath';
import { functionLabel, type FunctionId } from '../../model/functionRef';
import type { ConfigEditing } from '../configEditor/configEditing';
import type { Connections } from '../connections/connections';
import type { Explorer } from '../explorer/explorer';
import type { Invoking } from '../invoke/invoking';
import { isRow, openInvocation } from '../invoke/journal/rowItems';
import { showStatus, tell } from '../window/notices';
import { withCancel } from '../window/progress';
import type { Report } from '../report';

/** Links to what FnDeck shows. */
export interface Links {
  /** Shows what a link names, or says why it cannot. Reads, and never writes or sends an invocation. */
  open(uri: vscode.Uri): Promise<void>;
  /** Puts the link to a row, a config's document, or the config in front, on the clipboard; gives it. */
  copy(given: unknown): Promise<string | undefined>;
}

/** What links lead to. */
export interface LinkedParts {
  readonly context: Pick<vscode.ExtensionContext, 'extension'>;
  readonly connections: Connections;
  readonly explorer: LazyPart<Explorer>;
  readonly pick: Explorer['pick'];
  readonly config: LazyPart<ConfigEditing>;
  readonly invoking: LazyPart<Invoking>;
  readonly report: Report;
}

/** Links over the parts that show what they name. */
export function createLinks({ context, connections, explorer, config, invoking, pick }: LinkedParts): Links {
  const openFunction = async (id: FunctionId): Promise<void> => {
    await vscode.commands.executeCommand('fndeck.functions.focus');
    const label = functionLabel(id);
    const found = await withCancel(vscode.l10n.t('Looking for {0}…', label), async (signal) =>
      (await explorer.get()).reveal(id, signal),
    );
    if (found !== false) return;
    const name = connections.get(id.connection)?.name ?? id.connection;
    await tell('warning', vscode.l10n.t('“{0}” has no function {1}.', name, label));
  };
  const openEntry = async (id: string): Promise<void> => {
    const record = await (await invoking.get()).journal.get(id);
    if (!record) {
      const text = vscode.l10n.t('The history of this machine does not have the invocation of the link.');
      await tell('warning', text);
      return;
    }
    const { command, arguments: given = [] } = openInvocation(record);
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
  };

  const open = async ({ path }: vscode.Uri): Promise<void> => {
    const link = parseLinkPath(path);
    if (!link) {
      // Nothing of it is repeated: anybody can have written it.
      const text = vscode.l10n.t('This link names nothing that FnDeck can open. It may have been cut off.');
      await tell('warning', text);
      return;
    }
    if (link.kind === 'invocation') return openEntry(link.id);
    const { connection } = link.kind === 'function' ? link.id : link.ref;
    if (!connections.get(connection)) return tellMissing(connection);
    if (link.kind === 'function') return openFunction(link.id);
    return (await config.get()).open(link.ref);
  };

  const copy = async (given: unknown): Promise<string | undefined> => {
    const which = () => pick(vscode.l10n.t('Copy the link to which function?'), {});
    const link = linkOf(given ?? (await config.get()).active() ?? (await which()));
    if (!link) return undefined;
    // The path has percent signs of its own: the address encodes them, and whoever opens it decodes that once.
    const parts = { scheme: vscode.env.uriScheme, authority: context.extension.id, path: linkPath(link) };
    const text = vscode.Uri.from(parts).toString();
    await vscode.env.clipboard.writeText(text);
    showStatus(vscode.l10n.t('Copied {0}', text), 4000);
    return text;
  };
  return { open, copy };
}

/** What a command's argument is, as a link names it. */
function linkOf(given: unknown): DeepLink | undefined {
  if (given instanceof vscode.Uri) {
    const ref = given.scheme === SCHEME ? parseDocumentPath(given.path)?.ref : undefined;
    return ref && { kind: 'config', ref };
  }
  if (isNode(given)) {
    if (given.kind === 'function') return { kind: 'function', id: given.summary.id };
    const ref = refOf(given);
    if (!ref) return undefined;
    const { connection, group, name } = ref;
    const isConfig = given.kind === 'qualifier' && given.configurable;
    return isConfig ? { kind: 'config', ref } : { kind: 'function', id: { connection, group, name } };
  }
  const ref = refOf(given);
  if (ref) return { kind: 'function', id: { connection: ref.connection, group: ref.group, name: ref.name } };
  if (!isRow(given)) return undefined;
  return { kind: 'invocation', id: given.kind === 'flight' ? given.flight.id : given.summary.id };
}

async function tellMissing(connection: string): Promise<void> {
  const add = vscode.l10n.t('Add Connection…');
  const start = vscode.l10n.t('Start Sandbox');
  const text = vscode.l10n.t(
    'The link is for the connection “{0}”, which is not there. Ids of connections are each machine’s own.',
    connection,
  );
  const answer = await tell('warning', text, add, start);
  if (answer === add) await vscode.commands.executeCommand('fndeck.addConnection');
  if (answer === start) await vscode.commands.executeCommand('fndeck.startSandbox');
}
