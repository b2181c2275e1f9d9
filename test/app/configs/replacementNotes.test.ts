import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { assert, describe, expect, it } from 'vitest';
import { loadRevisions } from '../../../src/app/configs/revision';
import { createServiceCopies } from '../../../src/app/configs/serviceCopies';
import { openConfigHistory, thisMachine, type Machine } from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import { documentPath } from '../../../src/model/documentPath';
import { NEVER } from '../../cloud/functionGraphFixture';
import type { Orders } from './savingProcess';
import { REF, BEFORE, WANTED, replacing, historyBench } from './historyBench';

const { bench, startService } = historyBench();

/** What one waits for until another opens it. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

describe('a config that is deleted to be put again', () => {
  it('is put back at the next start when the process was killed in between', async () => {
    const { connection, token } = await startService();
    const cloud = connect(connection, { kind: 'token', token }, openDoor({ log: () => undefined }));
    await cloud.putAsyncConfig(REF, BEFORE, NEVER);

    const folder = bench.folder();
    const script = join(bench.folder(), 'saving.cjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'savingProcess.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const orders: Orders = { connection, token, ref: REF, wanted: WANTED, folder };
    const saving = spawn(process.execPath, [script, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(saving.stdout, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^deleted 204/);

    const journal = openConfigHistory(openPrivateFolder(folder), thisMachine());
    expect(await journal.unfinished(), 'its process is still at it').toEqual([]);
    saving.kill('SIGKILL');
    await once(saving, 'exit');
    expect(await cloud.getAsyncConfig(REF, NEVER)).toBeUndefined();

    const found = await journal.unfinished();
    expect(found).toEqual([{ ref: REF, before: BEFORE, wanted: WANTED }]);
    const { config } = await cloud.putAsyncConfig(REF, found[0]?.wanted ?? {}, NEVER);
    expect(config.document).toEqual(WANTED);
    await journal.settle(REF);
    expect(await journal.unfinished()).toEqual([]);
  });
});

describe('the notes of replacements', () => {
  const machine = (running: readonly number[], now = 0): Machine => ({
    process: 1,
    isRunning: (id) => running.includes(id),
    now: () => now,
  });

  it('stay when another window saves the same config before the DELETE: it is lost if nobody offers it', async () => {
    const { connection, token } = await startService();
    const notes = openPrivateFolder(bench.folder());
    const running = new Set([1, 2]);
    /** A window: its own connection, and its own parts over the folder that all windows share. */
    const window = (process: number, around: (door: Door) => Door = (door) => door) => {
      const door = around(openDoor({ log: () => undefined }));
      const cloud = connect(connection, { kind: 'token', token }, door);
      const journal = openConfigHistory(notes, { process, isRunning: (id) => running.has(id), now: () => 0 });
      const revisions = loadRevisions({ load: () => [], store: () => undefined });
      const copies = createServiceCopies({
        cloudOf: () => Promise.resolve(cloud),
        revisions,
        history: journal,
      });
      return { cloud, journal, copies };
    };
    const path = documentPath(REF, 'functiongraph-huawei');
    const deleting = gate();
    const saved = gate();
    const deleted = gate();
    const first = window(1, (door) => ({
      ...door,
      send: async (request, limits, signal) => {
        if (request.method !== 'DELETE') return door.send(request, limits, signal);
        deleting.open();
        await saved.passed;
        await door.send(request, limits, signal);
        deleted.open();
        return new Promise(() => undefined); // its window is killed
      },
    }));
    const second = window(2);
    await second.copies.put(path, BEFORE, undefined);

    void first.copies.put(path, WANTED, undefined);
    await deleting.passed;
    await second.copies.put(path, { ...BEFORE, max_async_retry_attempts: 1 }, undefined);
    saved.open();
    await deleted.passed;
    running.delete(1);

    expect(await second.cloud.getAsyncConfig(REF, NEVER)).toBeUndefined();
    expect(await second.journal.unfinished()).toEqual([{ ref: REF, before: BEFORE, wanted: WANTED }]);
    await second.copies.put(path, WANTED, undefined);
    expect(await second.journal.unfinished(), 'a person has decided since').toEqual([]);
  });

  it('of two windows about one config do not overwrite each other', async () => {
    const notes = openPrivateFolder(bench.folder());
    const journals = [1, 2].map((process) =>
      openConfigHistory(notes, { process, isRunning: () => false, now: () => process }),
    );
    const [first, second] = journals;
    assert(first && second);
    await replacing(first, { max_async_retry_attempts: 0 });
    const noted = await replacing(second, { max_async_retry_attempts: 1 });
    const newest = { ref: REF, before: BEFORE, wanted: { max_async_retry_attempts: 1 } };
    expect(await first.unfinished(), 'the newest').toEqual([newest]);
    await noted.end(REF);
    expect(await first.unfinished()).toEqual([{ ...newest, wanted: { max_async_retry_attempts: 0 } }]);
  });

  it('can be read by their owner only', async () => {
    const folder = join(bench.folder(), 'notes');
    const files = openPrivateFolder(folder);
    await replacing(openConfigHistory(files, machine([])));
    const [name = ''] = await files.list();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are not offered while their process is at it, but when a process of that id is another one', async () => {
    const files = openPrivateFolder(bench.folder());
    await replacing(openConfigHistory(files, machine([1])));
    expect(await openConfigHistory(files, machine([1], 1_000)).unfinished()).toEqual([]);
    expect(await openConfigHistory(files, machine([1], 400_000)).unfinished()).toHaveLength(1);
    expect(await openConfigHistory(files, machine([], 1_000)).unfinished()).toHaveLength(1);
  });

  it('that are no notes are passed over', async () => {
    const folder = bench.folder();
    const files = openPrivateFolder(folder);
    await replacing(openConfigHistory(files, machine([])));
    const [begun = '', note = ''] = [...(await files.list())].sort();
    for (const [i, text] of ['no JSON', '{}', '{"version":1,"ref":{},"before":{},"wanted":{}}'].entries()) {
      writeFileSync(join(folder, note.replace(/^\d{4}/, `000${String(i)}`)), text);
    }
    rmSync(join(folder, note));
    expect(begun).toMatch(/begun/);
    expect(await openConfigHistory(files, machine([])).unfinished()).toEqual([]);
  });
});
