import * as assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FunctionRef } from '../../src/model/functionRef';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { member, type Json } from '../../src/model/json';
import { functionUrn } from '../../src/model/urn';
import type { EventPageState } from '../../src/webview/event/protocol';
import { answering, connectionTo, forgetAll, startSandbox, type Line } from './account';
import { closeAll, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages, type PageMessages } from './pageMessages';

const EACH_ONCE = [1, 2, 3].map((attempt) => `attempt ${String(attempt)} to`);
const RECORDED = { max_async_retry_attempts: 2, enable_async_status_log: true };

/**
 * The sample that fails twice, through the commands and on its page, where something is in the way. Its attempts lie ten
 * minutes apart: time passes only where it is skipped.
 */
describe('an event on its way', () => {
  let functions: string;
  /** Its events and configs would be found by every sandbox of this window that comes after it. */
  let state: string;
  let restore: () => Promise<void>;
  let line: Line;
  let pages: PageMessages<EventPageState>;

  before(async () => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    functions = mkdtempSync(join(tmpdir(), 'fndeck-functions-'));
    state = mkdtempSync(join(tmpdir(), 'fndeck-state-'));
    cpSync(vscode.Uri.joinPath(extension.extensionUri, 'media', 'samples').fsPath, functions, {
      recursive: true,
    });
    const flaky = join(functions, 'orders', 'flaky');
    mkdirSync(join(flaky, 'v1'));
    copyFileSync(join(flaky, 'index.js'), join(flaky, 'v1', 'index.js'));
    const about = JSON.parse(readFileSync(join(flaky, 'function.json'), 'utf8')) as object;
    const versions = [{ name: 'v1', dir: 'v1' }];
    const aliases = [{ name: 'prod', version: 'v1' }];
    writeFileSync(join(flaky, 'function.json'), JSON.stringify({ ...about, versions, aliases }));

    await vscode.commands.executeCommand('fndeck.stopSandbox');
    restore = await withSettings({
      'fndeck.sandbox.arguments': ['--retry-delay', '600000', '--state', state],
      'fndeck.sandbox.functions': functions,
    });
    line = await startSandbox();
  });
  beforeEach(() => {
    pages = listenToPages<EventPageState>('event');
  });
  afterEach(async () => {
    pages.dispose();
    await closeAll();
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
    for (const folder of [functions, state]) rmSync(folder, { recursive: true, force: true });
  });

  const control = async (path: string, body?: object): Promise<Json> => {
    const response = await fetch(`${line.url}/sandbox/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'X-Auth-Token': line.token },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, path);
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as Json);
  };
  const rows = (body: Json, key: string): readonly Json[] => {
    const found = member(body, key);
    return Array.isArray(found) ? (found as readonly Json[]) : [];
  };
  const posts = async (): Promise<number> =>
    rows(await control('requests'), 'requests').filter((row) => member(row, 'operation') === 'invokeAsync')
      .length;
  const refOf = (connection = 'sandbox-functiongraph-huawei', qualifier = 'latest', name = 'flaky') => {
    return { connection, group: 'orders', name, qualifier };
  };
  const configure = async (qualifier: string, body: object): Promise<void> => {
    const [service] = line.services;
    assert.ok(service);
    const { projectId, region } = service;
    const urn = functionUrn({ region, projectId, group: 'orders', name: 'flaky', qualifier });
    const response = await fetch(`${line.url}/v2/${projectId}/fgs/functions/${urn}/async-invoke-config`, {
      method: 'PUT',
      headers: { 'X-Auth-Token': line.token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.text());
  };
  /** The event that waits after so many failed attempts; only one does at a time. */
  const waits = async (failed: number): Promise<string> => {
    let ids: readonly string[] = [];
    await eventually(async () => {
      const found = rows(await control('clock'), 'waiting').find(
        (row) => member(row, 'failed') === failed && member(row, 'function') === 'orders/flaky',
      );
      ids = rows(found ?? null, 'ids').filter((id) => typeof id === 'string');
      assert.equal(ids.length > 0, true);
    }, 20_000);
    return ids[0] ?? '';
  };
  const begin = async (ref: FunctionRef) => {
    const queuedAt = Date.now();
    const content = '{"orderId":"A-7"}';
    const document = await untitledJson(content);
    const ended = vscode.commands.executeCommand<InvocationRecord>(
      'fndeck.invokeAsyncWithPayload',
      ref,
      document.uri,
    );
    const taskId = await waits(1);
    const event = { kind: 'event', event: { ref, taskId, requestId: taskId, queuedAt } };
    await vscode.commands.executeCommand('fndeck.openEvent', event);
    await eventually(() => assert.equal(pages.state()?.followed, true));
    return { ended, event };
  };
  const skip = async (event: unknown): Promise<void> => {
    for (const failed of [1, 2]) {
      await waits(failed);
      assert.equal(await vscode.commands.executeCommand('fndeck.skipWait', event, 'attempt'), true);
    }
  };
  const attemptsSeen = () => pages.state()?.life.attempts.map(({ outcome }) => outcome);
  /** What output, journal and page say when all three attempts are over. */
  const isWhole = async (ended: Thenable<InvocationRecord>): Promise<InvocationRecord> => {
    const record = await ended;
    assert.equal(record.outcome.kind, 'succeeded');
    assert.deepEqual(
      [...record.log.matchAll(/attempt \d to/g)].map(([said]) => said),
      EACH_ONCE,
    );
    await eventually(() => {
      assert.equal(pages.state()?.life.state, 'succeeded');
      assert.deepEqual(attemptsSeen(), ['failed', 'failed', 'succeeded']);
      assert.equal(pages.state()?.abilities.stop, false);
    });
    return record;
  };

  it('on Open Telekom Cloud, whose records no config switches on', async () => {
    const before = await posts();
    const { ended, event } = await begin(refOf('sandbox-functiongraph-otc'));
    assert.equal(pages.state()?.subject.service, 'functiongraph-otc');
    await skip(event);
    await isWhole(ended);
    assert.equal(await posts(), before + 1);
  });

  it('through an alias, with the plan of the version that it leads to', async () => {
    await configure('v1', { ...RECORDED, max_async_event_age_in_seconds: 7200 });
    const { ended, event } = await begin(refOf(undefined, '!prod'));
    await eventually(() => {
      assert.equal(pages.state()?.life.plan?.attempts, 3);
      assert.equal(pages.state()?.life.plan?.ageSeconds, 7200);
    });
    assert.equal(pages.state()?.subject.title, 'orders/flaky@!prod');
    await skip(event);
    await isWhole(ended);
  });

  it('while the log service fails in the middle: no line is lost, and none is doubled', async () => {
    const { ended, event } = await begin(refOf());
    await control('faults', { faults: ['ltsQuery:503:x3'] });
    await skip(event);
    const record = await isWhole(ended);
    assert.equal(record.life?.sources.log, 'heard');
    await control('faults', { faults: [] });
  });

  it('with a token that expires on the way: it is renewed, and nothing is sent twice', async () => {
    const { user, domain, password } = line;
    const connection = { ...connectionTo(line, 'signed-in'), credential: 'password', user, domain };
    await vscode.commands.executeCommand('fndeck.addConnection', {
      connection,
      secret: { kind: 'password', password },
    });
    const before = await posts();
    const { ended } = await begin(refOf('signed-in'));
    await control('tokens/expire', {});
    // Time of a connection that a person has made is not FnDeck's to move.
    for (const failed of [1, 2]) {
      const event = await waits(failed);
      await control('clock', { skip: 'attempt', event });
    }
    await isWhole(ended);
    assert.equal(await posts(), before + 1);
  });

  it('that is stopped from the journal: its page says so, and no attempt follows', async () => {
    const { ended } = await begin(refOf());
    await answering('Stop on the Service', () => vscode.commands.executeCommand('fndeck.stopInvocation'));
    const record = await ended;
    assert.equal(record.outcome.kind, 'stopped');
    await eventually(() => assert.equal(pages.state()?.life.state, 'stopped'));
    assert.equal(attemptsSeen()?.length, 1);
    assert.deepEqual(rows(await control('clock'), 'waiting'), []);
  });

  it('that is left and followed again: the log that is open beside it goes on', async () => {
    const { ended, event } = await begin(refOf());
    await eventually(() => assert.deepEqual(pages.state()?.lineCounts, [1]));
    await answering('Stop Following', () => vscode.commands.executeCommand('fndeck.stopInvocation'));
    const left = await ended;
    assert.equal(left.outcome.kind, 'queued');
    const row = { kind: 'ended', summary: left };
    await vscode.commands.executeCommand('fndeck.showInvocationLog', row);
    const log = () => {
      const shown = vscode.window.visibleTextEditors.find(
        ({ document: { uri } }) => uri.scheme === 'fndeck-result' && uri.path.startsWith(`/${left.id}/log/`),
      );
      return shown?.document.getText() ?? '';
    };
    await eventually(() => assert.match(log(), /attempt 1 to/));
    assert.doesNotMatch(log(), /attempt 2 to/);
    await vscode.commands.executeCommand('fndeck.followEvent', row);
    await skip(event);
    await eventually(() => assert.match(log(), /attempt 1 to[^]*attempt 2 to[^]*attempt 3 to/), 20_000);
    assert.equal([...log().matchAll(/attempt \d to/g)].length, 3);
    await eventually(() => assert.equal(pages.state()?.life.state, 'succeeded'));
  });

  it('that nobody keeps a record of: its log tells the attempts, and what is not known is said', async () => {
    await configure('latest', { max_async_retry_attempts: 2, enable_async_status_log: false });
    const { ended, event } = await begin(refOf());
    await skip(event);
    await eventually(() => {
      assert.equal(pages.state()?.life.sources.record, 'none');
      assert.deepEqual(attemptsSeen(), ['failed', 'failed', 'over']);
    }, 20_000);
    const record = await ended;
    assert.equal(record.outcome.kind, 'queued');
    assert.deepEqual(
      [...record.log.matchAll(/attempt \d to/g)].map(([said]) => said).slice(0, 1),
      EACH_ONCE.slice(0, 1),
    );
  });
});
