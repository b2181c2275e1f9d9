import * as vscode from 'vscode';
import { encodeName } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import { connectionOf, isNode, refOf } from '../../app/catalog/handedOver';
import { showStatus } from '../window/notices';

/** Puts the URN or ARN of a function or one of its versions on the clipboard; gives it, undefined for other nodes. */
export async function copyUrn(node: unknown, connections: Connections): Promise<string | undefined> {
  const urn = await urnOf(node, connections);
  if (urn === undefined) return undefined;
  await vscode.env.clipboard.writeText(urn);
  showStatus(vscode.l10n.t('Copied {0}', urn), 4000);
  return urn;
}

async function urnOf(node: unknown, connections: Connections): Promise<string | undefined> {
  if (isNode(node) && node.kind === 'function') return node.summary.urn;
  if (isNode(node) && node.kind === 'qualifier') return node.qualifier.urn;
  const ref = refOf(node);
  return ref && (await connections.cloud(ref.connection)).urnOf(ref, new AbortController().signal);
}

/** Opens the vendor's console at a function, a group or a connection. Throws where there is none. */
export async function openConsole(node: unknown, connections: Connections): Promise<void> {
  const ref = refOf(node);
  const connection = connectionOf(node) ?? (ref && connections.get(ref.connection));
  if (!connection) return;
  const page = connections.isSandbox(connection.id) ? undefined : profileOf(connection.service).console;
  if (page === undefined) throw new Error(vscode.l10n.t('“{0}” has no console.', connection.name));
  const values: Record<string, string> = {
    region: connection.region,
    group: ref?.group ?? '',
    name: ref?.name ?? '',
  };
  const address = page.replace(/\{(\w+)\}/g, (_, key: string) => encodeName(values[key] ?? ''));
  await vscode.env.openExternal(vscode.Uri.parse(address, true));
}
