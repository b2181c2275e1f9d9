import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConnectionNode } from '../../src/app/catalog/nodes';
import { sandboxAccounts } from '../../src/app/sandbox/ready';
import type { Cloud } from '../../src/cloud/cloud';
import { connect } from '../../src/cloud/connect';
import { openDoor } from '../../src/cloud/door';
import type { Connection, Secret } from '../../src/model/connection';
import type { Tested } from '../../src/vscode/connections/testPage';
import type { ServiceId } from '../../src/model/service';

/** What the sandbox says of itself, as far as tests need it. */
export interface Line {
  readonly url: string;
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  readonly services: readonly {
    readonly service: string;
    readonly region: string;
    readonly projectId: string;
  }[];
}

/** Starts FnDeck's sandbox as a person does. */
export async function startSandbox(): Promise<Line> {
  const line = await vscode.commands.executeCommand<Line | undefined>('fndeck.startSandbox');
  assert.ok(line, 'the sandbox says where it is');
  return line;
}

/** A connection to a sandbox that is configured like one to a vendor. */
export function connectionTo(line: Line, id: string): Connection {
  const [service] = line.services;
  assert.ok(service);
  return {
    id,
    name: `Test ${id}`,
    service: 'functiongraph-huawei',
    region: service.region,
    projectId: service.projectId,
    credential: 'keys',
    endpoint: line.url,
    iamEndpoint: line.url,
    logEndpoint: line.url,
  };
}

/** The access key of a sandbox. */
export function keysOf({ accessKeyId, secretAccessKey }: Line): Secret {
  return { kind: 'keys', accessKeyId, secretAccessKey };
}

/** A service as it is reached without FnDeck's own connections. */
export function directly(connection: Connection, secret: Secret): Cloud {
  return connect(connection, secret, openDoor({ log: () => undefined }));
}

/** Somebody else who works on a service of the sandbox, through its own API and not through FnDeck. */
export function colleagueAt(line: Line, service: ServiceId): Cloud {
  const account = sandboxAccounts({ ...line, line: {} }).find((one) => one.connection.service === service);
  assert.ok(account, service);
  return directly(account.connection, account.secret);
}

/** A request as the sandbox has seen it. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly at: string;
}

/** All requests that the sandbox has seen since it was told to forget them. */
export async function requestsSeen({ url, token }: Pick<Line, 'url' | 'token'>): Promise<SeenRequest[]> {
  const response = await fetch(`${url}/sandbox/requests`, { headers: { 'x-auth-token': token } });
  return ((await response.json()) as { requests: SeenRequest[] }).requests;
}

/** How many invocations the sandbox was sent. */
export async function invocationsSeen(line: Line): Promise<number> {
  const seen = await requestsSeen(line);
  return seen.filter(({ method, path }) => method === 'POST' && path.includes('/invocations')).length;
}

/** What VS Code hands to the command of a connection in the tree. */
export function nodeOf(connection: Connection): ConnectionNode {
  return { kind: 'connection', key: `connection ${connection.id}`, connection };
}

/** "Test Connection", and its page closed: whether it works, and what the page says where it does not. */
export async function tryConnection(
  connection: Connection,
): Promise<{ readonly works: boolean; readonly said: string }> {
  const command = 'fndeck.testConnection';
  const test = () => vscode.commands.executeCommand<Tested>(command, nodeOf(connection));
  let tested = await test();
  // The page that was closed last may be told only now, which cancels what runs on it.
  if (!tested.works && tested.problem === undefined) tested = await test();
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const pages = tabs.filter(({ input }) => {
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith('fndeck.connectionTest');
  });
  await vscode.window.tabGroups.close(pages);
  return { works: tested.works, said: tested.problem ?? '' };
}

/** Connections as the settings have them. */
export function configured(): readonly { readonly id: string }[] {
  return vscode.workspace.getConfiguration('fndeck').get('connections', []);
}

/** Removes all connections from the settings. */
export async function forgetAll(): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('fndeck').update('connections', undefined, target);
}

/** Answers the next dialogue that asks a person, and gives what it said. */
export async function answering<T>(answer: string, work: () => Thenable<T>): Promise<string> {
  const original = vscode.window.showWarningMessage;
  let said = '';
  Object.assign(vscode.window, {
    showWarningMessage: (text: string) => {
      said = text;
      return Promise.resolve(answer);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showWarningMessage: original });
  }
  return said;
}

/** The errors that are shown while something is done. */
export async function errorsShown(work: () => Thenable<unknown>): Promise<readonly string[]> {
  const original = vscode.window.showErrorMessage;
  const shown: string[] = [];
  Object.assign(vscode.window, {
    showErrorMessage: (text: string) => {
      shown.push(text);
      return Promise.resolve(undefined);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showErrorMessage: original });
  }
  return shown;
}
