import * as assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { partRows, type Wanted } from '../../../src/app/invocations/journalRows';
import { readFilter } from '../../../src/model/invocation/journalFilter';
import type { MarkedSummary } from '../../../src/model/invocation/record';
import { relationsOf } from '../../../src/model/invocation/relations';

const at = (text: string): number => new Date(text).getTime();
const NOW = at('2026-11-22T14:00:00');

let count = 0;
const invocation = (startedAt: number, more: Partial<MarkedSummary> = {}): MarkedSummary => ({
  id: `id${String(++count).padStart(3, '0')}`,
  ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
  connectionName: 'Sandbox',
  service: 'functiongraph-huawei',
  mode: 'sync',
  startedAt,
  elapsedMs: 5,
  outcome: { kind: 'succeeded' },
  numbers: {},
  workspace: 'here',
  ...more,
});
const HERE: Wanted = { workspace: 'here', all: false, filter: undefined };

describe('the rows of the journal', () => {
  const today = invocation(NOW - 1000);
  const morning = invocation(at('2026-11-22T00:30:00'));
  const night = invocation(at('2026-11-21T23:00:00'));
  const before = invocation(at('2026-11-20T12:00:00'));
  const ids = (rows: readonly MarkedSummary[]) => rows.map(({ id }) => id);

  it('stand by days, the newest day open', () => {
    const rows = partRows([today, morning, night, before], HERE, NOW);
    assert.deepEqual(
      [rows.newest, rows.yesterday, rows.earlier].map(ids),
      [[today, morning], [night], [before]].map(ids),
    );
    const old = partRows([night, before], HERE, NOW);
    assert.deepEqual([old.newest, old.yesterday, old.earlier].map(ids), [[night], [], [before]].map(ids));
  });

  it('of one night stand together', () => {
    const rows = partRows([morning, night, before], HERE, at('2026-11-22T00:31:00'));
    assert.deepEqual([rows.newest, rows.yesterday].map(ids), [[morning, night], []].map(ids));
  });

  it('with a pin stand apart, each once', () => {
    const pinned = { ...morning, pinned: true } as const;
    const rows = partRows([today, pinned, night], HERE, NOW);
    assert.deepEqual(
      [rows.pinned, rows.newest, rows.yesterday].map(ids),
      [[pinned], [today], [night]].map(ids),
    );
  });

  it('are those of this workspace and of an earlier version, or of all', () => {
    const other = invocation(NOW, { workspace: 'there' });
    const { workspace, ...nowhere } = invocation(NOW);
    void workspace;
    const own = partRows([today, other, nowhere], HERE, NOW);
    assert.deepEqual(ids(own.newest), ids([today, nowhere]));
    assert.deepEqual([own.asked, own.elsewhere], [2, 1]);
    const all = partRows([today, other, nowhere], { ...HERE, all: true }, NOW);
    assert.deepEqual(ids(all.newest), ids([today, other, nowhere]));
    assert.equal(all.elsewhere, 0);
  });

  it('with a filter are one list of what it finds, whatever the day and the pin', () => {
    const filter = readFilter('noted');
    assert.ok(!('problem' in filter));
    const noted = { ...before, note: 'n', pinned: true } as const;
    const rows = partRows([today, night, noted], { ...HERE, filter }, NOW);
    assert.deepEqual([rows.newest, rows.pinned, rows.earlier].map(ids), [[noted], [], []].map(ids));
    assert.equal(rows.asked, 3);
  });
});

describe('who sent whose payload again', () => {
  it('is found by any id of the source, in both directions', () => {
    const source = invocation(1, { requestId: 'req', taskId: 'task' });
    const byRequest = invocation(2, { replayOf: { kind: 'event', id: 'req' } });
    const byTask = invocation(3, { replayOf: { kind: 'event', id: 'task' } });
    const again = invocation(4, { rerunOf: source.id });
    const unknown = invocation(5, { replayOf: { kind: 'record', id: 'elsewhere' } });
    const relations = relationsOf([unknown, again, byTask, byRequest, source]);
    for (const repeat of [byRequest, byTask, again]) assert.equal(relations.sourceOf(repeat), source);
    assert.deepEqual(relations.repeatsOf({ ...source }), [byRequest, byTask, again]);
    assert.equal(relations.sourceOf(unknown), undefined);
    assert.equal(relations.sourceOf(source), undefined);
    assert.deepEqual(relations.repeatsOf(again), []);
  });
});
