import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { startSandbox, type Line } from './account';
import { closeAll, openText, replace, save, withSettings } from './configWorkbench';

/** A function on a service, and what its document says. */
interface Case {
  readonly service: string;
  readonly group: string;
  readonly qualifier: string;
  readonly change: readonly [from: string, to: string];
}

const CASES: readonly Case[] = [
  {
    service: 'functiongraph-huawei',
    group: 'demo',
    qualifier: 'latest',
    change: ['attempts": 1', 'attempts": 2'],
  },
  {
    service: 'functioncompute-2',
    group: 'demo',
    qualifier: 'LATEST',
    change: ['Attempts": 3', 'Attempts": 2'],
  },
];

describe('saving a config', () => {
  let line: Line;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
  });
  after(() => restore());
  afterEach(closeAll);

  const control = (method: string) =>
    fetch(`${line.url}/sandbox/requests`, { method, headers: { 'x-auth-token': line.token } });

  for (const { service, group, qualifier, change } of CASES) {
    it(`costs three requests on ${service}`, async () => {
      const ref = { connection: `sandbox-${service}`, group, name: 'hello-node', qualifier };
      const uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, service) });
      const document = await openText(uri);
      // Saved once, so that there is a config.
      await save();
      await replace(document, ...change);
      await control('DELETE');
      await save();
      assert.equal(document.isDirty, false);
      const { requests } = (await (await control('GET')).json()) as {
        readonly requests: readonly { readonly method: string; readonly path: string }[];
      };
      const mine = requests.filter(({ path }) => !path.startsWith('/sandbox/'));
      assert.deepEqual(
        mine.map(({ method }) => method),
        ['GET', 'PUT', 'GET'],
        JSON.stringify(mine),
      );
      await vscode.workspace.fs.delete(uri);
    });
  }
});
