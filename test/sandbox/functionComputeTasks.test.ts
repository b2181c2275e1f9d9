import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { askSigned } from './functionComputeClient';
import {
  eventually,
  ManualClock,
  runnerOf,
  sandboxBench,
  type Bench,
  type Handler,
  type Result,
} from './sandboxBench';

const bench = sandboxBench();
const FUNCTION = '/2023-03-30/functions/work';
const OK: Result = { kind: 'returned', text: '"done"' };
const EXPLODED: Result = { kind: 'exited', code: 3, signal: null };

interface World {
  readonly clock: ManualClock;
  readonly state: string;
  readonly sandbox: Bench;
  readonly start: () => Promise<Bench>;
}

/** A sandbox with a function `work` in task mode, and time under control. */
async function world(
  config: Readonly<Record<string, Json>>,
  handlers: Readonly<Record<string, Handler>>,
): Promise<World> {
  const clock = new ManualClock(Date.now());
  const state = bench.folder();
  const functions = bench.functions(
    Object.fromEntries(Object.keys(handlers).map((name) => [`jobs/${name}`, {}])),
  );
  const start = () => bench.start({ functions, state }, { clock, runner: runnerOf(handlers) });
  const sandbox = await start();
  const body = { asyncTask: true, ...config };
  expect((await askAt({ clock, sandbox }, 'PUT', `${FUNCTION}/async-invoke-config`, body)).status).toBe(200);
  return { clock, state, sandbox, start };
}

type At = Pick<World, 'clock' | 'sandbox'>;

function askAt(
  { clock, sandbox }: At,
  method: string,
  target: string,
  body?: Json,
  headers: Record<string, string> = {},
) {
  return askSigned(sandbox, method, target, body, { at: clock.now(), headers });
}

async function send(at: At, id: string, event: Json = { k: 1 }): Promise<void> {
  const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': id };
  const answer = await askAt(at, 'POST', `${FUNCTION}/invocations`, event, headers);
  expect([answer.status, answer.headers.get('x-fc-async-task-id')]).toEqual([202, id]);
}

const task = async (at: At, id: string) => (await askAt(at, 'GET', `${FUNCTION}/async-tasks/${id}`)).body;
const reached = (at: At, id: string, status: string) =>
  eventually(
    () => task(at, id),
    (body) => member(body, 'status') === status,
  );
const steps = (body: Json) =>
  (member(body, 'events') as readonly Json[]).map((step) => member(step, 'status'));

/** Lets the time go on until a task has a status. */
async function advanceUntil(at: At, id: string, status: string, stepMs = 1000): Promise<Json> {
  return eventually(
    async () => {
      at.clock.advance(stepMs);
      return task(at, id);
    },
    (body) => member(body, 'status') === status,
  );
}

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

