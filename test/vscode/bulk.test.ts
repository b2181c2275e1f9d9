import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Bulk } from '../../src/app/bulk/bulk';
import type { BulkState } from '../../src/webview/bulk/protocol';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openText, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages } from './pageMessages';

const RETRIES = 'max_async_retry_attempts';
const AGE = 'max_async_event_age_in_seconds';

describe('one config for many versions', () => {
  let from: Colleague;
  let targets: readonly Colleague[];
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    from = await colleagueOn('hello-node');
    targets = [await colleagueOn('hello-python'), await colleagueOn('slow')];
  });
  after(async () => {
    for (const one of [from, ...targets]) await one.deletes();
    await restore();
  });
  beforeEach(async () => {
    await from.puts({ [AGE]: 7200, [RETRIES]: 3 });
    for (const [index, one] of targets.entries())
      await one.puts({ [AGE]: 600, [RETRIES]: index === 0 ? 1 : 3 });
    await from.forgets();
  });
  afterEach(closeAll);

  const refs = () => targets.map(({ ref }) => ref);
  const held = async () => Promise.all(targets.map(async (one) => (await one.holds())?.[RETRIES]));
  const open = async (fields: readonly string[]): Promise<Bulk> => {
    const given = { kind: 'configs', refs: refs(), from: from.ref, fields };
    const bulk = await vscode.commands.executeCommand<Bulk | undefined>('fndeck.bulkApply', given);
    assert.ok(bulk);
    await eventually(() => assert.equal(bulk.state().phase, 'choosing'));
    return bulk;
  };

  it('shows old and new before anything is sent, and has a page for it', async () => {
    const messages = listenToPages<BulkState>('bulk');
    try {
      const bulk = await open([RETRIES]);
      const rows = bulk.state().rows;
      assert.deepEqual(
        rows.map(({ state, chosen }) => [state, chosen]),
        [
          ['ready', true],
          ['same', false],
        ],
      );
      assert.deepEqual(
        rows.flatMap(({ changes }) => changes.map((change) => `${change.from} ${change.to}`)),
        ['1 retry 3 retries'],
      );
      await eventually(() => assert.equal(messages.state()?.phase, 'choosing'));
      assert.equal(await from.writesSeen(), 0);
    } finally {
      messages.dispose();
    }
  });

  it('writes each once, leaves other fields, and the open document follows', async () => {
    const [first] = targets;
    assert.ok(first);
    const document = await openText(first.uri);
    const bulk = await open([RETRIES]);
    await bulk.start();
    assert.deepEqual(
      bulk.state().rows.map(({ state }) => state),
      ['written', 'same'],
    );
    assert.deepEqual(await held(), [3, 3]);
    assert.equal((await first.holds())?.[AGE], 600);
    assert.equal(await from.writesSeen(), 1);
    await eventually(() => assert.match(document.getText(), /attempts": 3/));
  });

  it('leaves what is not chosen, and what somebody has changed meanwhile', async () => {
    const bulk = await open([]);
    const [one, two] = bulk.state().rows;
    assert.ok(one && two);
    bulk.choose([one.key], false);
    await targets[1]?.puts({ [AGE]: 900, [RETRIES]: 0 });
    await bulk.start();
    assert.deepEqual(await held(), [1, 0]);
    assert.equal(bulk.state().rows[1]?.state === 'written', false);
  });
});
