import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { eventually } from './sandboxBench';
import { DIALECTS, clock, deliveries, waits, sampleBench } from './sampleBench';

const { bench, start } = sampleBench();

describe.each(DIALECTS)('the samples on $name', (service) => {
  test('come configured', async () => {
    const sandbox = await start();
    const text = async (fn: string) => JSON.stringify(await service.config(sandbox, fn));
    expect(await text('flaky')).toMatch(/"max\w+attempts":2/i);
    expect(await text('flaky')).toMatch(/alert/);
    expect(await text('late')).toMatch(/late-orders/);
    expect(await text('receipt')).toMatch(/receipts/);
  });

  test('flaky waits, is tried again when the wait is skipped, and succeeds', async () => {
    const sandbox = await start({ retryDelayMs: 600_000 });
    const id = await service.queue(sandbox, 'flaky', { orderId: 'A-1' });
    await waits(sandbox, id, 1);
    const moved = await clock(sandbox, { skip: 'attempt', event: id });
    expect(moved.status).toBe(200);
    expect(member(moved.body, 'movedSeconds')).toBeGreaterThan(500);
    await waits(sandbox, id, 2);
    await clock(sandbox, { skip: 'attempt' });
    await eventually(
      () => service.status(sandbox, 'flaky', id),
      (status) => status === service.succeeded,
    );
    expect(await deliveries(sandbox, id)).toEqual([]);
  });

  test('flaky that fails for good is delivered to the function alert', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'flaky', { orderId: 'A-1', failures: 9 });
    await clock(sandbox, { seconds: 3600 });
    expect(await service.status(sandbox, 'flaky', id)).toBe(service.failed);
    const [delivery] = await deliveries(sandbox, id);
    expect(delivery).toMatchObject({ event: expect.stringMatching(/./) as string });
    expect(delivery).not.toHaveProperty('error');
  });

  test('late grows too old, at its age limit and not before', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'late', { orderId: 'A-1' });
    await clock(sandbox, { seconds: 50 });
    expect([service.failed, service.tooOld]).not.toContain(await service.status(sandbox, 'late', id));
    await clock(sandbox, { seconds: 11 });
    await eventually(
      () => service.status(sandbox, 'late', id),
      (status) => status === service.tooOld,
    );
  });

  test('receipt is delivered, and the delivery names its file', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'receipt', { orderId: 'A-9', items: [{ price: 4 }] });
    const [delivery] = await eventually(
      () => deliveries(sandbox, id),
      (found) => found.length === 1,
    );
    const text = readFileSync(textAt(delivery, 'file'), 'utf8');
    expect(text).toContain('A-9');
    expect(textAt(delivery, 'file').startsWith(sandbox.ready.state)).toBe(true);
  });
});

test('a config that was changed or deleted stays so, whatever the sample comes with', async () => {
  const state = bench.folder();
  const first = await start({ state });
  await first.ask('DELETE', 'fgs/functions/orders:flaky/async-invoke-config');
  await first.ask('PUT', 'fgs/functions/orders:late/async-invoke-config', { max_async_retry_attempts: 1 });
  await first.stop();
  const second = await start({ state });
  expect((await second.ask('GET', 'fgs/functions/orders:flaky/async-invoke-config')).status).toBe(404);
  const { body } = await second.ask('GET', 'fgs/functions/orders:late/async-invoke-config');
  expect(member(body, 'max_async_retry_attempts')).toBe(1);
});
