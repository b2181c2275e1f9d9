import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QueuedEvent, WatchedEvent } from '../../src/app/events/watchedEvents';
import type { EventLife } from '../../src/model/invocation/eventLife';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { createConnections } from '../../src/vscode/connections/connections';
import { createEventPages, type EventPages } from '../../src/vscode/events/page/eventPages';
import { createWatching, type Watching } from '../../src/vscode/events/watching';
import { createReport, type Report } from '../../src/vscode/report';
import type { EventPageState } from '../../src/webview/event/protocol';
import { startSandbox, type Line } from './account';
import { closeAll, untitledJson } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages, type PageMessages } from './pageMessages';

const FLAKY = {
  connection: 'sandbox-functiongraph-huawei',
  group: 'orders',
  name: 'flaky',
  qualifier: 'latest',
};

function pages(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('fndeck.event'),
    );
}

describe('the page of an event', () => {
  let line: Line;
  let messages: PageMessages<EventPageState>;

  before(async () => {
    line = await startSandbox();
  });
  beforeEach(() => {
    messages = listenToPages<EventPageState>('event');
  });
  afterEach(async () => {
    messages.dispose();
    await closeAll();
  });
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const queue = async (payload: unknown): Promise<InvocationRecord> => {
    const content = JSON.stringify(payload);
    const document = await untitledJson(content);
    const record = await vscode.commands.executeCommand<InvocationRecord | undefined>(
      'fndeck.invokeAsyncWithPayload',
      FLAKY,
      document.uri,
    );
    assert.ok(record);
    return record;
  };

  it('opens from a row of the journal, once, and shows what came of it', async () => {
    const record = await queue({ orderId: 'A-1' });
    const row = { kind: 'ended', summary: record };
    await vscode.commands.executeCommand('fndeck.openEvent', row);
    await eventually(() => {
      const state = messages.state();
      assert.equal(state?.life.state, 'succeeded');
      assert.deepEqual(
        state.life.attempts.map(({ outcome }) => outcome),
        ['failed', 'failed', 'succeeded'],
      );
      assert.equal(state.payload.kind === 'text' && state.payload.text, '{"orderId":"A-1"}');
      assert.equal(state.subject.title, 'orders/flaky@latest');
      // Nothing is opened there yet, so no line went over.
      assert.deepEqual(
        state.life.attempts.map(({ lines }) => lines.length),
        [0, 0, 0],
      );
      assert.ok(state.lineCounts.every((count) => count > 0));
    });
    assert.equal(pages().length, 1);
    await vscode.commands.executeCommand('fndeck.openEvent', row);
    const event = { ref: FLAKY, taskId: record.taskId, queuedAt: record.startedAt, recordId: record.id };
    await vscode.commands.executeCommand('fndeck.openEvent', { kind: 'event', event });
    assert.equal(pages().length, 1);
  });

  it('follows an event that another has sent, live, with the payload unknown', async () => {
    const [service] = line.services;
    assert.ok(service);
    const path = `/v2/${service.projectId}/fgs/functions/urn:fss:${service.region}:${service.projectId}:function:orders:flaky:latest/invocations-async`;
    const response = await fetch(line.url + path, {
      method: 'POST',
      headers: { 'X-Auth-Token': line.token, 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: 'A-2', failures: 9 }),
    });
    const { request_id: taskId } = (await response.json()) as { readonly request_id: string };
    const event = { ref: FLAKY, taskId, requestId: taskId, queuedAt: Date.now() };
    await vscode.commands.executeCommand('fndeck.openEvent', { kind: 'event', event });
    await eventually(() => {
      assert.equal(messages.state()?.followed, true);
      assert.equal(messages.state()?.abilities.stop, true);
    });
    await eventually(() => {
      const state = messages.state();
      assert.equal(state?.life.state, 'failed');
      assert.equal(state.life.attempts.length, 3);
      // A failure's own words are in the record of the event, which speaks of the last attempt.
      assert.match(state.life.attempts[2]?.error ?? '', /The warehouse does not answer \(attempt 3\)/);
      assert.equal(state.abilities.stop, false);
      assert.equal(state.payload.kind, 'none');
    }, 30_000);
  });

  it('is not opened for what is no event', async () => {
    for (const given of [{ kind: 'event', event: { taskId: 'x' } }, { kind: 'event', event: null }, 7, {}]) {
      void vscode.commands.executeCommand('fndeck.openEvent', given);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(pages(), []);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});

/** The host's parts themselves, with a service that says what it likes. */
describe('an event’s page that VS Code brings back', () => {
  const EVIL = '</script><img src=x onerror=alert(1)> \u001b[31m [run](command:fndeck.stopSandbox)';
  const ids = {
    service: 'functiongraph-huawei',
    ref: { connection: 'gone', group: EVIL, name: EVIL, qualifier: 'latest' },
    taskId: EVIL,
    queuedAt: Date.UTC(2026, 10, 21),
  };
  const life: EventLife = {
    queuedAt: ids.queuedAt,
    skewMs: 0,
    state: 'failed',
    attempts: [{ number: 1, outcome: 'failed', error: EVIL, lines: [{ id: '1', text: EVIL }] }],
    plan: undefined,
    delivery: { kind: 'delivered', seen: { file: '/etc/passwd' } },
    error: { text: EVIL },
    sources: { record: 'heard', log: 'heard' },
  };
  let report: Report;
  let panel: vscode.WebviewPanel;
  let messages: PageMessages<EventPageState>;
  let eventPages: EventPages;
  let looks: number;
  let own: Watching;

  beforeEach(() => {
    const context = { globalStorageUri: vscode.Uri.file('/nowhere') };
    report = createReport('Event Page Test');
    const secrets = {
      onDidChange: () => new vscode.Disposable(() => undefined),
    } as unknown as vscode.SecretStorage;
    const connections = createConnections({
      secrets,
      connect: () => {
        throw new Error('nobody is to be asked');
      },
      confirm: () => Promise.resolve(false),
    });
    const nobody = () => Promise.resolve(undefined);
    own = createWatching({ context, connections, report, sandbox: nobody, pick: nobody });
    looks = 0;
    const watch = (event: QueuedEvent): WatchedEvent => {
      looks += 1;
      const nothing = () => ({ dispose: () => undefined });
      return {
        ...{ event, life, phase: 'over', trouble: new Map(), switchOff: undefined },
        ...{ onDidChange: nothing, onLines: nothing, stop: () => Promise.resolve(), hurry: () => undefined },
        dispose: () => (looks -= 1),
      };
    };
    const watching: Watching = { ...own, events: { ...own.events, watch }, dispose: () => undefined };
    messages = listenToPages<EventPageState>('event');
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    eventPages = createEventPages({ context: extension, watching, connections, report });
    panel = vscode.window.createWebviewPanel('fndeckTest.event', 'test', vscode.ViewColumn.Active);
  });
  afterEach(async () => {
    messages.dispose();
    eventPages.dispose();
    own.dispose();
    report.dispose();
    await closeAll();
  });

  it('is filled from the ids alone, and text of the service is data only', async () => {
    eventPages.restore(panel, JSON.parse(JSON.stringify(ids)));
    await eventually(() => assert.equal(messages.state()?.life.error?.text, EVIL));
    assert.equal(messages.state()?.subject.title, `${EVIL}/${EVIL}@latest`);
    assert.doesNotMatch(panel.webview.html, /onerror|command:/);
    assert.match(panel.webview.html, /default-src 'none'; script-src 'nonce-[\w-]+'; style-src /);
    assert.equal(looks, 1);
    panel.dispose();
    assert.equal(looks, 0);
  });

  it('is closed where what was kept is no event', () => {
    let closed = false;
    panel.onDidDispose(() => (closed = true));
    eventPages.restore(panel, { ...ids, service: 'another' });
    assert.equal(closed, true);
    assert.equal(looks, 0);
  });
});
