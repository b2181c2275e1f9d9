import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createJournal } from '../../src/app/invocations/journal';
import { invokeSync } from '../../src/app/invocations/sync';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { translate } from '../../src/model/message';
import { profileOf } from '../../src/model/services';
import type { Row } from '../../src/vscode/invoke/journal/rowItems';
import { createShown } from '../../src/vscode/invoke/journal/shown';
import { createJournalView } from '../../src/vscode/invoke/journal/view';
import { createReport } from '../../src/vscode/report';
import { silentWindow } from '../app/invocations/silentWindow';
import { connectionTo, directly, keysOf, startSandbox, type Line } from './account';
import { closeAll, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { memento } from './memento';

/** A question of the window, and what it was answered with. */
type Asked = (...given: unknown[]) => unknown;

/** A text of a tree item, where it is one. */
const textOf = (text: unknown): string => (typeof text === 'string' ? text : '');

describe('the journal', () => {
  let line: Line;
  let restore: () => Promise<void>;
  before(async () => {
    line = await startSandbox();
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
  });
  afterEach(closeAll);
  after(async () => {
    await restore();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  /** Answers what a function of VS Code's window asks while something is done. */
  const answering = async <T>(
    name: 'showInputBox' | 'showWarningMessage' | 'showInformationMessage',
    answer: Asked,
    work: () => Thenable<T>,
  ): Promise<T> => {
    const original = vscode.window[name];
    Object.assign(vscode.window, {
      [name]: (...given: unknown[]) => Promise.resolve(answer(...given)),
    });
    try {
      return await work();
    } finally {
      Object.assign(vscode.window, { [name]: original });
    }
  };

  it('shows pins, notes, what a filter finds and who replayed what, in two windows over one folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fndeck-journal-'));
    const report = createReport('Journal Test');
    const cloud = directly(connectionTo(line, 'direct'), keysOf(line));
    const memory = memento();
    const openWindow = (remembered = memory) => {
      const parts = silentWindow(folder, () => cloud);
      const inWindow: Parameters<typeof createJournalView>[0]['view'] = { selection: [], visible: true };
      const shown = createShown(remembered, () => 'here', report);
      const view = createJournalView({ view: inWindow, shown, report, ...parts });
      const below = async (row?: Row) => (await view.rows.getChildren(row)) ?? [];
      const items = async (row?: Row) =>
        Promise.all((await below(row)).map(async (each) => view.rows.getTreeItem(each)));
      const texts = async (row?: Row) =>
        (await items(row)).map(({ label, description }) => `${textOf(label)} | ${String(description)}`);
      return { ...parts, inWindow, shown, view, below, items, texts };
    };
    const one = openWindow();
    const invoke = async (name: string, payload: unknown, more = {}): Promise<InvocationRecord> => {
      const ref = { connection: 'direct', group: 'demo', name, qualifier: 'latest' };
      const task = { ref, cloud, profile: profileOf('functiongraph-huawei'), ...more };
      return (await invokeSync(one.stage, { ...task, payload: JSON.stringify(payload) }, 30)).record;
    };
    const first = await invoke('hello-node', { name: 'Ada' });
    const failed = await invoke('hello-python', 'no object');
    const again = await invoke('hello-node', { name: 'Ada' }, { rerunOf: first.id });
    const replay = await invoke(
      'hello-node',
      { name: 'Ada' },
      { replayOf: { kind: 'invocation', id: first.requestId } },
    );
    assert.equal(failed.outcome.kind, 'functionError');
    const elsewhere = createJournal({ folder, keep: () => 9, workspace: () => 'there', say: translate });
    const { workspace, ...foreign } = { ...first, id: '0foreign', requestId: 'foreign' };
    void workspace;
    await elsewhere.put(foreign);

    const flat = await one.texts();
    assert.equal(flat.length, 4, flat.join('\n'));
    assert.match(flat[0] ?? '', /^demo\/hello-node@latest \| replay of .* · \d\d:\d\d:\d\d · [\d.]+ m?s$/);
    const rowOf = async ({ id }: InvocationRecord): Promise<Row> => {
      const all = await one.below();
      const found = [...all, ...all.flatMap((row) => (row.kind === 'group' ? row.rows : []))].find(
        (row) => row.kind === 'ended' && row.summary.id === id,
      );
      assert.ok(found);
      return found;
    };
    const source = await one.items(await rowOf(first));
    assert.deepEqual(
      source.map(({ label, description }) => [
        textOf(label).replace(/\d\d:\d\d:\d\d/, 'TIME'),
        String(description),
      ]),
      [
        ['Run again TIME', 'Succeeded'],
        ['Replayed TIME', 'Succeeded'],
      ],
    );
    const leadsTo = (item: vscode.TreeItem | undefined): unknown => {
      const [row] = (item?.command?.arguments ?? []) as readonly Row[];
      return row?.kind === 'ended' ? row.summary.id : row;
    };
    assert.deepEqual(source.map(leadsTo), [again.id, replay.id]);
    const [backOfReplay] = await one.items(await rowOf(replay));
    assert.match(textOf(backOfReplay?.label), /^Replay of \d\d:\d\d:\d\d$/);
    assert.equal(leadsTo(backOfReplay), first.id);
    const [backOfRerun] = await one.items(await rowOf(again));
    assert.match(textOf(backOfRerun?.label), /^Rerun of /);

    // The other window writes, this one shows it.
    const other = openWindow(memento());
    await Promise.all([
      other.journal.note(first.id, 'the $(alert) [one](command:x)'),
      one.journal.pin([first.id], true),
    ]);
    for (const window of [one, other]) {
      const [group, ...rest] = await window.below();
      assert.ok(group?.kind === 'group');
      assert.equal(rest.length, 3);
      const [item] = await window.items(group);
      assert.match(String(item?.description), /^the \$ \(alert\) \[one\] \(command:x\) · /);
      assert.match(textOf(item?.tooltip), /^the .*\n[^]*Sent again: 2$/);
      assert.equal(item?.contextValue, 'invocation.pinned.http');
      assert.match(item.accessibilityInformation?.label ?? '', /, pinned, Succeeded, /);
    }

    const filter = async (typed: string): Promise<string> => {
      let wrong = '';
      await answering(
        'showInputBox',
        (options) => {
          const said = (options as vscode.InputBoxOptions).validateInput?.(typed);
          wrong = typeof said === 'string' ? said : '';
          return wrong === '' ? typed : undefined;
        },
        () => one.shown.edit(),
      );
      return wrong;
    };
    assert.match(await filter('status:fialed'), /the status is one of succeeded, failed/);
    assert.equal(await filter('status:failed'), '');
    assert.deepEqual(
      (await one.texts()).map((text) => text.split('@')[0]),
      ['demo/hello-python'],
    );
    assert.equal(one.inWindow.message, '1 of 4 match status:failed');
    // A restart of the window: what is remembered is shown again.
    const restarted = openWindow();
    assert.equal((await restarted.below()).length, 1);
    assert.equal(restarted.inWindow.message, '1 of 4 match status:failed');
    await filter('pinned');
    assert.equal((await one.below())[0]?.kind, 'ended');
    await filter('no-such-word');
    assert.deepEqual(await one.below(), []);
    assert.equal(one.inWindow.message, 'None of 4 matches no-such-word');
    await one.shown.showAll(true);
    await filter('foreign');
    assert.equal((await one.below()).length, 1);
    assert.equal(one.inWindow.description, 'All Workspaces');
    await one.shown.showAll(false);
    await one.shown.clearFilter();
    assert.equal((await one.below()).length, 4);
    assert.deepEqual([one.inWindow.message, one.inWindow.description], ['', '']);

    for (const window of [one, other, restarted]) {
      window.view.dispose();
      window.shown.dispose();
    }
    report.dispose();
    rmSync(folder, { recursive: true });
  });

  it('shows what a service and a function have said as texts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fndeck-journal-'));
    const evil = '</script>\u001b[31m [run](command:x) $(error) \ud83d\n\u202e';
    const report = createReport('Journal Test');
    const cloud = directly(connectionTo(line, 'direct'), keysOf(line));
    const parts = silentWindow(folder, () => cloud);
    const inWindow: Parameters<typeof createJournalView>[0]['view'] = { selection: [], visible: true };
    const shown = createShown(memento(), () => 'here', report);
    const view = createJournalView({ view: inWindow, shown, report, ...parts });
    const ref = { connection: 'direct', group: evil, name: evil, qualifier: evil };
    const failure = { text: evil, hint: evil, code: evil };
    const record: Omit<InvocationRecord, 'id' | 'outcome'> = {
      ...{ ref, connectionName: evil, service: 'functiongraph-huawei' as const, mode: 'sync' as const },
      ...{
        startedAt: 1,
        elapsedMs: 1,
        numbers: {},
        payload: evil,
        log: evil,
        logCut: false,
        requestId: evil,
      },
    };
    const ends = [
      { kind: 'functionError', code: evil, text: evil },
      ...(['notSent', 'serviceError', 'unknown', 'queued'] as const).map((kind) => ({ kind, failure })),
    ] as const;
    for (const [index, outcome] of ends.entries())
      await parts.journal.put({ ...record, id: `00000000${String(index)}`, outcome });
    const items = await Promise.all(
      ((await view.rows.getChildren()) ?? []).map(async (row) => view.rows.getTreeItem(row)),
    );
    assert.equal(items.length, ends.length);
    for (const { label, description, tooltip, accessibilityInformation } of items) {
      for (const text of [label, description, tooltip, accessibilityInformation?.label]) {
        assert.ok(text === undefined || typeof text !== 'object', 'a text and no Markdown');
        assert.doesNotMatch(String(text), /(?!\n)\p{Cc}|\u202e|\]\(command:|\$\(error\)/u);
      }
    }
    view.dispose();
    shown.dispose();
    report.dispose();
    rmSync(folder, { recursive: true });
  });

  const HELLO = {
    ...{ connection: 'sandbox-functiongraph-huawei', group: 'demo' },
    ...{ name: 'hello-node', qualifier: 'latest' },
  };
  const send = (uri: vscode.Uri) =>
    vscode.commands.executeCommand<InvocationRecord>('fndeck.invokeWithPayload', HELLO, uri);

  it('sends again what was sent last from a new document, and nothing once that is closed', async () => {
    const { uri } = await untitledJson('{"name":"Grace"}');
    const rerun = () =>
      vscode.commands.executeCommand<InvocationRecord | undefined>('fndeck.rerunInvocation', uri);
    await vscode.window.showTextDocument(uri);
    const sent = await send(uri);
    assert.equal((await rerun())?.rerunOf, sent.id);
    await closeAll();
    const isOpen = () => vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
    await eventually(() => assert.ok(!isOpen()));
    // The next new document gets the same name, and is another.
    let told = '';
    await answering(
      'showInformationMessage',
      (text) => void (told = String(text)),
      async () => assert.equal(await rerun(), undefined),
    );
    assert.match(told, /^No invocations yet/);
  });

  it('keeps what is pinned when it is cleared, unless that is chosen', async () => {
    const invoke = async (): Promise<{ kind: 'ended'; summary: InvocationRecord }> => {
      const { uri } = await untitledJson('{"name":"Ada"}');
      return { kind: 'ended', summary: await send(uri) };
    };
    const [loose, pinned] = [await invoke(), await invoke()];
    await vscode.commands.executeCommand('fndeck.pinInvocation', pinned, [pinned]);
    let kept: string | undefined;
    await answering(
      'showInputBox',
      (options) => {
        kept = (options as vscode.InputBoxOptions).value;
        return 'the one that works';
      },
      () => vscode.commands.executeCommand('fndeck.noteInvocation', pinned),
    );
    assert.equal(kept, '');
    await answering(
      'showInputBox',
      (options) => void (kept = (options as vscode.InputBoxOptions).value),
      () => vscode.commands.executeCommand('fndeck.noteInvocation', pinned),
    );
    assert.equal(kept, 'the one that works');

    const isThere = async (row: unknown): Promise<boolean> => {
      let told = false;
      await answering(
        'showInformationMessage',
        () => void (told = true),
        () => vscode.commands.executeCommand('fndeck.showInvocationLog', row),
      );
      return !told;
    };
    const clear = (chosen: string) =>
      answering(
        'showWarningMessage',
        (text, _options, ...buttons) => {
          assert.match(String(text), /of this workspace/);
          assert.deepEqual(buttons, ['Clear', 'Clear with Pinned']);
          return chosen;
        },
        () => vscode.commands.executeCommand('fndeck.clearInvocations'),
      );
    await clear('Clear');
    assert.deepEqual([await isThere(loose), await isThere(pinned)], [false, true]);
    await clear('Clear with Pinned');
    assert.equal(await isThere(pinned), false);
  });
});
