import { describe, expect, it } from 'vitest';
import { eventNode, eventsNode, qualifierNode, type EventsNode } from '../../../src/app/catalog/nodes';
import type { EventList } from '../../../src/app/events/eventList';
import type { ListFilter } from '../../../src/app/events/knownEvents';
import { chosenEvents, eventRows } from '../../../src/app/events/eventNodes';
import type { QualifierSummary } from '../../../src/cloud/functionSummary';
import type { AsyncInvocation } from '../../../src/cloud/invocation';
import type { Connection } from '../../../src/model/connection';
import type { ServiceId } from '../../../src/model/service';
import type { Json } from '../../../src/model/json';

const NOW = 1_700_000_000_000;

const connection = (service: ServiceId): Connection => ({
  id: 'c',
  name: 'Mine',
  service,
  region: 'r',
  projectId: 'p',
  credential: 'keys',
});

/** The node of a version's events; `target`: of an alias that has no config of its own. */
function eventsOf(service: ServiceId, target?: string): EventsNode {
  const ref = {
    connection: 'c',
    group: 'demo',
    name: 'pay',
    qualifier: target === undefined ? 'latest' : '!prod',
  };
  const kind = target === undefined ? 'version' : 'alias';
  const qualifier: QualifierSummary = {
    kind,
    ref,
    urn: 'urn',
    ...(target !== undefined && { target }),
  };
  return eventsNode(qualifierNode(connection(service), qualifier, target === undefined, true));
}

type State = Pick<EventList, 'rows' | 'phase' | 'hasOlder' | 'filter'>;

function list(more: Partial<State> = {}): EventList {
  const state: State = { rows: [], phase: { kind: 'resting' }, hasOlder: false, filter: {}, ...more };
  return state as EventList;
}

const event = (taskId: string, more: Partial<AsyncInvocation> = {}): AsyncInvocation => ({
  taskId,
  status: 'SUCCESS',
  phase: 'succeeded',
  startedAt: NOW - 1000,
  ...more,
});

type Known = Parameters<typeof eventRows>[2];

/** Configs as far as they were read: `undefined` for one that is not there. */
function configs(phase: 'reading' | 'complete', held: Readonly<Record<string, Json>> = {}): Known {
  const known = new Map(Object.entries(held).map(([qualifier, document]) => [qualifier, { document }]));
  return {
    knownConfigs: () => ({ listing: { phase: { kind: phase } }, configs: known }),
  } as unknown as Known;
}

const unread: Known = { knownConfigs: () => undefined };

/** What the rows say, each in a word: an event by its id, a remark by its kind. */
function said(node: EventsNode, state: EventList, known: Known = unread): readonly string[] {
  return eventRows(node, state, known, NOW).map((row) =>
    row.kind === 'event' ? row.event.taskId : row.remark.kind,
  );
}

