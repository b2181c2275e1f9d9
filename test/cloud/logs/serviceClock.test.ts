import { expect, it } from 'vitest';
import { ServiceClock } from '../../../src/cloud/logs/serviceClock';
import type { Door } from '../../../src/cloud/door';

const MINUTE = 60_000;
const NEVER = new AbortController().signal;

/** A clock that has learnt from one answer at a local moment of a service that is so far ahead. */
async function learnt(at: number, aheadMs: number): Promise<ServiceClock> {
  const clock = new ServiceClock(() => at);
  const response = {
    header: (name: string) => (name === 'date' ? new Date(at + aheadMs).toUTCString() : undefined),
  };
  const door: Pick<Door, 'send'> = {
    send: () => Promise.resolve(response as Awaited<ReturnType<Door['send']>>),
  };
  const request = { method: 'GET' as const, url: 'http://127.0.0.1/', headers: {} };
  await clock.listeningAt(door as Door).send(request, { connectMs: 1, totalMs: 1, maxBytes: 1 }, NEVER);
  return clock;
}

it.each([
  ['is ahead', 10 * MINUTE],
  ['is behind', -10 * MINUTE],
  ['is right', 0],
])('a service that %s is asked about a moment from then on by its own clock', async (_, ahead) => {
  const clock = await learnt(100 * MINUTE, ahead);
  const earliest = clock.earliest(101 * MINUTE);
  expect(earliest).toBeLessThanOrEqual(101 * MINUTE + ahead);
  expect(earliest).toBeGreaterThan(101 * MINUTE + ahead - 2000);
});

it('what happened before the first answer is found whether or not the clock was set since', async () => {
  const forward = await learnt(100 * MINUTE, 10 * MINUTE);
  expect(forward.earliest(90 * MINUTE)).toBeLessThanOrEqual(90 * MINUTE);
  const behind = await learnt(100 * MINUTE, -10 * MINUTE);
  expect(behind.earliest(90 * MINUTE)).toBeLessThanOrEqual(80 * MINUTE);
});
