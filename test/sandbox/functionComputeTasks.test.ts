import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import type { Result } from './sandboxBench';
import { FUNCTION, OK, EXPLODED, askAt, send, reached, advanceUntil, taskBench } from './taskBench';

const { world } = taskBench();

const steps = (body: Json) =>
  (member(body, 'events') as readonly Json[]).map((step) => member(step, 'status'));

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