describe('the rows below a version’s events', () => {
  const huawei = eventsOf('functiongraph-huawei');
  const rows = [event('b'), event('a')];

  it('say that they are being read only where there is nothing else to see', () => {
    const phase = { kind: 'reading', what: 'newest' } as const;
    expect(said(huawei, list({ phase }))).toEqual(['reading']);
    expect(said(huawei, list({ phase, rows }))).toEqual(['b', 'a']);
  });

  it('end in what is older: offered, being read, or failed', () => {
    expect(said(huawei, list({ rows, hasOlder: true }))).toEqual(['b', 'a', 'older']);
    const reading = { kind: 'reading', what: 'older' } as const;
    expect(said(huawei, list({ rows, hasOlder: true, phase: reading }))).toEqual(['b', 'a', 'reading']);
    const failed = { kind: 'failed', what: 'older', error: new Error('no') } as const;
    expect(said(huawei, list({ rows, hasOlder: true, phase: failed }))).toEqual(['b', 'a', 'failed']);
  });

  it('begin with a failure of the newest, and with what was cancelled', () => {
    const failed = { kind: 'failed', what: 'newest', error: new Error('no') } as const;
    expect(said(huawei, list({ rows, hasOlder: true, phase: failed }))).toEqual(['failed', 'b', 'a']);
    expect(said(huawei, list({ phase: { kind: 'cancelled' } }))).toEqual(['cancelled']);
  });

  it('have keys of their own, and an event says when it was queued as far as its record does', () => {
    const steps = [{ kind: 'enqueued', status: 'Enqueued', at: NOW - 5000 }] as const;
    const given = eventRows(
      huawei,
      list({ rows: [event('x', { steps }), event('y'), { taskId: 'z', status: 'WAIT', phase: 'waiting' }] }),
      unread,
      NOW,
    );
    expect(new Set(given.map(({ key }) => key)).size).toBe(3);
    expect(given.map((row) => row.kind === 'event' && row.event.queuedAt)).toEqual([
      NOW - 5000,
      NOW - 1000,
      NOW,
    ]);
  });

  const notKept = (node: EventsNode, known: Known, filter: ListFilter = {}) =>
    said(node, list({ filter }), known);

  it('say that none are kept only where the config that counts was read and does not ask for them', () => {
    const on = { enable_async_status_log: true };
    expect(notKept(huawei, unread)).toEqual(['none']);
    expect(notKept(huawei, configs('reading'))).toEqual(['none']);
    expect(notKept(huawei, configs('complete'))).toEqual(['notKept']);
    expect(notKept(huawei, configs('complete', { latest: { enable_async_status_log: false } }))).toEqual([
      'notKept',
    ]);
    expect(notKept(huawei, configs('complete', { latest: on }))).toEqual(['none']);
    expect(said(huawei, list({ rows }), configs('complete'))).toEqual(['b', 'a']);
  });

  it('name the config of the version that an alias points to', () => {
    const alias = eventsOf('functiongraph-huawei', 'v2');
    expect(notKept(alias, configs('complete', { v2: { enable_async_status_log: true } }))).toEqual(['none']);
    const [row] = eventRows(alias, list(), configs('complete'), NOW);
    expect(row).toMatchObject({ remark: { kind: 'notKept', config: { qualifier: 'v2' } } });
  });

  it('never offer a switch that does harm', () => {
    const otc = eventsOf('functiongraph-otc');
    for (const known of [unread, configs('complete')])
      expect(notKept(otc, known)).toEqual(['perhapsNotKept']);
  });

  it('tell a filter that lets nothing through from events that are not there', () => {
    const on = configs('complete', { latest: { enable_async_status_log: true } });
    const remark = (filter: ListFilter) => eventRows(huawei, list({ filter }), on, NOW)[0];
    expect(remark({ phase: 'failed' })).toMatchObject({ remark: { kind: 'none', isFiltered: true } });
    expect(remark({ withinMs: 1 })).toMatchObject({ remark: { kind: 'none', isFiltered: true } });
    const onOtc = eventRows(
      eventsOf('functiongraph-otc'),
      list({ filter: { phase: 'failed' } }),
      unread,
      NOW,
    )[0];
    expect(onOtc).toMatchObject({ remark: { kind: 'none', isFiltered: true } });
    expect(remark({})).toMatchObject({ remark: { kind: 'none', isFiltered: false } });
  });
});

describe('the events that a command is about', () => {
  const [latest, prod] = [eventsOf('functioncompute-3'), eventsOf('functioncompute-3', 'v1')];
  const [first, second] = ['job-1', 'job-2'].map((id) => eventNode(latest, event(id), NOW));

  it('are all that are selected where the clicked one is among them, else that one', () => {
    expect(chosenEvents(first, [first, second])).toEqual([first, second]);
    expect(chosenEvents(first, [second])).toEqual([first]);
    expect(chosenEvents(first, undefined)).toEqual([first]);
    expect(chosenEvents(latest, [first])).toEqual([]);
  });

  it('are not those of another version where a task has the same name', () => {
    const clicked = eventNode(prod, event('job-1'), NOW);
    expect(chosenEvents(clicked, [first, second])).toEqual([clicked]);
  });
});
