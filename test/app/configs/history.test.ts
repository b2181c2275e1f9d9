import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { assert, describe, expect, it } from 'vitest';
import { loadRevisions } from '../../../src/app/configs/revision';
import { createServiceCopies } from '../../../src/app/configs/serviceCopies';
import {
  lastToUndo,
  openConfigHistory,
  thisMachine,
  type ConfigHistory,
  type Machine,
} from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import type { Connection } from '../../../src/model/connection';
import { documentPath } from '../../../src/model/documentPath';
import type { JsonObject } from '../../../src/model/json';
import { NEVER } from '../../cloud/functionGraphFixture';
import { readSources } from '../../sources';
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

const WHO = { connection: 'Team', account: 'acme', user: 'ada', person: 'ada' };

/** Notes a DELETE and PUT, as a save does before its DELETE. */
async function replacing(history: ConfigHistory, wanted: JsonObject = WANTED) {
  const { journal } = await history.begin({ ref: REF, operation: 'put', who: WHO, wanted });
  await journal.begin({ ref: REF, before: BEFORE, wanted });
  return journal;
}

/** A machine on which time goes on by one with each question. */
function ticking(start = 0): Machine {
  let now = start;
  return { process: 1, isRunning: () => true, now: () => ++now };
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

describe('the history of writes', () => {
  const path = documentPath(REF, 'functiongraph-huawei');
  const OTHER = { ...REF, name: 'other' };

  it('has every write through the copies: who, where, when, before, after and how it ended', async () => {
    const { connection, token } = await startService();
    const cloud = connect(connection, { kind: 'token', token }, openDoor({ log: () => undefined }));
    const history = openConfigHistory(openPrivateFolder(bench.folder()), ticking());
    const copies = createServiceCopies({
      cloudOf: () => Promise.resolve(cloud),
      revisions: loadRevisions({ load: () => [], store: () => undefined }),
      history,
      person: 'ada',
    });
    await copies.put(path, BEFORE, undefined);
    await copies.put(path, WANTED, await copies.read(path)); // by DELETE and PUT, as the service merges
    await copies.delete(path);
    const nowhere = documentPath({ ...REF, name: 'nobody' }, 'functiongraph-huawei');
    await expect(
      copies.put(nowhere, WANTED, { ...(await copies.read(path)), config: undefined }),
    ).rejects.toThrow();

    const { writes, unreadable } = await history.list();
    expect(unreadable).toBe(0);
    expect(writes.map(({ operation, before, end }) => [operation, before, end?.result, end?.after])).toEqual([
      ['put', null, 'refused', undefined],
      ['delete', WANTED, 'done', null],
      ['put', BEFORE, 'done', WANTED],
      ['put', null, 'done', BEFORE],
    ]);
    expect(writes[0]?.end?.error).toContain('FSS');
    expect(writes.at(-1)).toMatchObject({
      ref: REF,
      who: { connection: 'Sandbox', person: 'ada' },
      wanted: BEFORE,
    });
    expect(await history.unfinished()).toEqual([]);
    expect((await history.list(REF)).writes).toHaveLength(3);
  });

  it('is written by one file of the application only: no other puts or deletes configs', () => {
    const callers = readSources()
      .filter(({ path: file }) => file.startsWith('src/app/') || file.startsWith('src/vscode/'))
      .filter(({ tree }) => /\.(put|delete)AsyncConfig\(/.test(tree.getText()))
      .map(({ path: file }) => file);
    expect(callers).toEqual(['src/app/configs/serviceCopies.ts']);
  });

  it('goes back further with every undo, and starts anew after a save', async () => {
    const history = openConfigHistory(openPrivateFolder(bench.folder()), ticking());
    const save = async (before: JsonObject | null, after: JsonObject | null, undoes?: string) => {
      const note = await history.begin({
        ...{ ref: REF, operation: after ? 'put' : 'delete', who: WHO, before },
        ...(undoes !== undefined && { undoes }),
      });
      await note.end({ result: 'done', after });
    };
    const undo = async () => {
      const last = lastToUndo((await history.list(REF)).writes);
      if (last?.before !== undefined) await save(last.end?.after ?? null, last.before, last.id);
      return last?.before;
    };
    await save(null, { a: 1 });
    await save({ a: 1 }, { a: 2 });
    const failed = await history.begin({ ref: REF, operation: 'put', who: WHO, before: { a: 2 } });
    await failed.end({ result: 'failed', error: 'no' });
    expect(await undo()).toEqual({ a: 1 });
    expect(await undo()).toBeNull();
    expect(await undo(), 'nothing is left').toBeUndefined();
    await save(null, { a: 3 });
    expect(await undo()).toBeNull();
    expect(await undo()).toBeUndefined();
  });

  it('keeps the newest writes, and notes that are still to be offered', async () => {
    const files = openPrivateFolder(bench.folder());
    const gone: Machine = { ...ticking(), isRunning: () => false };
    const history = openConfigHistory(files, gone, () => 3);
    await replacing(history);
    for (let i = 0; i < 6; i++) {
      const note = await history.begin({ ref: OTHER, operation: 'put', who: WHO, before: { i } });
      await note.end({ result: 'done', after: null });
    }
    expect((await history.list(OTHER)).writes.map(({ before }) => before)).toEqual([
      { i: 5 },
      { i: 4 },
      { i: 3 },
    ]);
    expect(await history.unfinished()).toHaveLength(1);
  });

  it('is shared by windows that write at once', async () => {
    const files = openPrivateFolder(bench.folder());
    const windows = [1, 2, 3].map((process) =>
      openConfigHistory(files, { process, isRunning: () => true, now: () => 7 }),
    );
    await Promise.all(
      windows.flatMap((history, i) =>
        [...Array(20).keys()].map(async (j) => {
          const note = await history.begin({ ref: REF, operation: 'put', who: WHO, before: { i, j } });
          await note.end({ result: 'done', after: { i, j } });
        }),
      ),
    );
    const { writes } = await openConfigHistory(files, ticking()).list();
    expect(new Set(writes.map(({ before }) => JSON.stringify(before))).size).toBe(60);
    expect(writes.every(({ end, before }) => JSON.stringify(end?.after) === JSON.stringify(before))).toBe(
      true,
    );
  });

  it('stands files that are cut, of a newer version, of 5 MB or somebody else’s', async () => {
    const folder = bench.folder();
    const files = openPrivateFolder(folder);
    const history = openConfigHistory(files, ticking());
    const large = { text: 'x'.repeat(5_000_000) };
    for (const before of [{ a: 1 }, { a: 2 }, { a: 3 }, large]) {
      const note = await history.begin({ ref: REF, operation: 'put', who: WHO, before });
      await note.end({ result: 'done', after: { a: 0 } });
    }
    const names = [...(await files.list())].sort();
    const [cut = '', newer = '', half = ''] = names.filter((name) => name.includes('.begun.'));
    const text = readFileSync(join(folder, cut), 'utf8');
    writeFileSync(join(folder, cut), text.slice(0, text.length / 2));
    writeFileSync(
      join(folder, newer),
      readFileSync(join(folder, newer), 'utf8').replace('"version":1', '"version":2'),
    );
    writeFileSync(join(folder, half.replace('begun', 'ended')), '{"version":1,"result":"do');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const { writes, unreadable } = await history.list();
    expect(unreadable).toBe(2);
    expect(writes.map(({ before, end }) => [before, end?.result])).toEqual([
      [large, 'done'],
      [{ a: 3 }, undefined],
    ]);
  });

  it('refuses a DELETE that could not be written down, and no plain save', async () => {
    const folder = join(bench.folder(), 'file');
    writeFileSync(folder, 'no folder');
    const note = await openConfigHistory(openPrivateFolder(folder), ticking()).begin({
      ...{ ref: REF, operation: 'put', who: WHO, before: null },
    });
    await expect(note.journal.begin({ ref: REF, before: BEFORE, wanted: WANTED })).rejects.toThrow();
    await note.end({ result: 'done' });
  });
});
