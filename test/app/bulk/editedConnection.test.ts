import { assert, describe, expect, it } from 'vitest';
import type { FunctionRef } from '../../../src/model/functionRef';
import { planApply, planUndo, reopen, versionsOf, writtenRows } from '../../../src/app/bulk/plans';
import { NEVER } from '../../cloud/functionGraphFixture';
import { openBulkWindow } from './bulkBench';
import { bulkService, CHANGE, eventuallyTaken, writesSeen } from './bulkService';

const { bench, startService } = bulkService();
const ELSEWHERE = 'Its connection leads elsewhere now.';

/** A window on a service with functions, none of which is written to yet. */
async function windowOn(count: number, seed: number) {
  const { connection, token, refs, sandbox } = await startService(count, seed);
  const folder = bench.folder();
  const openWindow = () => openBulkWindow({ connections: [connection], token, folder });
  await writesSeen(sandbox);
  return { refs, openWindow, writes: () => writesSeen(sandbox, 'PUT', 'DELETE') };
}

it('to functions of which one is deleted meanwhile goes to the others, and tells of that one', async () => {
  const { connection, token, refs, cloud } = await startService(2, 25);
  const gone = { ...refs[0], name: 'gone' } as FunctionRef;
  for (const which of ['all', 'configured'] as const) {
    const found = await versionsOf([gone, ...refs], which, cloud, NEVER);
    expect(found.map(({ name }) => name)).toContain('gone');
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const bulk = planApply(CHANGE, found, ports);
    await bulk.dryRun();
    const states = new Map(bulk.state().rows.map(({ version, state }) => [version, state]));
    expect(states.get('default/gone@latest')).toBe('cannot');
    expect([...states.values()]).toContain('ready');
    bulk.dispose();
  }
});

describe('an apply to many whose connection is edited', () => {
  it('goes on where that has another name or mark', async () => {
    const { refs, openWindow, writes } = await windowOn(3, 21);
    const { ports, edit } = openWindow();
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    edit('s', { name: 'Another name', guard: 'confirm' });
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(refs.map(() => 'written'));
    expect(await writes()).toHaveLength(3);
    bulk.dispose();
  });

  it('half-way sends nothing to functions that nobody has looked at', async () => {
    const { refs, openWindow, writes } = await windowOn(5, 22);
    const { ports, edit } = openWindow();
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const listening = bulk.onDidChange(() => {
      if (bulk.rows().filter(({ step }) => step?.state === 'written').length < 2) return;
      listening.dispose();
      edit('s', { region: 'another' });
    });
    await bulk.start();
    expect(await writes()).toHaveLength(2);
    const rows = bulk.state().rows.map(({ state, why }) => (state === 'skipped' ? why : state));
    expect(rows).toEqual(['written', 'written', ELSEWHERE, ELSEWHERE, ELSEWHERE]);
    bulk.dispose();
  });

  it('between two runs is not taken up elsewhere, nor undone there', async () => {
    const { refs, openWindow, writes } = await windowOn(4, 23);
    const { ports, files } = openWindow();
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const listening = bulk.onDidChange(() => {
      if (bulk.rows().filter(({ step }) => step?.state === 'written').length === 2) bulk.cancel();
    });
    await bulk.start();
    listening.dispose();
    bulk.dispose();
    await writes();
    const [left] = (await files.list()).runs;
    assert(left);

    const later = openWindow();
    later.edit('s', { region: 'another' });
    const again = reopen(left, await eventuallyTaken(files, left.id), later.ports);
    await again.dryRun();
    await again.start();
    expect(again.state().rows.map(({ why }) => why)).toEqual([undefined, undefined, ELSEWHERE, ELSEWHERE]);
    const undo = planUndo('undo', writtenRows(again.rows()), later.ports);
    await undo.dryRun();
    expect(undo.state().rows.map(({ state, why }) => [state, why])).toEqual([
      ['cannot', ELSEWHERE],
      ['cannot', ELSEWHERE],
    ]);
    expect(await writes()).toEqual([]);

    // Where it leads back, what was written can be taken back.
    const back = planUndo('undo', writtenRows(again.rows()), ports);
    await back.dryRun();
    await back.start();
    expect(back.state().rows.map(({ state }) => state)).toEqual(['written', 'written']);
    for (const each of [again, undo, back]) each.dispose();
  });

  it('goes on where the sandbox has been started again, at another port', async () => {
    const { refs, openWindow, writes } = await windowOn(2, 24);
    const { ports, edit } = openWindow();
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const { endpoint = '' } = ports.connections.get('s') ?? {};
    edit('s', { endpoint: endpoint.replace('127.0.0.1', 'localhost') });
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(refs.map(() => 'written'));
    expect(await writes()).toHaveLength(2);
    bulk.dispose();
  });
});
