import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { requestsSeen, startSandbox, type Line } from './account';
import { closeAll, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

/** A service with the version that runs without a qualifier, and the name of the retries in its documents. */
interface Case {
  readonly service: string;
  readonly group: string;
  readonly qualifier: string;
  readonly retries: string;
}

// In the order of the sandbox's connections in the tree.
const CASES: readonly Case[] = [
  {
    service: 'functiongraph-huawei',
    group: 'demo',
    qualifier: 'latest',
    retries: 'max_async_retry_attempts',
  },
  { service: 'functiongraph-otc', group: 'demo', qualifier: 'latest', retries: 'max_async_retry_attempts' },
  { service: 'functioncompute-2', group: 'demo', qualifier: 'LATEST', retries: 'maxAsyncRetryAttempts' },
  { service: 'functioncompute-3', group: '', qualifier: 'LATEST', retries: 'maxAsyncRetryAttempts' },
];

const NAME = 'hello-node';

/** What is asked of the other functions, and of other services of Function Compute 2.0. */
const OTHERS = /\b(hello-python|slow|alert|fails|flaky|late|receipt)\b|\/services\/(?!demo\b)/;

/** So long, in milliseconds, nothing is asked once the tree has read what was expanded. */
const QUIET_MS = 500;

describe('saving a config of a function that is expanded in the tree', () => {
  let line: Line;
  let restore: () => Promise<void>;

  const forget = () =>
    fetch(`${line.url}/sandbox/requests`, { method: 'DELETE', headers: { 'x-auth-token': line.token } });
  const requests = async () => (await requestsSeen(line)).filter(({ path }) => !path.startsWith('/sandbox/'));
  const settled = async (): Promise<void> => {
    for (let before = -1, now = 0; now !== before;) {
      before = now;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      now = (await requests()).length;
    }
  };
  const run = (command: string) => vscode.commands.executeCommand(command);
  /** Goes down from one connection of the tree and expands; functions ask for their configs then. */
  const expand = async (connection: number, rows: number): Promise<void> => {
    await run('fndeck.functions.focus');
    await run('list.collapseAll');
    await run('list.focusFirst');
    for (let down = 0; down < connection; down++) await run('list.focusDown');
    for (let down = 0; down < rows; down++) {
      await run('list.expand');
      await run('list.focusDown');
    }
  };

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
  });
  after(() => restore());
  afterEach(closeAll);

  for (const [index, { service, group, qualifier, retries }] of CASES.entries()) {
    it(`costs three requests each time on ${service}`, async () => {
      const ref = { connection: `sandbox-${service}`, group, name: NAME, qualifier };
      const uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, service) });
      const document = await openText(uri);
      const retry = async (attempts: number): Promise<void> => {
        const [before = ''] = new RegExp(`"${retries}": \\d`).exec(document.getText()) ?? [];
        await replace(document, before, `"${retries}": ${attempts}`);
        await save();
        assert.equal(document.isDirty, false);
      };
      await retry(2);
      // What the tree has already it would not ask for again.
      await run('fndeck.refresh');
      await forget();
      await eventually(async () => {
        // Without groups, the function is below others with their versions.
        await expand(index, group === '' ? 30 : 8);
        const lists = (await requests()).filter(({ path }) => path.endsWith('/async-invoke-configs'));
        assert.ok(
          lists.some(({ path }) => path.includes(NAME) || group === ''),
          JSON.stringify(lists),
        );
      });
      await vscode.window.showTextDocument(document, { preview: false });
      await settled();
      await forget();
      // Several times: what the tree asks because of a save would come after it.
      for (const attempts of [1, 0, 1, 0]) await retry(attempts);
      // The tree may still read what else was expanded on the way down.
      const mine = (await requests()).filter(({ path }) => !OTHERS.test(path));
      assert.deepEqual(
        mine.map(({ method }) => method),
        Array.from({ length: 4 }, () => ['GET', 'PUT', 'GET']).flat(),
        JSON.stringify(mine),
      );
      await vscode.workspace.fs.delete(uri);
    });
  }
});