describe('a task', () => {
  test('succeeds, and tells its steps', async () => {
    const at = await world({}, { work: () => OK });
    await send(at, 'job-1');
    const done = await reached(at, 'job-1', 'Succeeded');
    expect(steps(done)).toEqual(['Enqueued', 'Running', 'Succeeded']);
    expect(done).toMatchObject({
      functionArn: 'acs:fc:cn-shanghai:1602938475610284:functions/work',
      qualifier: 'LATEST',
      alreadyRetriedTimes: 0,
      taskErrorMessage: '',
      taskPayload: '{"k":1}',
      destinationStatus: '',
    });
  });

  test('is retried with growing pauses, then fails', async () => {
    const times: number[] = [];
    const at = await world(
      { maxAsyncRetryAttempts: 2 },
      {
        work: () => {
          times.push(at.clock.now());
          return EXPLODED;
        },
      },
    );
    await send(at, 'job-1');
    await reached(at, 'job-1', 'Retrying');
    const failed = await advanceUntil(at, 'job-1', 'Failed', 250);
    expect(times).toHaveLength(3);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan((times[1] ?? 0) - (times[0] ?? 0));
    expect(steps(failed)).toEqual([
      'Enqueued',
      'Running',
      'Retrying',
      'Running',
      'Retrying',
      'Running',
      'Failed',
    ]);
    expect(failed).toMatchObject({ alreadyRetriedTimes: 2, taskErrorMessage: 'UnhandledInvocationError' });
    expect((member(failed, 'events') as readonly Json[])[2]).toMatchObject({
      eventDetail: '{"Error":"UnhandledInvocationError"}',
    });
  });

  test('over its age expires without a run', async () => {
    let runs = 0;
    const at = await world(
      { maxAsyncEventAgeInSeconds: 2, maxAsyncRetryAttempts: 8 },
      {
        work: () => {
          runs += 1;
          return EXPLODED;
        },
      },
    );
    await send(at, 'job-1');
    await reached(at, 'job-1', 'Retrying');
    expect(runs).toBe(1);
    await advanceUntil(at, 'job-1', 'Expired', 60_000);
    expect(runs).toBe(1);
  });

  test('is stopped while it waits and while it runs', async () => {
    const at = await world({}, { work: () => new Promise<Result>(() => undefined) });
    await send(at, 'job-1');
    await reached(at, 'job-1', 'Running');
    expect((await askAt(at, 'PUT', `${FUNCTION}/async-tasks/job-1/stop`)).status).toBe(200);
    const stopped = await reached(at, 'job-1', 'Stopped');
    expect(steps(stopped).at(-1)).toBe('Stopped');
    const again = await askAt(at, 'PUT', `${FUNCTION}/async-tasks/job-1/stop`);
    expect([again.status, member(again.body, 'Code')]).toEqual([400, 'InvalidArgument']);
    expect((await askAt(at, 'PUT', `${FUNCTION}/async-tasks/nothing/stop`)).status).toBe(404);
  });

  test('is not accepted twice', async () => {
    const at = await world({}, { work: () => OK });
    await send(at, 'job-1');
    const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'job-1' };
    expect((await askAt(at, 'POST', `${FUNCTION}/invocations`, {}, headers)).status).toBe(409);
    await reached(at, 'job-1', 'Succeeded');
    expect((await askAt(at, 'POST', `${FUNCTION}/invocations`, {}, headers)).status).toBe(409);
  });

  test('may have an id of 128 characters', async () => {
    const at = await world({}, { work: () => OK });
    const id = 'j'.repeat(128);
    await send(at, id);
    await reached(at, id, 'Succeeded');
  });

  test('is on record only in task mode', async () => {
    const at = await world({ asyncTask: false }, { work: () => OK });
    const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'job-1' };
    const answer = await askAt(at, 'POST', `${FUNCTION}/invocations`, {}, headers);
    expect([answer.status, answer.headers.get('x-fc-async-task-id')]).toEqual([202, null]);
    expect((await askAt(at, 'GET', `${FUNCTION}/async-tasks/job-1`)).status).toBe(404);
    expect((await askAt(at, 'GET', `${FUNCTION}/async-tasks`)).body).toEqual({ tasks: null, nextToken: '' });
  });

  test('is listed by status, time, prefix and qualifier, page by page', async () => {
    const at = await world({}, { work: () => OK });
    for (const id of ['a-1', 'a-2', 'b-1']) {
      await send(at, id);
      await reached(at, id, 'Succeeded');
      at.clock.advance(1000);
    }
    const list = async (query: string) => {
      const { body } = await askAt(at, 'GET', `${FUNCTION}/async-tasks?${query}`);
      return (
        ((member(body, 'tasks') ?? []) as readonly Json[] | null)?.map((row) => member(row, 'taskId')) ?? []
      );
    };
    expect(await list('')).toEqual(['b-1', 'a-2', 'a-1']);
    expect(await list('sortOrderByTime=asc&limit=2')).toEqual(['a-1', 'a-2']);
    expect(await list('sortOrderByTime=asc&limit=2&nextToken=b-1')).toEqual(['b-1']);
    expect(await list('prefix=a-')).toEqual(['a-2', 'a-1']);
    expect(await list('status=Failed')).toEqual([]);
    expect(await list(`startedTimeBegin=${String(at.clock.now() - 1500)}`)).toEqual(['b-1']);
    expect((await askAt(at, 'GET', `${FUNCTION}/async-tasks?status=Nothing`)).status).toBe(400);
    const { body } = await askAt(at, 'GET', `${FUNCTION}/async-tasks?limit=1`);
    expect(member((member(body, 'tasks') as readonly Json[])[0], 'taskPayload')).toBeUndefined();
  });

  test('that a stop has interrupted is run again at the next start', async () => {
    let blocked = true;
    const at = await world({}, { work: () => (blocked ? new Promise<Result>(() => undefined) : OK) });
    await send(at, 'job-1');
    await reached(at, 'job-1', 'Running');
    await at.sandbox.stop();
    blocked = false;
    const sandbox = await at.start();
    await reached({ ...at, sandbox }, 'job-1', 'Succeeded');
  });
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
