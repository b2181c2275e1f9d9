import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { createJournal, type Journal } from '../../../src/app/invocations/journal';
import { followedIn } from '../../../src/app/invocations/journalFiles';
import type { EventLife } from '../../../src/model/invocation/eventLife';
import { KEPT, type InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';

describe('the journal', () => {
  let folder: string;
  let kept: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-journal-'));
    kept = 100;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The journal of one more window. */
  const open = (workspace = 'here'): Journal =>
    createJournal({ folder, keep: () => kept, workspace: () => workspace, say: translate });
  const modes = () => readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
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
    workspace: 'here',
    ...more,
  });

  it('keeps a result up to 8 MB, says of a larger one how large it was, and writes all of it to its file', async () => {
    const long = `${'x'.repeat(1024 * 1024 - 1)}😀${'世界 '.repeat(3 * 1024 * 1024)}`;
    const journal = open();
    await journal.put(record(1, { result: long }));
    await journal.put(record(2, { result: 'y'.repeat(8 * 1024 * 1024) }));
    assert.equal((await journal.get('id0001'))?.result, long, 'in this window');
    const file = await journal.resultFile(record(1), 'txt', long);
    assert.ok(
      file !== undefined && readFileSync(file, 'utf8') === long,
      'no character is lost between pieces',
    );
    const later = await open().get('id0001');
    assert.deepEqual(
      [later?.result, later?.binary],
      [undefined, { kind: 'file', mime: 'text/plain', extension: 'txt', bytes: Buffer.byteLength(long) }],
    );
    assert.equal((await open().get('id0002'))?.result?.length, 8 * 1024 * 1024);
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
    kept = 3;
    const journal = open();
    for (let number = 1; number <= 5; number++) await journal.put(record(number));
    assert.deepEqual(
      (await journal.list()).map(({ id }) => id),
      ['id0005', 'id0004', 'id0003'],
    );
    assert.equal(readdirSync(folder).length, 6);
  });

  it('keeps the last ones of each workspace: one does not push out those of another', async () => {
    kept = 3;
    const [here, there] = [open('here'), open('there')];
    const { workspace, ...early } = record(1);
    void workspace;
    writeFileSync(join(folder, 'id0001.record.json'), JSON.stringify(early));
    for (let number = 2; number <= 4; number++) await there.put(record(number, { workspace: 'there' }));
    for (let number = 5; number <= 9; number++) await here.put(record(number));
    assert.deepEqual(
      (await open('elsewhere').list()).map(({ id, workspace: of }) => `${id} ${of ?? '-'}`),
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
    await open('mine').put(fresh);
    await open('mine').put(record(2, { workspace: 'of the window that queued it' }));
    assert.equal((await open().get('id0001'))?.workspace, 'mine');
    assert.equal((await open().get('id0002'))?.workspace, 'of the window that queued it');
  });

  it('that is too large takes from the workspace that has most', async () => {
    kept = 1000;
    const large = { result: 'x'.repeat(6 * 1024 * 1024) };
    const [here, there] = [open('here'), open('there')];
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
    kept = 2;
    const journal = open();
    await journal.put(record(1));
    assert.equal(await journal.pin(['id0001', 'no such'], true), 1);
    for (let number = 2; number <= 5; number++) await journal.put(record(number));
    const listed = async () =>
      (await open().list()).map(({ id, pinned }) => `${id}${pinned ? ' pinned' : ''}`);
    assert.deepEqual(await listed(), ['id0005', 'id0004', 'id0001 pinned']);
    assert.ok(modes().every((mode) => mode === 0o600));
    await journal.pin(['id0001'], false);
    await journal.prune();
    assert.deepEqual(await listed(), ['id0005', 'id0004']);
    assert.equal(readdirSync(folder).length, 4);
  });

  it('keeps a line about a record, however it came there, and drops it with the record', async () => {
    const journal = open();
    await journal.put(record(1));
    assert.equal(await journal.note('id0001', '  before\nthe\u0000 fix  '), true);
    assert.equal(await journal.note('no such', 'x'), false);
    const noteOf = async () => (await open().list())[0]?.note;
    assert.equal(await noteOf(), 'before the\\x00 fix');
    await journal.put(record(1, { result: '2' }));
    assert.equal(await noteOf(), 'before the\\x00 fix', 'writing the record again leaves it');
    await journal.note('id0001', ' ');
    assert.equal(await noteOf(), undefined);
    await journal.note('id0001', 'again');
    await journal.pin(['id0001'], true);
    await journal.remove(['id0001']);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('loses nothing of what two windows mark and write at once', async () => {
    const [one, other] = [open(), open()];
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
        assert.equal((await open().get(id))?.result, 'later');
      }
    }
    // Of what is gone for one, the marks of the other do not stay behind.
    await one.remove(ids);
    writeFileSync(join(folder, `${ids[0] ?? ''}.pin`), '');
    await other.prune();
    assert.ok(!readdirSync(folder).some((name) => name.startsWith(`${ids[0] ?? ''}.`)));
  });

  it('keeps nothing when it is told so, but shows what this session has seen', async () => {
    kept = 0;
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

  it('hands over the events whose window is gone before their end was seen, each to one window', async () => {
    const queued = { mode: 'async', outcome: { kind: 'queued' } } as const;
    for (let i = 1; i <= 20; i++) {
      await open().put(record(i, { ...queued, taskId: String(i), following: true }));
    }
    await open().put(record(21, { ...queued, taskId: 'left' }));
    assert.equal(followedIn(readdirSync(folder)).length, 20, 'a start sees by names that some are followed');
    const all = () => true;
    assert.deepEqual(await open().adopt(all), [], 'this process lives');
    const lines = readdirSync(folder).filter((name) => name.endsWith('.line.json'));
    for (const name of lines) {
      const { sender, ...rest } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { sender?: number };
      if (sender === undefined) continue;
      assert.equal(sender, process.pid);
      writeFileSync(join(folder, name), JSON.stringify({ ...rest, sender: 2 ** 30 }));
    }
    // A crash between taking one over and saying so.
    rmSync(join(folder, 'id0007.line.json'));
    const one = await open().adopt(({ taskId }) => taskId === '3');
    assert.deepEqual(
      one.map(({ taskId }) => taskId),
      ['3'],
    );
    const windows = await Promise.all(Array.from({ length: 6 }, () => open().adopt(all)));
    const taken = windows.flat().map(({ taskId }) => Number(taskId));
    assert.deepEqual(
      taken.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1).filter((n) => n !== 3),
    );
    assert.equal((await open().list()).length, 21);
    assert.deepEqual(await open().adopt(all), []);
    await open().put(record(1, { outcome: { kind: 'succeeded' }, taskId: '1' }));
    await open().remove(['id0002']);
    assert.equal(followedIn(readdirSync(folder)).length, 18);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.new')),
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
    await open().put(record(1, { mode: 'async', taskId: 'task', life }));
    assert.equal((await open().list())[0]?.taskId, 'task');
    const kept = (await open().get('id0001'))?.life;
    assert.deepEqual(kept?.attempts[1], life.attempts[1]);
    assert.deepEqual(kept?.attempts[0]?.lines.at(-1), lines.at(-1));
    const characters = kept?.attempts[0]?.lines.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    assert.ok(characters > KEPT.attempt / 2 && characters <= KEPT.attempt, String(characters));
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

  it('leaves nothing when it is cleared, of other windows neither', async () => {
    const [one, other] = [open(), open()];
    await one.put(record(1));
    assert.equal((await one.list()).length, 1);
    await other.put(record(2, { result: 'x'.repeat(2_000_000) }));
    assert.ok(await other.resultFile(record(2, { result: 'large' }), 'txt', 'large'));
    writeFileSync(join(folder, 'id0003.record.json.new'), '{"payload":');
    await one.clear();
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(await other.list(), []);
    assert.equal(await other.get('id0002'), undefined, 'remembered by the other window');
  });

  it('leaves nothing when it is told to keep nothing, of other windows neither', async () => {
    const [one, other] = [open(), open()];
    await one.put(record(1));
    await other.put(record(2));
    assert.ok(await other.resultFile(record(2), 'json', '1'));
    kept = 0;
    await one.prune();
    assert.deepEqual(readdirSync(folder), []);
    await other.put(record(3, { result: 'x'.repeat(2_000_000) }));
    assert.equal(await other.resultFile(record(3), 'txt', '1'), undefined);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal((await other.get('id0003'))?.result?.length, 2_000_000);
  });

  it('is for its owner only, what earlier versions left too', async () => {
    rmSync(folder, { recursive: true });
    await open().put(record(1));
    await open().resultFile(record(1), 'json', '1');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(modes(), [0o600, 0o600, 0o600]);

    rmSync(folder, { recursive: true });
    mkdirSync(folder, { mode: 0o755 });
    for (const end of ['line', 'record']) {
      writeFileSync(join(folder, `id0001.${end}.json`), JSON.stringify(record(1)), { mode: 0o644 });
    }
    chmodSync(folder, 0o755);
    assert.equal((await open().list()).length, 1);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(modes(), [0o600, 0o600]);
  });

  it('shows a record whose line was not written any more, and forgets what is half written', async () => {
    const journal = open();
    await journal.put(record(1));
    rmSync(join(folder, 'id0001.line.json'));
    const half = join(folder, 'id0002.record.json.new');
    writeFileSync(half, '{"id":');
    utimesSync(half, new Date(0), new Date(0));
    assert.deepEqual(
      (await open().list()).map(({ id }) => id),
      ['id0001'],
    );
    await journal.put(record(3));
    assert.ok(!readdirSync(folder).some((name) => name.endsWith('.new')));
  });

  it('has an invocation as sending while its window lives, and as unknown once that was killed', async () => {
    const script = join(folder, 'crash.cjs');
    const journalFolder = join(folder, 'journal');
    await build({
      entryPoints: [join(import.meta.dirname, 'crash.ts')],
      outfile: script,
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20' },
    });
    // A service that takes requests and never answers.
    const bodies: string[] = [];
    const service = createServer((request) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        if (!request.url?.includes('/invocations')) return;
        bodies.push(body);
        service.emit('invoked');
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const invoked = once(service, 'invoked');
    const child = spawn(process.execPath, [script, journalFolder, url], { stdio: 'inherit' });
    await invoked;

    const journal = createJournal({
      folder: journalFolder,
      keep: () => kept,
      workspace: () => 'here',
      say: translate,
    });
    assert.deepEqual(
      (await journal.list()).map(({ outcome }) => outcome.kind),
      ['sending'],
    );
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const [left] = await journal.list();
    assert.deepEqual(left?.outcome, {
      kind: 'unknown',
      failure: { text: 'VS Code ended before the response came.' },
    });
    const whole = await journal.get(left.id);
    assert.deepEqual([whole?.payload, whole?.outcome.kind], ['{"secret":"of a person"}', 'unknown']);
    assert.deepEqual(bodies, [whole?.payload], 'sent once');
    assert.match(readFileSync(join(journalFolder, `${left.id}.line.json`), 'utf8'), /"sending"/);
    service.closeAllConnections();
    service.close();
  });
});
