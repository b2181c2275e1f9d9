import { describe, expect, test } from 'vitest';
import { stopEvents } from '../../../src/app/events/stopEvents';
import { CloudError } from '../../../src/cloud/errors';
import { message } from '../../../src/model/message';

const ref = { connection: 'c', group: 'orders', name: 'pay', qualifier: 'latest' };
const events = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ ref, taskId: `t${String(at)}`, queuedAt: at }));

function refused(status: number): CloudError {
  const summary = message('The service does not allow this.');
  const kind = 'service';
  return new CloudError({ kind, operation: 'stop', sent: 'answered', status, repeatable: false, summary });
}

describe('stopping several events', () => {
  test('asks for each once and tells what became of each', async () => {
    const asked: string[] = [];
    const failures = new Map([
      ['t1', refused(400)],
      ['t2', refused(403)],
    ]);
    const cloud = {
      stopAsyncInvocation: (_ref: unknown, taskId: string) => {
        asked.push(taskId);
        const failure = failures.get(taskId);
        return failure ? Promise.reject(failure) : Promise.resolve();
      },
    };
    const told: number[] = [];
    const results = await stopEvents(
      events(4),
      () => Promise.resolve(cloud),
      (done) => told.push(done),
      new AbortController().signal,
    );
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['asked', 'over', 'failed', 'asked']);
    expect(asked).toEqual(['t0', 't1', 't2', 't3']);
    expect(told).toEqual([1, 2, 3, 4]);
  });

  test('sends nothing more after a cancel, and says for which', async () => {
    const leaving = new AbortController();
    const asked: string[] = [];
    const cloud = {
      stopAsyncInvocation: async (_ref: unknown, taskId: string) => {
        asked.push(taskId);
        await Promise.resolve();
        if (asked.length === 4) leaving.abort();
      },
    };
    const results = await stopEvents(
      events(30),
      () => Promise.resolve(cloud),
      () => undefined,
      leaving.signal,
    );
    const left = results.filter(({ outcome }) => outcome.kind === 'left');
    expect(asked.length + left.length).toBe(30);
    expect(new Set(asked).size).toBe(asked.length);
    expect(left.length).toBeGreaterThan(20);
  });
});
