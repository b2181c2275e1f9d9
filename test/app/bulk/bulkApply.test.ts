import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { assert, describe, expect, it } from 'vitest';
import { planApply, planUndo, reopen, writtenRows } from '../../../src/app/bulk/plans';
import type { Connection } from '../../../src/model/connection';
import { NEVER } from '../../cloud/functionGraphFixture';
import { openBulkWindow } from './bulkBench';
import { AGE, RETRIES, CHANGE, writesSeen, eventuallyTaken, bulkService } from './bulkService';

const { bench, startService } = bulkService();

describe('a bulk apply', () => {
  it('shows old and new, sends nothing before the start, and keeps its files to the owner', async () => {
    const { sandbox, connection, token, refs, held } = await startService(6, 3);
    const before = await held();
    const folder = bench.folder();
    const { ports } = openBulkWindow({ connections: [connection], token, folder });
    await writesSeen(sandbox);
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const rows = bulk.state().rows;
    before.forEach((text, i) => {
      const changes = rows[i]?.changes.map(({ field, from, to }) => `${field}: ${from} > ${to}`) ?? [];
      if (text === '') expect(changes[0]).toBe('Configuration: none > created');
      else {
        const retries = (JSON.parse(text) as Record<string, number>)[RETRIES];
        expect(changes).toHaveLength(1);
        expect(changes[0]).toContain(String(retries));
        expect(changes[0]).toMatch(/ > no retr/);
      }
    });
    expect(await writesSeen(sandbox, 'PUT', 'DELETE')).toEqual([]);
    expect(readdirSync(folder).includes('bulk')).toBe(false);
    await bulk.start();
    for (const name of readdirSync(join(folder, 'bulk')))
      expect(statSync(join(folder, 'bulk', name)).mode & 0o777, name).toBe(0o600);
  });

  it.each(['the whole', 'one field'])('shows a field whose name has a dot, in %s', async (what) => {
    const { connection, token, refs } = await startService(2, 3);
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const { label, service, document } = CHANGE;
    const change = { label, service, document: { ...document, 'trace.level': 'full' } };
    const bulk = planApply(
      what === 'the whole' ? change : { ...change, fields: ['trace.level'] },
      refs,
      ports,
    );
    await bulk.dryRun();
    for (const { changes } of bulk.state().rows) {
      const said = changes.map(({ field, from, to }) => `${field}: ${from} > ${to}`);
      expect(said).toContain('Field trace.level: none > "full"');
    }
    bulk.dispose();
  });

  it('stops in the middle, and is taken up where it was', async () => {
    const { sandbox, connection, token, refs, held } = await startService(9, 4);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await writesSeen(sandbox);
    const listening = bulk.onDidChange(() => {
      if (bulk.rows().filter(({ step }) => step?.state === 'written').length === 4) bulk.cancel();
    });
    await bulk.start();
    listening.dispose();
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(4);
    expect(await files.cutOff(), 'a person has stopped it').toEqual([]);
    bulk.dispose();
    const [run] = (await files.list()).runs;
    assert(run);
    const notes = await eventuallyTaken(files, run.id);
    const again = reopen(run, notes, ports);
    await again.dryRun();
    await again.start();
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(5);
    for (const text of await held()) expect(text).toContain(`"${RETRIES}": 0`);
  });

  it('leaves what somebody has changed since the table was made, and tells', async () => {
    const { connection, token, refs, cloud } = await startService(4, 5);
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const [changed] = refs;
    assert(changed);
    const theirs = { [AGE]: 77, [RETRIES]: 3 };
    await cloud.putAsyncConfig(changed, theirs, NEVER);
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(['skipped', 'written', 'written', 'written']);
    expect(bulk.state().rows[0]?.why).toMatch(/changed it since/);
    expect((await cloud.getAsyncConfig(changed, NEVER))?.document).toEqual(theirs);
  });

  it('does not undo what somebody has changed since, unless a person chooses it', async () => {
    const { connection, token, refs, cloud, held } = await startService(4, 6);
    const before = await held();
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    const [changed] = refs;
    assert(changed);
    await cloud.putAsyncConfig(changed, { [AGE]: 77, [RETRIES]: 3 }, NEVER);
    const undo = planUndo('undo', writtenRows(bulk.rows()), ports);
    await undo.dryRun();
    expect(undo.state().rows.map(({ state, chosen }) => [state, chosen])).toEqual([
      ['ask', false],
      ...refs.slice(1).map(() => ['ready', true]),
    ]);
    await undo.start();
    expect((await held()).slice(1)).toEqual(before.slice(1));
    expect((await cloud.getAsyncConfig(changed, NEVER))?.document).toEqual({ [AGE]: 77, [RETRIES]: 3 });
    undo.choose([undo.rows()[0]?.key ?? ''], true);
    await undo.start();
    expect(await held()).toEqual(before);
  });

  it('asks once on a connection that is marked, and sends and stores nothing where the person leaves', async () => {
    const { sandbox, connection, token, refs } = await startService(5, 7);
    const marked: Connection = { ...connection, guard: 'confirm' };
    const folder = bench.folder();
    const leaving = openBulkWindow({ connections: [marked], token, folder, confirms: false });
    const left = planApply(CHANGE, refs, leaving.ports);
    await left.dryRun();
    await writesSeen(sandbox);
    await left.start();
    expect(left.state().problem).toMatch(/Not confirmed/);
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
    expect((await leaving.files.list()).runs).toEqual([]);
    const { ports, asked } = openBulkWindow({ connections: [marked], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    expect(asked).toEqual([5]);
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(5);
  });

  it('finds what every save finds, at the levels that the person has chosen', async () => {
    const { sandbox, connection, token, refs } = await startService(2, 11);
    const doubtful = { ...CHANGE, document: { [RETRIES]: 5 } };
    const dryRun = async (level: 'off' | 'error') => {
      const levels = { 'doubtful-range': level, 'no-failure-destination': 'off' } as const;
      const parts = { connections: [connection], token, folder: bench.folder(), levels };
      const bulk = planApply(doubtful, refs, openBulkWindow(parts).ports);
      await bulk.dryRun();
      return bulk;
    };
    const quiet = await dryRun('off');
    expect(quiet.state().rows.flatMap(({ findings }) => findings)).toEqual([]);
    const strict = await dryRun('error');
    expect(strict.state().rows.map(({ state }) => state)).toEqual(['cannot', 'cannot']);
    await writesSeen(sandbox);
    await strict.start();
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });

  it('sends nothing to a read-only connection, and what a service would refuse to nobody', async () => {
    const { sandbox, connection, token, refs } = await startService(3, 8);
    const folder = bench.folder();
    const readOnly = openBulkWindow({ connections: [{ ...connection, guard: 'readOnly' }], token, folder });
    const refused = planApply(CHANGE, refs, readOnly.ports);
    await refused.dryRun();
    const wrong = planApply(
      { ...CHANGE, document: { [RETRIES]: 99 } },
      refs,
      openBulkWindow({ connections: [connection], token, folder }).ports,
    );
    await wrong.dryRun();
    await writesSeen(sandbox);
    for (const bulk of [refused, wrong]) {
      expect(bulk.state().rows.map(({ state }) => state)).toEqual(refs.map(() => 'cannot'));
      await bulk.start();
    }
    expect(wrong.state().rows[0]?.findings[0]?.severity).toBe('error');
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });
});
