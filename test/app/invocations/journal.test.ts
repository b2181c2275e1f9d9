import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { followedIn } from '../../../src/app/invocations/journalFiles';
import type { EventLife } from '../../../src/model/invocation/eventLife';
import { KEPT } from '../../../src/model/invocation/record';
import { journalBench, record } from './journalBench';

describe('the journal', () => {
  const bench = journalBench();

  it('keeps a result up to 8 MB, says of a larger one how large it was, and writes all of it to its file', async () => {
    const long = `${'x'.repeat(1024 * 1024 - 1)}😀${'世界 '.repeat(3 * 1024 * 1024)}`;
    const journal = bench.open();
    await journal.put(record(1, { result: long }));
    await journal.put(record(2, { result: 'y'.repeat(8 * 1024 * 1024) }));
    assert.equal((await journal.get('id0001'))?.result, long, 'in this window');
    const file = await journal.resultFile(record(1), 'txt', long);
    assert.ok(
      file !== undefined && readFileSync(file, 'utf8') === long,
      'no character is lost between pieces',
    );
    const later = await bench.open().get('id0001');
    assert.deepEqual(
      [later?.result, later?.binary],
      [undefined, { kind: 'file', mime: 'text/plain', extension: 'txt', bytes: Buffer.byteLength(long) }],
    );
    assert.equal((await bench.open().get('id0002'))?.result?.length, 8 * 1024 * 1024);
  });

  it('gives back what it was given, after a restart too, newest first', async () => {
    const journal = bench.open();
    await journal.put(record(1));
    await journal.put(record(2, { outcome: { kind: 'functionError', code: '4' } }));
    for (const known of [journal, bench.open()]) {
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
    const journal = bench.open();
    await journal.put(record(1, { outcome: { kind: 'queued' } }));
    await journal.put(record(1));
    assert.deepEqual(
      (await bench.open().list()).map(({ outcome }) => outcome.kind),
      ['succeeded'],
    );
  });

  it('keeps the last ones only, and leaves no files of the others', async () => {
    bench.kept = 3;
    const journal = bench.open();
    for (let number = 1; number <= 5; number++) await journal.put(record(number));
    assert.deepEqual(
      (await journal.list()).map(({ id }) => id),
      ['id0005', 'id0004', 'id0003'],
    );
    assert.equal(readdirSync(bench.folder).length, 6);
  });

  it('keeps the last ones of each workspace: one does not push out those of another', async () => {
    bench.kept = 3;
    const [here, there] = [bench.open('here'), bench.open('there')];
    const { workspace, ...early } = record(1);
    void workspace;
    writeFileSync(join(bench.folder, 'id0001.record.json'), JSON.stringify(early));
    for (let number = 2; number <= 4; number++) await there.put(record(number, { workspace: 'there' }));
    for (let number = 5; number <= 9; number++) await here.put(record(number));
    assert.deepEqual(
      (await bench.open('elsewhere').list()).map(({ id, workspace: of }) => `${id} ${of ?? '-'}`),
      [
        'id0009 here',
        'id0008 here',
        'id0007 here',
        'id0004 there',
        'id0003 there',
        'id0002 there',
        'id0001 -',
      ],
    );
  });

  it('notes the workspace of the window, and leaves one that is noted', async () => {
    const { workspace, ...fresh } = record(1);
    void workspace;
    await bench.open('mine').put(fresh);
    await bench.open('mine').put(record(2, { workspace: 'of the window that queued it' }));
    assert.equal((await bench.open().get('id0001'))?.workspace, 'mine');
    assert.equal((await bench.open().get('id0002'))?.workspace, 'of the window that queued it');
  });

  it('that is too large takes from the workspace that has most', async () => {
    bench.kept = 1000;
    const large = { result: 'x'.repeat(6 * 1024 * 1024) };
    const [here, there] = [bench.open('here'), bench.open('there')];
    await there.put(record(1, { workspace: 'there', ...large }));
    await there.pin(['id0001'], true);
    await there.put(record(2, { workspace: 'there', ...large }));
    for (let number = 3; number <= 11; number++) await here.put(record(number, large));
    const ids = (await here.list()).map(({ id }) => id);
    assert.ok(ids.includes('id0002'), 'that of the other workspace, though it is older');
    assert.ok(ids.includes('id0001'), 'a pinned one');
    assert.deepEqual([ids[0], ids.includes('id0003'), ids.length], ['id0011', false, 9]);
  });

  it('keeps pinned ones beside the last, and lets them go when the pin is taken off', async () => {
    bench.kept = 2;
    const journal = bench.open();
    await journal.put(record(1));
    assert.equal(await journal.pin(['id0001', 'no such'], true), 1);
    for (let number = 2; number <= 5; number++) await journal.put(record(number));
    const listed = async () =>
      (await bench.open().list()).map(({ id, pinned }) => `${id}${pinned ? ' pinned' : ''}`);
    assert.deepEqual(await listed(), ['id0005', 'id0004', 'id0001 pinned']);
    assert.ok(bench.modes().every((mode) => mode === 0o600));
    await journal.pin(['id0001'], false);
    await journal.prune();
    assert.deepEqual(await listed(), ['id0005', 'id0004']);
    assert.equal(readdirSync(bench.folder).length, 4);
  });

  it('keeps a line about a record, however it came there, and drops it with the record', async () => {
    const journal = bench.open();
    await journal.put(record(1));
    assert.equal(await journal.note('id0001', '  before\nthe\u0000 fix  '), true);
    assert.equal(await journal.note('no such', 'x'), false);
    const noteOf = async () => (await bench.open().list())[0]?.note;
    assert.equal(await noteOf(), 'before the\\x00 fix');
    await journal.put(record(1, { result: '2' }));
    assert.equal(await noteOf(), 'before the\\x00 fix', 'writing the record again leaves it');
    await journal.note('id0001', ' ');
    assert.equal(await noteOf(), undefined);
    await journal.note('id0001', 'again');
    await journal.pin(['id0001'], true);
    await journal.remove(['id0001']);
    assert.deepEqual(readdirSync(bench.folder), []);
  });

  it('loses nothing of what two windows mark and write at once', async () => {
    const [one, other] = [bench.open(), bench.open()];
    await Promise.all(Array.from({ length: 20 }, (_, i) => one.put(record(i + 1))));
    const ids = (await one.list()).map(({ id }) => id);
    await Promise.all([
      ...ids.map((id) => one.pin([id], true)),
      ...ids.map((id) => other.note(id, `about ${id}`)),
      ...ids.map((id, i) => other.put(record(i + 1, { id, result: 'later' }))),
      ...Array.from({ length: 20 }, (_, i) => one.put(record(i + 101))),
    ]);
    for (const journal of [one, other]) {
      const listed = await journal.list();
      assert.equal(listed.length, 40);
      for (const id of ids) {
        const line = listed.find((each) => each.id === id);
        assert.deepEqual([line?.pinned, line?.note], [true, `about ${id}`]);
        assert.equal((await bench.open().get(id))?.result, 'later');
      }
    }
    // Of what is gone for one, the marks of the other do not stay behind.
    await one.remove(ids);
    writeFileSync(join(bench.folder, `${ids[0] ?? ''}.pin`), '');
    await other.prune();
    assert.ok(!readdirSync(bench.folder).some((name) => name.startsWith(`${ids[0] ?? ''}.`)));
  });

  it('keeps nothing when it is told so, but shows what this session has seen', async () => {
    bench.kept = 0;
    const journal = bench.open();
    await journal.put(record(1));
    assert.deepEqual(readdirSync(bench.folder), []);
    assert.deepEqual(await journal.get('id0001'), record(1));
  });

  it('limits what one record may take', async () => {
    await bench
      .open()
      .put(record(1, { payload: 'x'.repeat(KEPT.payload + 1), log: 'line\n'.repeat(KEPT.log) }));
    const kept = await bench.open().get('id0001');
    assert.equal(kept?.payload, undefined);
    assert.ok(kept && kept.log.length <= KEPT.log && kept.logCut);
  });

  it('hands over the events whose window is gone before their end was seen, each to one window', async () => {
    const queued = { mode: 'async', outcome: { kind: 'queued' } } as const;
    for (let i = 1; i <= 20; i++) {
      await bench.open().put(record(i, { ...queued, taskId: String(i), following: true }));
    }
    await bench.open().put(record(21, { ...queued, taskId: 'left' }));
    assert.equal(
      followedIn(readdirSync(bench.folder)).length,
      20,
      'a start sees by names that some are followed',
    );
    const all = () => true;
    assert.deepEqual(await bench.open().adopt(all), [], 'this process lives');
    const lines = readdirSync(bench.folder).filter((name) => name.endsWith('.line.json'));
    for (const name of lines) {
      const { sender, ...rest } = JSON.parse(readFileSync(join(bench.folder, name), 'utf8')) as {
        sender?: number;
      };
      if (sender === undefined) continue;
      assert.equal(sender, process.pid);
      writeFileSync(join(bench.folder, name), JSON.stringify({ ...rest, sender: 2 ** 30 }));
    }
    // A crash between taking one over and saying so.
    rmSync(join(bench.folder, 'id0007.line.json'));
    const one = await bench.open().adopt(({ taskId }) => taskId === '3');
    assert.deepEqual(
      one.map(({ taskId }) => taskId),
      ['3'],
    );
    const windows = await Promise.all(Array.from({ length: 6 }, () => bench.open().adopt(all)));
    const taken = windows.flat().map(({ taskId }) => Number(taskId));
    assert.deepEqual(
      taken.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1).filter((n) => n !== 3),
    );
    assert.equal((await bench.open().list()).length, 21);
    assert.deepEqual(await bench.open().adopt(all), []);
    await bench.open().put(record(1, { outcome: { kind: 'succeeded' }, taskId: '1' }));
    await bench.open().remove(['id0002']);
    assert.equal(followedIn(readdirSync(bench.folder)).length, 18);
    assert.deepEqual(
      readdirSync(bench.folder).filter((name) => name.endsWith('.new')),
      [],
    );
  });

  it('keeps the life of an event, with the last lines of each attempt', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ({ id: String(i), text: `line ${String(i)}` }));
    const life: EventLife = {
      queuedAt: 0,
      skewMs: 0,
      state: 'failed',
      attempts: [
        { number: 1, outcome: 'failed', start: 5, end: 11, error: 'not yet', lines },
        { number: 2, outcome: 'failed', lines: lines.slice(0, 3) },
      ],
      plan: { attempts: 2, ageSeconds: 60, success: undefined, failure: undefined },
      delivery: { kind: 'nowhere' },
      sources: { record: 'heard', log: 'heard' },
    };
    await bench.open().put(record(1, { mode: 'async', taskId: 'task', life }));
    assert.equal((await bench.open().list())[0]?.taskId, 'task');
    const kept = (await bench.open().get('id0001'))?.life;
    assert.deepEqual(kept?.attempts[1], life.attempts[1]);
    assert.deepEqual(kept?.attempts[0]?.lines.at(-1), lines.at(-1));
    const characters = kept?.attempts[0]?.lines.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    assert.ok(characters > KEPT.attempt / 2 && characters <= KEPT.attempt, String(characters));
  });
});
