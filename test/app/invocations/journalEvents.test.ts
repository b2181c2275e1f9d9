import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { journalBench, record } from './journalBench';

describe('the journal, of what goes on', () => {
  const bench = journalBench();

  it('gives what another window has learnt of an event that this one has sent and left', async () => {
    const event = { mode: 'async', taskId: 'task' } as const;
    const queued = record(1, { ...event, outcome: { kind: 'queued' }, log: '' });
    const [own, other] = [bench.open(), bench.open()];
    await own.put(queued);
    assert.deepEqual(await own.get('id0001'), queued);
    await other.put({ ...queued, following: true });
    assert.equal((await own.get('id0001'))?.following, true);
    const ended = record(1, { ...event, outcome: { kind: 'functionError' }, elapsedMs: 90, log: 'told' });
    await other.put(ended);
    assert.deepEqual(await own.get('id0001'), ended);
  });

  it('does not bring back an event that was deleted while it was followed', async () => {
    const queued = record(1, { mode: 'async', taskId: 'task', outcome: { kind: 'queued' } });
    const [own, other] = [bench.open(), bench.open()];
    for (const forget of [
      () => own.remove(['id0001']),
      () => other.remove(['id0001']),
      () => other.clear(),
    ]) {
      await own.put(record(1, { outcome: { kind: 'sending' } }));
      await own.put({ ...queued, following: true });
      await forget();
      await own.put({ ...queued, following: true, elapsedMs: 50 });
      await own.put(record(1, { taskId: 'task' }));
      assert.deepEqual(await own.list(), []);
      assert.equal(await own.get('id0001'), undefined);
      assert.deepEqual(readdirSync(bench.folder), []);
      // What is new is kept.
      await own.put(record(1));
      assert.equal((await own.list()).length, 1);
      await own.clear();
    }
  });

  it('shows what it could not write', async () => {
    const journal = bench.open();
    await journal.put(record(1, { outcome: { kind: 'sending' }, elapsedMs: 0 }));
    mkdirSync(join(bench.folder, `id0001.record.json.${String(process.pid)}.new`, 'full'), {
      recursive: true,
    });
    await assert.rejects(journal.put(record(1, { result: 'whole' })));
    assert.equal((await journal.get('id0001'))?.result, 'whole');
    rmSync(join(bench.folder, `id0001.record.json.${String(process.pid)}.new`), { recursive: true });
  });
});
