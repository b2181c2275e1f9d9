import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadRevisions } from '../../../src/app/configs/revision';
import { createServiceCopies } from '../../../src/app/configs/serviceCopies';
import { openReplacements, thisMachine, type Machine } from '../../../src/app/configs/replacements';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import type { Connection } from '../../../src/model/connection';
import { documentPath } from '../../../src/model/documentPath';
import { NEVER } from '../../cloud/functionGraphFixture';
import { sandboxBench } from '../../sandbox/sandboxBench';
import type { Orders } from './savingProcess';

const REF = { connection: 's', group: 'default', name: 'hello', qualifier: 'latest' };
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };
const BEFORE = {
  max_async_event_age_in_seconds: 60,
  max_async_retry_attempts: 2,
  destination_config: { on_failure: SMN },
};
const WANTED = { max_async_event_age_in_seconds: 60, max_async_retry_attempts: 2 };

const bench = sandboxBench();

/** A service whose PUT keeps what it leaves out, so that a save may need DELETE and PUT. */
async function startService(): Promise<{ readonly connection: Connection; readonly token: string }> {
  const functions = bench.functions({ 'default/hello': {} });
  const { ready } = await bench.start({ functions, mergePut: true });
  const [service] = ready.services;
  const connection: Connection = {
    id: 's',
    name: 'Sandbox',
    service: 'functiongraph-huawei',
    region: service?.region ?? '',
    projectId: service?.projectId ?? '',
    credential: 'token',
    endpoint: ready.url,
    iamEndpoint: ready.url,
    logEndpoint: ready.url,
  };
  return { connection, token: ready.token };
}

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

    const journal = openReplacements(openPrivateFolder(folder), thisMachine());
    expect(await journal.unfinished(), 'its process is still at it').toEqual([]);
    saving.kill('SIGKILL');
    await once(saving, 'exit');
    expect(await cloud.getAsyncConfig(REF, NEVER)).toBeUndefined();

    const found = await journal.unfinished();
    expect(found).toEqual([{ ref: REF, before: BEFORE, wanted: WANTED }]);
    const { config } = await cloud.putAsyncConfig(REF, found[0]?.wanted ?? {}, NEVER, { journal });
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
      const journal = openReplacements(notes, { process, isRunning: (id) => running.has(id), now: () => 0 });
      const revisions = loadRevisions({ load: () => [], store: () => undefined });
      const copies = createServiceCopies({ cloudOf: () => Promise.resolve(cloud), revisions, journal });
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
      openReplacements(notes, { process, isRunning: () => false, now: () => process }),
    );
    for (const [i, journal] of journals.entries())
      await journal.begin({ ref: REF, before: BEFORE, wanted: { max_async_retry_attempts: i } });
    const [first, second] = journals;
    const newest = { ref: REF, before: BEFORE, wanted: { max_async_retry_attempts: 1 } };
    expect(await first?.unfinished(), 'the newest').toEqual([newest]);
    await second?.end(REF);
    expect(await first?.unfinished()).toEqual([{ ...newest, wanted: { max_async_retry_attempts: 0 } }]);
  });

  it('can be read by their owner only', async () => {
    const folder = join(bench.folder(), 'notes');
    const files = openPrivateFolder(folder);
    await openReplacements(files, machine([])).begin({ ref: REF, before: BEFORE, wanted: WANTED });
    const [name = ''] = await files.list();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are not offered while their process is at it, but when a process of that id is another one', async () => {
    const files = openPrivateFolder(bench.folder());
    await openReplacements(files, machine([1])).begin({ ref: REF, before: BEFORE, wanted: WANTED });
    expect(await openReplacements(files, machine([1], 1_000)).unfinished()).toEqual([]);
    expect(await openReplacements(files, machine([1], 400_000)).unfinished()).toHaveLength(1);
    expect(await openReplacements(files, machine([], 1_000)).unfinished()).toHaveLength(1);
  });

  it('that are no notes are passed over', async () => {
    const folder = bench.folder();
    const files = openPrivateFolder(folder);
    for (const [name, text] of Object.entries({
      a: 'no JSON',
      b: '{}',
      c: '{"ref":{},"before":{},"wanted":{}}',
    })) {
      writeFileSync(join(folder, `${name}.json`), text);
    }
    expect(await openReplacements(files, machine([])).unfinished()).toEqual([]);
  });
});
