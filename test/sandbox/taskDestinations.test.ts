import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json';
import { askSigned } from './functionComputeClient';
import { eventually } from './sandboxBench';
import { OK, EXPLODED, send, reached, advanceUntil, taskBench } from './taskBench';

const { world } = taskBench();

/** The messages that lie below a folder of the state. */
function messages(state: string, folder: string): readonly Json[] {
  const root = path.join(state, 'cn-shanghai/3.0', folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => JSON.parse(readFileSync(path.join(entry.parentPath, entry.name), 'utf8')) as Json);
}

const to = (side: 'onSuccess' | 'onFailure', destination: string) => ({
  destinationConfig: { [side]: { destination } },
});

describe('a destination', () => {
  test.each([
    ['acs:mns:cn-shanghai::/queues/my-queue/messages', 'queues/my-queue'],
    ['acs:mns:cn-shanghai:1602938475610284:/topics/成功/messages', 'topics/成功'],
    ['acs:eventbridge:cn-shanghai:1:eventbus/bus', 'eventbridge/bus'],
    ['acs:mq:cn-shanghai:1:/instances/MQ_1/topic/t', 'rocketmq/MQ_1/t'],
  ])('gets the message: %s', async (arn, folder) => {
    const at = await world(to('onSuccess', arn), { work: () => OK });
    await send(at, 'job-1', { k: 'ü' });
    expect(await reached(at, 'job-1', 'Succeeded')).toMatchObject({ destinationStatus: 'Succeeded' });
    expect(messages(at.state, folder)).toMatchObject([
      {
        destination: arn,
        message: {
          requestContext: {
            functionArn: 'acs:fc:::functions/work/LATEST',
            condition: '',
            approximateInvokeCount: 1,
          },
          requestPayload: '{"k":"ü"}',
          responseContext: { statusCode: 200, functionError: '' },
          responsePayload: '"done"',
        },
      },
    ]);
  });

  test('on failure gets the error and the number of attempts', async () => {
    const config = {
      maxAsyncRetryAttempts: 1,
      ...to('onFailure', 'acs:mns:cn-shanghai::/queues/q/messages'),
    };
    const at = await world(config, { work: () => EXPLODED });
    await send(at, 'job-1');
    await advanceUntil(at, 'job-1', 'Failed');
    expect(messages(at.state, 'queues/q')).toMatchObject([
      {
        message: {
          requestContext: { condition: 'UnhandledInvocationError', approximateInvokeCount: 2 },
          responseContext: { functionError: 'UnhandledInvocationError' },
        },
      },
    ]);
  });

  test.each([
    ['acs:fc:cn-shanghai::functions/next', '3.0'],
    ['acs:fc:cn-shanghai:1602938475610284:functions/next/LATEST', '3.0'],
    ['acs:fc:cn-shanghai:1602938475610284:services/jobs.LATEST/functions/next', '2.0'],
    ['acs:fc:cn-shanghai:1602938475610284:services/jobs/functions/next', '2.0'],
  ])('that is a function is invoked: %s', async (arn, generation) => {
    const events: string[] = [];
    const services: string[] = [];
    const at = await world(to('onSuccess', arn), {
      work: () => OK,
      next: ({ event, context }) => {
        events.push(event);
        services.push(context.dialect === 'functionCompute' ? context.serviceName : '?');
        return OK;
      },
    });
    await send(at, 'job-1');
    await eventually(
      () => {
        at.clock.advance(1);
        return events.length;
      },
      (count) => count === 1,
    );
    expect(JSON.parse(events[0] ?? '')).toMatchObject({ responsePayload: '"done"' });
    expect(services).toEqual([generation === '2.0' ? 'jobs' : '']);
  });

  test('that is the function itself ends in the end', async () => {
    let runs = 0;
    const at = await world(to('onSuccess', 'acs:fc:cn-shanghai::functions/work'), {
      work: () => {
        runs += 1;
        return { kind: 'returned', text: '' };
      },
    });
    await send(at, 'job-1');
    const log = await eventually(
      async () => {
        at.clock.advance(1);
        const from = Math.floor(at.clock.now() / 1000) - 60;
        const target = `/logstores/function-log?type=log&from=${String(from)}&to=${String(from + 120)}&query=reached`;
        return (await askSigned(at.sandbox, 'GET', target, undefined, { at: at.clock.now(), scheme: 'LOG' }))
          .body;
      },
      (rows) => Array.isArray(rows) && rows.length > 0,
    );
    // The message of the message of the message is soon too large; if not, the hops are counted.
    expect(JSON.stringify(log)).toMatch(/over the limit|passed on 16 times/);
    expect(runs).toBeGreaterThan(3);
    expect(runs).toBeLessThan(18);
  });

  test.each([
    ['is not there', 'acs:fc:cn-shanghai::functions/nobody', '1'],
    ['is in another region', 'acs:fc:cn-beijing::functions/work', '1'],
    ['takes no message of that size', 'acs:mns:cn-shanghai::/queues/q/messages', 'x'.repeat(70_000)],
  ])('that %s is told as not reached', async (_what, arn, text) => {
    const at = await world(to('onSuccess', arn), { work: () => ({ kind: 'returned', text }) });
    await send(at, 'job-1');
    expect(await reached(at, 'job-1', 'Succeeded')).toMatchObject({ destinationStatus: 'Failed' });
    expect(messages(at.state, 'queues')).toEqual([]);
  });
});
