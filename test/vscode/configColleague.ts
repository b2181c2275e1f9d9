import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import type { FunctionRef } from '../../src/model/functionRef';
import { functionUrn } from '../../src/model/urn';
import { requestsSeen, startSandbox } from './account';

/** What a PUT takes, as the service spells it. */
export type Body = Readonly<Record<string, unknown>>;

/** Somebody else who works with the same functions, through the service's own API and not through FnDeck. */
export interface Colleague {
  readonly ref: FunctionRef;
  /** FnDeck's document of the same config. */
  readonly uri: vscode.Uri;
  /** What the service holds; undefined: nothing. */
  holds(): Promise<Body | undefined>;
  puts(body: Body): Promise<void>;
  deletes(): Promise<void>;
  /** How many PUTs and DELETEs of a config the service has seen since `forgets`. */
  writesSeen(): Promise<number>;
  readsSeen(): Promise<number>;
  forgets(): Promise<void>;
  /** Makes the service fail: `operation:kind:often`; none: it works again. */
  breaks(...faults: readonly string[]): Promise<void>;
}

/** Starts the sandbox and gives somebody who works with one function of it. */
export async function colleagueOn(name: string, index = 0): Promise<Colleague> {
  const line = await startSandbox();
  const service = line.services[index];
  assert.ok(service);
  const id = service.service === 'functiongraph-otc' ? 'functiongraph-otc' : 'functiongraph-huawei';
  const ref = { connection: `sandbox-${id}`, group: 'demo', name, qualifier: 'latest' };
  const { projectId, region } = service;
  const urn = functionUrn({ region, projectId, group: ref.group, name, qualifier: ref.qualifier });
  const path = `/v2/${projectId}/fgs/functions/${urn}/async-invoke-config`;
  const ask = async (method: string, where: string, body?: Body): Promise<Response> =>
    fetch(`${line.url}${where}`, {
      method,
      headers: { 'x-auth-token': line.token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const seen = async (methods: readonly string[]): Promise<number> => {
    const all = await requestsSeen(line);
    return all.filter((one) => methods.includes(one.method) && one.path.endsWith('/async-invoke-config'))
      .length;
  };

  return {
    ref,
    uri: vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, id) }),
    holds: async () => {
      const response = await ask('GET', path);
      return response.status === 404 ? undefined : ((await response.json()) as Body);
    },
    puts: async (body) => {
      const response = await ask('PUT', path, body);
      assert.equal(response.ok, true, await response.text());
    },
    deletes: async () => {
      const response = await ask('DELETE', path);
      assert.ok(response.ok || response.status === 404, String(response.status));
    },
    writesSeen: () => seen(['PUT', 'DELETE']),
    readsSeen: () => seen(['GET']),
    forgets: async () => {
      assert.equal((await ask('DELETE', '/sandbox/requests')).status, 204);
    },
    breaks: async (...faults) => {
      const response = await ask('POST', '/sandbox/faults', { faults });
      assert.equal(response.ok, true, await response.text());
    },
  };
}
