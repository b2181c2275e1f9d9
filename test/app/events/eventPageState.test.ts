import { describe, expect, it } from 'vitest';
import {
  eventPageStateOf,
  payloadContent,
  readEventIds,
  readQueuedEvent,
  resultContent,
} from '../../../src/app/events/eventPageState';
import type { EventLife } from '../../../src/model/invocation/eventLife';
import { translate } from '../../../src/model/message';

const life: EventLife = {
  queuedAt: 0,
  skewMs: 0,
  state: 'failed',
  attempts: [1, 2].map((number) => ({
    number,
    outcome: 'failed',
    error: 'e'.repeat(5000),
    lines: Array.from({ length: 10_000 }, (_, line) => ({ id: String(line), text: `line ${String(line)}` })),
  })),
  plan: undefined,
  delivery: { kind: 'open' },
  error: { text: 'e'.repeat(5000), code: 'FSS.0500' },
  sources: { record: 'heard', log: 'heard' },
};

describe('the state of an event’s page', () => {
  const stateOf = (...opened: readonly number[]) =>
    eventPageStateOf({
      subject: { service: 'functiongraph-huawei', title: 'a', context: 'b', id: 'c' },
      life,
      followed: false,
      opened: new Set(opened),
      now: 1,
      abilities: { stop: false, replay: false, skipWait: false },
      payload: payloadContent('pending', translate),
      result: resultContent(life, undefined, translate),
    });

  it('has the lines of the attempts that are open, the last thousand of each, and counts all', () => {
    const state = stateOf(2);
    expect(state.life.attempts.map(({ lines }) => lines.length)).toEqual([0, 1000]);
    expect(state.life.attempts[1]?.lines.at(-1)?.text).toBe('line 9999');
    expect(state.lineCounts).toEqual([10_000, 10_000]);
    expect(JSON.stringify(stateOf()).length).toBeLessThan(10_000);
  });

  it('holds no error of any length', () => {
    const { attempts, error } = stateOf().life;
    expect(attempts[0]?.error).toBe(`${'e'.repeat(1000)}…`);
    expect(error).toEqual({ text: `${'e'.repeat(1000)}…`, code: 'FSS.0500' });
  });

  it('says where a payload is not known', () => {
    const why = (text: string | undefined, inJournal: boolean) =>
      payloadContent({ text, inJournal }, translate);
    expect(why('{}', true)).toEqual({ kind: 'text', text: '{}', opens: true });
    expect(why(undefined, true)).toMatchObject({ kind: 'none', why: 'It was too large to keep.' });
    expect(why(undefined, false)).toMatchObject({
      kind: 'none',
      why: 'It is not in the history, and the service does not tell it.',
    });
    expect(why('x'.repeat(2 ** 20), false)).toEqual({
      kind: 'none',
      why: 'It is too large to show here (1 MB).',
      opens: false,
    });
  });
});

describe('what names an event', () => {
  const ref = { connection: 'work', group: 'orders', name: 'flaky', qualifier: 'latest' };
  const queued = { ref, taskId: 'task', requestId: 'request', queuedAt: 5, recordId: 'record' };

  it('is read as it was kept, and holds ids only', () => {
    const ids = { service: 'functiongraph-otc', ...queued };
    expect(readEventIds(JSON.parse(JSON.stringify(ids)))).toEqual(ids);
    expect(readEventIds({ ...ids, payload: 'secret', life })).toEqual(ids);
    expect(readQueuedEvent({ ref, taskId: 'task', queuedAt: 5 })).toEqual({
      ref,
      taskId: 'task',
      queuedAt: 5,
    });
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { ...queued, service: 'aws' },
    { ...queued, service: 7 },
    { service: 'functiongraph-otc', ...queued, ref: { ...ref, name: 5 } },
    { service: 'functiongraph-otc', ...queued, ref: undefined },
    { service: 'functiongraph-otc', ...queued, taskId: null },
    { service: 'functiongraph-otc', ...queued, queuedAt: 'yesterday' },
    { service: 'functiongraph-otc', ...queued, queuedAt: 1e300 },
  ])('is not taken from %j', (kept) => {
    expect(readEventIds(kept)).toBeUndefined();
  });
});
