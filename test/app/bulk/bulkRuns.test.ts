import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { assert, describe, expect, it } from 'vitest';
import { planApply, planUndo, reopen, writtenRows } from '../../../src/app/bulk/plans';
import { openRunFiles } from '../../../src/app/bulk/runFiles';
import { thisMachine } from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { NEVER } from '../../cloud/functionGraphFixture';
import { openBulkWindow } from './bulkBench';
import type { Orders } from './bulkProcess';
import { SERVICE, AGE, RETRIES, CHANGE, writesSeen, eventuallyTaken, bulkService } from './bulkService';

const { bench, startService } = bulkService();

describe('a bulk apply of 200', { timeout: 120_000 }, () => {
  it('is resumed after its process was killed, writes nothing twice, and is undone to the byte', async () => {
    const service = await startService(200);
    const { sandbox, connection, token, refs, held } = service;
    const before = await held();
    await writesSeen(sandbox);

    const folder = bench.folder();
    const script = join(bench.folder(), 'bulk.cjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'bulkProcess.ts')],
      ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] },
    });
    const orders: Orders = { connection, token, folder, change: CHANGE, refs, sent: 83 };
    const applying = spawn(process.execPath, [script, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(applying.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('sent 83\n');
    const files = openRunFiles(openPrivateFolder(join(folder, 'bulk')), thisMachine());
    expect(await files.cutOff(), 'its process is still at it').toEqual([]);
    const [underWay] = (await files.list()).runs;
    expect(await files.take(underWay?.id ?? ''), 'and nobody else takes it').toBeUndefined();
    applying.kill('SIGKILL');
    await once(applying, 'exit');
    const first = await writesSeen(sandbox, 'PUT');
    expect(first).toHaveLength(83);

    const window = openBulkWindow({ connections: [connection], token, folder });
    const [left] = await window.files.cutOff();
    assert(left);
    expect([...left.steps.values()].filter(({ state }) => state === 'sending')).toHaveLength(1);
    const notes = await window.files.take(left.id);
    assert(notes);
    const resumed = reopen(left, notes, window.ports);
    await resumed.dryRun();
    expect(resumed.rows().filter(({ step }) => step?.state === 'written')).toHaveLength(83);
    await resumed.start();
    expect(resumed.state().problem).toBeUndefined();
    expect(resumed.rows().map(({ step }) => step?.state)).toEqual(refs.map(() => 'written'));
    const all = [...first, ...(await writesSeen(sandbox, 'PUT'))];
    expect(new Set(all).size).toBe(200);
    expect(all, 'one PUT for each').toHaveLength(200);
    expect(await window.files.cutOff()).toEqual([]);
    for (const text of await held()) expect(text).toContain(`"${RETRIES}": 0`);

    const undo = planUndo('undo', writtenRows(resumed.rows()), window.ports);
    await undo.dryRun();
    expect(undo.rows().map(({ verdict }) => verdict.kind)).toEqual(refs.map(() => 'ready'));
    await undo.start();
    expect(undo.rows().map(({ step }) => step?.state)).toEqual(refs.map(() => 'written'));
    expect(await held()).toEqual(before);
  });
});

describe('the files of runs', () => {
  it('are passed over and told where they are of a newer form or cut off, and a cut-off step is none', async () => {
    const { sandbox, connection, token, refs } = await startService(3, 9);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    const place = join(folder, 'bulk');
    const steps = readdirSync(place).find((name) => name.endsWith('.steps.jsonl'));
    const plan = readdirSync(place).find((name) => name.endsWith('.plan.json'));
    assert(steps !== undefined && plan !== undefined);
    const text = readFileSync(join(place, steps), 'utf8');
    // Cut in the middle of the last line: what was written last is "sending" again.
    writeFileSync(join(place, steps), text.slice(0, -20));
    const [run] = (await files.list()).runs;
    expect(run?.steps.get(2)).toEqual({ state: 'sending' });
    bulk.dispose();
    assert(run);
    const again = reopen(run, await eventuallyTaken(files, run.id), ports);
    await writesSeen(sandbox);
    await again.dryRun();
    expect(again.rows()[2]?.step?.state).toBe('written');
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);

    const whole = readFileSync(join(place, plan), 'utf8');
    writeFileSync(join(place, '000000000000001-aaaa.plan.json'), whole.slice(0, whole.length / 2));
    writeFileSync(join(place, '000000000000002-bbbb.plan.json'), whole.replace('"version":1', '"version":2'));
    const { runs, unreadable } = await files.list();
    expect(runs).toHaveLength(1);
    expect(unreadable).toBe(2);
  });

  it('of a stale snapshot lead to no write', async () => {
    const { sandbox, connection, token, refs, cloud } = await startService(2, 10);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const notes = await files.create({
      ...{ purpose: 'apply', label: 'old' },
      rows: refs.map((ref) => ({ ref, service: SERVICE, before: { [AGE]: 5 }, wanted: { [AGE]: 6 } })),
    });
    await notes.begin([0, 1]);
    notes.release();
    for (const ref of refs) await cloud.putAsyncConfig(ref, { [AGE]: 60, [RETRIES]: 1 }, NEVER);
    await writesSeen(sandbox);
    const [run] = await files.cutOff();
    assert(run);
    const bulk = reopen(run, await eventuallyTaken(files, run.id), ports);
    await bulk.dryRun();
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });
});
