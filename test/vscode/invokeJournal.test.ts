import * as assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { KEPT, type InvocationRecord } from '../../src/model/invocation/record';
import { createJournal } from '../../src/vscode/invoke/journal';

describe('the journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-journal-'));
  });
  afterEach(async () => {
    await keep(undefined);
    rmSync(folder, { recursive: true });
  });

  const keep = (count: number | undefined) =>
    vscode.workspace
      .getConfiguration('fndeck')
      .update('invoke.keep', count, vscode.ConfigurationTarget.Global);
  const open = () => createJournal(folder);
  const record = (number: number, more: Partial<InvocationRecord> = {}): InvocationRecord => ({
    id: `id${String(number).padStart(4, '0')}`,
    ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
    connectionName: 'Sandbox',
    service: 'functiongraph-huawei',
    mode: 'sync',
    startedAt: number,
    elapsedMs: 5,
    outcome: { kind: 'succeeded' },
    numbers: {},
    payload: '{}',
    result: '1',
    log: 'line\n',
    logCut: false,
    ...more,
  });

  it('gives back what it was given, after a restart too, newest first', async () => {
    const journal = open();
    await journal.put(record(1));
    await journal.put(record(2, { outcome: { kind: 'functionError', code: '4' } }));
    for (const known of [journal, open()]) {
      assert.deepEqual(
        (await known.list()).map(({ id }) => id),
        ['id0002', 'id0001'],
      );
      assert.deepEqual(
        await known.get('id0002'),
        record(2, { outcome: { kind: 'functionError', code: '4' } }),
      );
      assert.equal(await known.get('id0003'), undefined);
    }
  });

  it('replaces a record with the same id', async () => {
    const journal = open();
    await journal.put(record(1, { outcome: { kind: 'queued' } }));
    await journal.put(record(1));
    assert.deepEqual(
      (await open().list()).map(({ outcome }) => outcome.kind),
      ['succeeded'],
    );
  });

  it('keeps the last ones only, and leaves no files of the others', async () => {
    await keep(3);
    const journal = open();
    for (let number = 1; number <= 5; number++) await journal.put(record(number));
    assert.deepEqual(
      (await journal.list()).map(({ id }) => id),
      ['id0005', 'id0004', 'id0003'],
    );
    assert.equal(readdirSync(folder).length, 6);
  });

  it('keeps nothing when it is told so, but shows what this session has seen', async () => {
    await keep(0);
    const journal = open();
    await journal.put(record(1));
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(await journal.get('id0001'), record(1));
  });

  it('limits what one record may take', async () => {
    await open().put(record(1, { payload: 'x'.repeat(KEPT.payload + 1), log: 'line\n'.repeat(KEPT.log) }));
    const kept = await open().get('id0001');
    assert.equal(kept?.payload, undefined);
    assert.ok(kept && kept.log.length <= KEPT.log && kept.logCut);
  });

  it('forgets one or all, and lives with a broken file', async () => {
    const journal = open();
    for (let number = 1; number <= 3; number++) await journal.put(record(number));
    await journal.remove(['id0002']);
    assert.deepEqual(
      (await open().list()).map(({ id }) => id),
      ['id0003', 'id0001'],
    );
    writeFileSync(join(folder, 'id0003.line.json'), '{"id":');
    assert.deepEqual(
      (await open().list()).map(({ id }) => id),
      ['id0001'],
    );
    await journal.clear();
    assert.deepEqual(await open().list(), []);
  });
});
