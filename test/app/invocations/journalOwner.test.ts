import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
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
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { build } from 'esbuild';
import { createJournal } from '../../../src/app/invocations/journal';
import { translate } from '../../../src/model/message';
import { journalBench, record } from './journalBench';

describe('the journal of one owner', () => {
  const bench = journalBench();

  it('forgets one or all, and lives with a broken file', async () => {
    const journal = bench.open();
    for (let number = 1; number <= 3; number++) await journal.put(record(number));
    await journal.remove(['id0002']);
    assert.deepEqual(
      (await bench.open().list()).map(({ id }) => id),
      ['id0003', 'id0001'],
    );
    writeFileSync(join(bench.folder, 'id0003.line.json'), '{"id":');
    assert.deepEqual(
      (await bench.open().list()).map(({ id }) => id),
      ['id0001'],
    );
    await journal.clear();
    assert.deepEqual(await bench.open().list(), []);
  });

  it('leaves nothing when it is cleared, of other windows neither', async () => {
    const [one, other] = [bench.open(), bench.open()];
    await one.put(record(1));
    assert.equal((await one.list()).length, 1);
    await other.put(record(2, { result: 'x'.repeat(2_000_000) }));
    assert.ok(await other.resultFile(record(2, { result: 'large' }), 'txt', 'large'));
    writeFileSync(join(bench.folder, 'id0003.record.json.new'), '{"payload":');
    await one.clear();
    assert.deepEqual(readdirSync(bench.folder), []);
    assert.deepEqual(await other.list(), []);
    assert.equal(await other.get('id0002'), undefined, 'remembered by the other window');
  });

  it('leaves nothing when it is told to keep nothing, of other windows neither', async () => {
    const [one, other] = [bench.open(), bench.open()];
    await one.put(record(1));
    await other.put(record(2));
    assert.ok(await other.resultFile(record(2), 'json', '1'));
    bench.kept = 0;
    await one.prune();
    assert.deepEqual(readdirSync(bench.folder), []);
    await other.put(record(3, { result: 'x'.repeat(2_000_000) }));
    assert.equal(await other.resultFile(record(3), 'txt', '1'), undefined);
    assert.deepEqual(readdirSync(bench.folder), []);
    assert.equal((await other.get('id0003'))?.result?.length, 2_000_000);
  });

  it('is for its owner only, what earlier versions left too', async () => {
    rmSync(bench.folder, { recursive: true });
    await bench.open().put(record(1));
    await bench.open().resultFile(record(1), 'json', '1');
    assert.equal(statSync(bench.folder).mode & 0o777, 0o700);
    assert.deepEqual(bench.modes(), [0o600, 0o600, 0o600]);

    rmSync(bench.folder, { recursive: true });
    mkdirSync(bench.folder, { mode: 0o755 });
    for (const end of ['line', 'record']) {
      writeFileSync(join(bench.folder, `id0001.${end}.json`), JSON.stringify(record(1)), { mode: 0o644 });
    }
    chmodSync(bench.folder, 0o755);
    assert.equal((await bench.open().list()).length, 1);
    assert.equal(statSync(bench.folder).mode & 0o777, 0o700);
    assert.deepEqual(bench.modes(), [0o600, 0o600]);
  });

  it('shows a record whose line was not written any more, and forgets what is half written', async () => {
    const journal = bench.open();
    await journal.put(record(1));
    rmSync(join(bench.folder, 'id0001.line.json'));
    const half = join(bench.folder, 'id0002.record.json.new');
    writeFileSync(half, '{"id":');
    utimesSync(half, new Date(0), new Date(0));
    assert.deepEqual(
      (await bench.open().list()).map(({ id }) => id),
      ['id0001'],
    );
    await journal.put(record(3));
    assert.ok(!readdirSync(bench.folder).some((name) => name.endsWith('.new')));
  });

  it('has an invocation as sending while its window lives, and as unknown once that was killed', async () => {
    const script = join(bench.folder, 'crash.cjs');
    const journalFolder = join(bench.folder, 'journal');
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
      keep: () => bench.kept,
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
