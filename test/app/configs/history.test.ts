import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRevisions } from '../../../src/app/configs/revision';
import { createGuard } from '../../../src/app/connections/guard';
import { createServiceCopies } from '../../../src/app/configs/serviceCopies';
import { lastToUndo, openConfigHistory, type Machine } from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import { documentPath } from '../../../src/model/documentPath';
import { sameJson, type JsonObject } from '../../../src/model/json';
import { readSources } from '../../sources';
import { REF, BEFORE, WANTED, WHO, replacing, historyBench } from './historyBench';

const { bench, startService } = historyBench();

/** A machine on which time goes on by one with each question. */
function ticking(start = 0): Machine {
  let now = start;
  return { process: 1, isRunning: () => true, now: () => ++now };
}

describe('the history of writes', () => {
  const path = documentPath(REF, 'functiongraph-huawei');
  const OTHER = { ...REF, name: 'other' };

  it('has before a write what the service held by then, where that changed while a person was asked', async () => {
    const { connection, token } = await startService();
    const colleague = connect(connection, { kind: 'token', token }, openDoor({ log: () => undefined }));
    const never = new AbortController().signal;
    const theirs = { ...BEFORE, max_async_retry_attempts: 3 };
    const guard = createGuard({
      connection: () => ({ ...connection, guard: 'confirm' }),
      confirm: async ({ change }) => {
        if (sameJson(change?.before, BEFORE)) await colleague.putAsyncConfig(REF, theirs, never);
        return true;
      },
    });
    const history = openConfigHistory(openPrivateFolder(bench.folder()), ticking());
    const copies = createServiceCopies({
      cloudOf: () => Promise.resolve(guard.protect(colleague)),
      revisions: loadRevisions({ load: () => [], store: () => undefined }),
      history,
    });
    await colleague.putAsyncConfig(REF, BEFORE, never);
    await copies.put(path, WANTED, await copies.read(path));
    expect(lastToUndo((await history.list(REF)).writes)).toMatchObject({
      before: theirs,
      end: { after: WANTED },
    });
  });

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
