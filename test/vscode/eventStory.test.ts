import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { isObject, member, type Json } from '../../src/model/json';
import { answering, startSandbox, type Line } from './account';
import { closeAll, untitledJson } from './configWorkbench';
import { eventually } from './eventually';

const CONNECTION = 'sandbox-functiongraph-huawei';

/** The samples as they come, through the commands that a person uses. Attempts lie ten minutes apart. */
describe('the story of an event in the sandbox', () => {
  const settings = () => vscode.workspace.getConfiguration('fndeck.sandbox');
  let line: Line;

  const restart = async (...more: readonly string[]) => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    const given = ['--retry-delay', '600000', ...more];
    await settings().update('arguments', given, vscode.ConfigurationTarget.Global);
    line = await startSandbox();
  };
  before(() => restart());
  afterEach(() => closeAll());
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await settings().update('arguments', undefined, vscode.ConfigurationTarget.Global);
  });

  const ask = async (path: string): Promise<Json> => {
    const response = await fetch(`${line.url}/sandbox/${path}`, { headers: { 'X-Auth-Token': line.token } });
    return (await response.json()) as Json;
  };
  const rows = (body: Json, key: string): readonly Json[] => {
    const found = member(body, key);
    return Array.isArray(found) ? (found as readonly Json[]) : [];
  };
  const queue = async (name: string, payload: unknown, connection = CONNECTION) => {
    const content = JSON.stringify(payload);
    const document = await untitledJson(content);
    const group = connection.endsWith('-3') ? '' : 'orders';
    const qualifier = connection.includes('graph') ? 'latest' : 'LATEST';
    const ref = { connection, group, name, qualifier };
    return {
      ref,
      ended: vscode.commands.executeCommand<InvocationRecord>(
        'fndeck.invokeAsyncWithPayload',
        ref,
        document.uri,
      ),
    };
  };
  /** The id of the event that waits after so many failed attempts. */
  const waiting = async (name: string, failed: number): Promise<string> => {
    let id = '';
    await eventually(async () => {
      const found = rows(await ask('clock'), 'waiting')
        .filter(isObject)
        .find((row) => row['function'] === `orders/${name}` && row['failed'] === failed);
      const [first] = rows(found ?? null, 'ids');
      id = typeof first === 'string' ? first : '';
      assert.notEqual(id, '');
    });
    return id;
  };

  /** The sandbox may wait with an event before FnDeck has begun to follow it: then nothing is skipped yet. */
  const skip = (given: unknown) =>
    eventually(async () =>
      assert.equal(await vscode.commands.executeCommand('fndeck.skipWait', given, 'attempt'), true),
    );

  it('flaky is tried again at once where its wait is skipped: from the palette, and from its page', async () => {
    const { ref, ended } = await queue('flaky', { orderId: 'A-1' });
    const queuedAt = Date.now();
    await waiting('flaky', 1);
    await skip(undefined);
    const taskId = await waiting('flaky', 2);
    const argument = { kind: 'event', event: { ref, taskId, queuedAt } };
    await skip(argument);
    const record = await ended;
    assert.equal(record.outcome.kind, 'succeeded');
    assert.equal(record.taskId, taskId);
    assert.deepEqual(
      record.life?.attempts.map(({ outcome }) => outcome),
      ['failed', 'failed', 'succeeded'],
    );
    for (const attempt of [1, 2, 3]) assert.match(record.log, new RegExp(`attempt ${String(attempt)} to`));
    const sent = rows(await ask('requests'), 'requests').filter(
      (row) => member(row, 'operation') === 'invokeAsync',
    );
    assert.equal(sent.length, 1);
  });

  it('an event that an earlier sandbox has taken with it is not offered', async () => {
    const state = mkdtempSync(join(tmpdir(), 'fndeck-state-'));
    await restart('--state', state);
    const gone = await queue('flaky', { orderId: 'A-4' });
    await waiting('flaky', 1);
    await restart();
    const { ended } = await queue('flaky', { orderId: 'A-5' });
    for (const failed of [1, 2]) {
      await waiting('flaky', failed);
      await skip(undefined);
    }
    const { life } = await ended;
    assert.equal(life?.attempts.length, 3);
    await answering('Stop Following', () => vscode.commands.executeCommand('fndeck.stopInvocation'));
    await gone.ended;
    rmSync(state, { recursive: true });
  });

  it('late is discarded where its age limit is skipped to, from the row of the journal', async () => {
    const { ended } = await queue('late', { orderId: 'A-3' });
    await waiting('late', 1);
    const { ref, taskId, startedAt } = await followed('late');
    const summary = { id: 'gone', ref, taskId, startedAt, mode: 'async' };
    const row = { kind: 'ended', summary };
    assert.equal(await vscode.commands.executeCommand('fndeck.skipWait', row, 'age'), true);
    const record = await ended;
    assert.equal(record.outcome.kind, 'discarded');
    assert.equal(record.life?.delivery.kind, 'delivered');
  });

  it('receipt is delivered, and the delivered file opens', async () => {
    for (const connection of [CONNECTION, 'sandbox-functioncompute-3']) {
      const { ended } = await queue(
        'receipt',
        { orderId: 'A-2', items: [{ name: 'Cup', price: 8 }] },
        connection,
      );
      const { life } = await ended;
      assert.equal(life?.delivery.kind, 'delivered');
      const { file } = life.delivery.seen;
      assert.ok(file);
      const opened = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
      assert.match(opened.getText(), /A-2/);
    }
  });

  const followed = async (name: string) => {
    const taskId = await waiting(name, 1);
    return {
      ref: { connection: CONNECTION, group: 'orders', name, qualifier: 'latest' },
      taskId,
      startedAt: Date.now(),
    };
  };

  it('is not skipped where nothing waits, or there is no such event', async () => {
    assert.equal(await vscode.commands.executeCommand('fndeck.skipWait', undefined, 'attempt'), false);
    const ref = { connection: 'nobody', group: 'orders', name: 'flaky', qualifier: 'latest' };
    const argument = { kind: 'event', event: { ref, taskId: 'x', queuedAt: Date.now() } };
    assert.equal(await vscode.commands.executeCommand('fndeck.skipWait', argument, 'attempt'), false);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
