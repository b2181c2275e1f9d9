import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Mark } from '../../src/app/replay/ledger';
import type { Replay } from '../../src/app/replay/replaying';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { tellOfClosed } from '../../src/vscode/replay/closed';
import { createPayloadTexts } from '../../src/vscode/replay/payloads';
import { colleagueAt, errorsShown, invocationsSeen, startSandbox, type Line } from './account';
import { closeAll, replace, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const REF = {
  connection: 'sandbox-functiongraph-huawei',
  group: 'demo',
  name: 'hello-node',
  qualifier: 'latest',
};

/** Fails at an order of which an item has no quantity; its service keeps the payload of each event. */
const FAILS = { connection: 'sandbox-functioncompute-3', group: '', name: 'fails', qualifier: 'LATEST' };

describe('a replay', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let sandbox: Line;
  let restore: () => Promise<void>;

  before(async () => {
    sandbox = await startSandbox();
    restore = await withSettings({ 'fndeck.replay.rate': 50, 'fndeck.invoke.revealOutput': 'never' });
  });
  afterEach(closeAll);
  after(async () => {
    await restore();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const posts = () => invocationsSeen(sandbox);
  let files = 0;
  const document = async (text: string): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.joinPath(folder, `delivered-${++files}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return vscode.workspace.openTextDocument(uri);
  };
  const urn = (group: string, name: string): string => {
    const huawei = sandbox.services.find(({ service }) => service === 'functiongraph-huawei');
    return `urn:fss:${huawei?.region ?? ''}:${huawei?.projectId ?? ''}:function:${group}:${name}:latest`;
  };
  const record = (changed: Record<string, unknown> = {}, fn = urn('demo', 'hello-node')): string => {
    return JSON.stringify({
      timestamp: '2026-08-20T12:00:00.000Z',
      request_context: {
        request_id: crypto.randomUUID(),
        function_urn: fn,
        condition: 'RetriesExhausted',
        approximate_invoke_count: 2,
      },
      request_payload: '{"name": "Ada"}',
      response_context: { status_code: 200, function_error: 'no' },
      response_payload: '',
      ...changed,
    });
  };
  const replayRecord = async (text: string): Promise<Replay | undefined> =>
    vscode.commands.executeCommand<Replay | undefined>('fndeck.replayRecord', (await document(text)).uri);

  it('of a delivered record is offered above it, shows what would be sent, and sends it once', async () => {
    const opened = await document(record({}, urn('orders', 'flaky')));
    await vscode.window.showTextDocument(opened);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      opened.uri,
    );
    const lens = lenses.find(({ command }) => command?.command === 'fndeck.replayRecord');
    assert.match(lens?.command?.title ?? '', /Replay the Payload of This Record/);
    const before = await posts();
    const replay = await vscode.commands.executeCommand<Replay>('fndeck.replayRecord', opened.uri);
    await eventually(() => assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'Replay'));
    const [row] = replay.state().rows;
    assert.equal(row?.target, 'orders/flaky@latest');
    assert.equal(await posts(), before);
    await replay.start();
    await replay.start();
    assert.equal(await posts(), before + 1);
    assert.equal(replay.state().rows[0]?.state, 'sent');
    await eventually(() => assert.match(replay.state().rows[0]?.why ?? '', /Succeeded/), 30_000);
    const again = await vscode.commands.executeCommand<Replay>('fndeck.replayRecord', opened.uri);
    assert.equal(again.state().rows[0]?.state, 'ask');
  });

  it('sends the text that a person has written, as it stands in the document', async () => {
    const replay = await replayRecord(record());
    assert.ok(replay);
    const key = replay.state().rows[0]?.key ?? '';
    replay.edit(key, '{"name": "Grace"}');
    await replay.start();
    const id = replay.recordOf(key);
    assert.ok(id);
    assert.equal(replay.state().rows[0]?.payload?.edited, true);
  });

  it('of an event in the journal names it there', async () => {
    const sent = await document('{"name":"Ada"}');
    const first = await vscode.commands.executeCommand<InvocationRecord>(
      'fndeck.invokeAsyncWithPayload',
      REF,
      sent.uri,
    );
    const replay = await vscode.commands.executeCommand<Replay>('fndeck.replayEvent', {
      kind: 'ended',
      summary: first,
    });
    const [row] = replay.state().rows;
    assert.equal(row?.id, first.requestId);
    assert.equal(row?.state, 'ask', 'it succeeded');
    replay.choose([row?.key ?? ''], true);
    await replay.start();
    assert.equal(replay.state().rows[0]?.state, 'sent');
  });

  it('takes what is written in a document without a file, which stays when the panel is closed', async () => {
    const replay = await replayRecord(record());
    assert.ok(replay);
    const key = replay.state().rows[0]?.key ?? '';
    const texts = createPayloadTexts();
    try {
      await texts.open(replay, key);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.isUntitled, true);
      assert.equal(editor.document.getText(), '{"name": "Ada"}');
      await replace(editor.document, 'Ada', 'Grace');
      await eventually(() => assert.equal(replay.textOf(key), '{"name": "Grace"}'));
      await texts.open(replay, key);
      assert.equal(vscode.window.activeTextEditor?.document, editor.document, 'the same document');
      texts.forget(replay);
      await replace(editor.document, 'Grace', 'Nobody');
      assert.equal(editor.document.isClosed, false);
      assert.equal(replay.textOf(key), '{"name": "Grace"}');
    } finally {
      texts.dispose();
    }
  });

  it('takes the file that a person makes of such a document, laid out anew, and none that says the same', async () => {
    const replay = await replayRecord(record());
    assert.ok(replay);
    const key = replay.state().rows[0]?.key ?? '';
    const texts = createPayloadTexts();
    const close = (): Thenable<unknown> =>
      vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const write = async (change: string): Promise<vscode.TextDocument> => {
      await texts.open(replay, key);
      const untitled = vscode.window.activeTextEditor?.document;
      assert.ok(untitled?.isUntitled);
      await replace(untitled, 'Ada', change);
      return untitled;
    };
    try {
      // Written once before, and no part of this.
      const alike = await document('{"name": "Grace"}');
      await vscode.window.showTextDocument(alike);
      await write('Grace');
      await close();
      await eventually(() => assert.equal(replay.textOf(key), '{"name": "Ada"}'));
      await replace(alike, 'Grace', 'Nobody');
      assert.equal(replay.textOf(key), '{"name": "Ada"}');

      // What VS Code does of Save As, where files are formatted when they are saved.
      const untitled = await write('Edsger');
      const file = await document('');
      await vscode.window.showTextDocument(file, { preview: false, preserveFocus: true });
      const edit = new vscode.WorkspaceEdit();
      edit.insert(file.uri, new vscode.Position(0, 0), '{\n  "name": "Edsger"\n}\n');
      await vscode.workspace.applyEdit(edit);
      await file.save();
      await vscode.window.showTextDocument(untitled);
      await close();
      await eventually(() => assert.equal(untitled.isClosed, true));
      assert.equal(replay.textOf(key), '{\n  "name": "Edsger"\n}\n');
      assert.equal(replay.state().rows[0]?.chosen, true);
      await replace(file, 'Edsger', 'Barbara');
      assert.equal(replay.textOf(key), '{\n  "name": "Barbara"\n}\n');
    } finally {
      texts.dispose();
    }
  });

  it('that was closed with its window says what was sent of it', async () => {
    const marks: Readonly<Record<string, Mark['phase']>> = {
      a: 'sent',
      b: 'sent',
      c: 'unknown',
      d: 'sending',
    };
    const known = (ids: readonly string[]) => {
      const phase = marks[ids[0] ?? ''];
      return Promise.resolve(phase && { phase, at: 0 });
    };
    const original = vscode.window.showInformationMessage;
    const told: unknown[][] = [];
    const showInformationMessage = (...said: unknown[]) => Promise.resolve(void told.push(said));
    Object.assign(vscode.window, { showInformationMessage });
    try {
      await tellOfClosed({ events: [['a', 'x'], ['b'], ['c'], ['d'], ['e'], [7], []] }, { known });
      await tellOfClosed('nothing', { known });
    } finally {
      Object.assign(vscode.window, { showInformationMessage: original });
    }
    assert.equal(told.length, 1);
    assert.match(String(told[0]?.[0]), /of 5 events .* 2 are replayed, 1 are not, and of 2 nothing says/);
    assert.equal(told[0]?.[1], 'Replay Failed Events…');
  });

  it('of what is no record, of nobody, or too large says so and sends nothing', async () => {
    const before = await posts();
    const cut = record().slice(0, 150);
    const strange = record({}, 'arn:aws:lambda:us-east-1:1:function:f');
    const elsewhere = record({}, 'urn:fss:eu-de:ffffffffffffffffffffffffffffffff:function:demo:hello:latest');
    for (const [text, said] of [
      ['{}', /line 1, column 1: This is no record of an event/],
      [cut, /line 1, column \d+: Unexpected end of string/],
      [strange, /a service that FnDeck does not know/],
      [elsewhere, /None of the connections leads to the function of this record/],
      [record({ request_payload: null }), /the field request_payload is missing/],
    ] as const) {
      const errors = await errorsShown(() => replayRecord(text));
      assert.match(errors.join('\n'), said);
    }
    const large = await replayRecord(
      record({ request_payload: JSON.stringify('x'.repeat(5 * 1024 * 1024)) }),
    );
    assert.equal(large?.state().rows[0]?.state, 'cannot');
    assert.match(
      large?.state().rows[0]?.why ?? '',
      /The payload is 5 MB; the limit for asynchronous invocations is 256 KB/,
    );
    const nobody = await replayRecord(record({}, urn('demo', 'nobody')));
    await eventually(() =>
      assert.equal(nobody?.state().rows[0]?.why, 'The function nobody is no longer there.'),
    );
    for (const replay of [large, nobody]) await replay?.start();
    assert.equal(await posts(), before);
  });

  it('of the 30 failed of 100 that is cancelled at 12 sends 12; the next one sends the other 18', async () => {
    const colleague = colleagueAt(sandbox, 'functioncompute-3');
    const never = new AbortController().signal;
    await colleague.putAsyncConfig(FAILS, { maxAsyncRetryAttempts: 0, asyncTask: true }, never);
    const from = Date.now();
    for (let i = 0; i < 100; i++) {
      const items = [{ sku: 'pen', quantity: i % 10 < 3 ? 0 : 1 }];
      await colleague.invokeAsync(FAILS, JSON.stringify({ orderId: `A-${String(i)}`, items }), never);
    }
    const failed = async (): Promise<number> => {
      let count = 0;
      const filter = { phase: 'failed', since: from } as const;
      for await (const page of colleague.listAsyncInvocations(FAILS, filter, never)) count += page.length;
      return count;
    };
    await eventually(async () => assert.equal(await failed(), 30), 60_000);
    const inTheLastHour = async (): Promise<Replay> => {
      const asked = vscode.commands.executeCommand<Replay>('fndeck.replayEvents', FAILS);
      return answered(asked);
    };
    const before = await posts();
    const replay = await inTheLastHour();
    const chosen = (one: Replay): number => one.state().rows.filter((row) => row.chosen).length;
    assert.equal(chosen(replay), 30);
    const sent = (one: Replay): number => one.state().rows.filter(({ state }) => state === 'sent').length;
    const cancelling = replay.onDidChange(() => {
      if (sent(replay) === 12) replay.cancel();
    });
    await replay.start();
    cancelling.dispose();
    assert.equal(sent(replay), 12);
    assert.equal(await posts(), before + 12);
    // The 12 fail once more: they are in the list as well, and nobody has chosen them.
    await eventually(async () => assert.equal(await failed(), 42), 60_000);
    const second = await inTheLastHour();
    assert.equal(chosen(second), 18);
    await second.start();
    assert.equal(await posts(), before + 30);
    await eventually(async () => assert.equal(await failed(), 60), 60_000);
    const third = await inTheLastHour();
    assert.equal(chosen(third), 0);
    assert.equal(await posts(), before + 30);
  }).timeout(180_000);
});

/** Presses Enter in the list that a command shows, as soon as it is there. */
async function answered<T>(asked: Thenable<T>): Promise<T> {
  let over = false;
  void Promise.resolve(asked).finally(() => (over = true));
  while (!over) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return asked;
}
