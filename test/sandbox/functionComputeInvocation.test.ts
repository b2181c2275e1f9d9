import { describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import { ACCOUNT, V2, CHECK3, ordersService } from './ordersService';

const { invoke } = ordersService();

describe('an invocation', () => {
  test('answers with what the handler returned and the service’s headers', async () => {
    const { status, headers, text } = await invoke(
      `${V2}.prod/functions/check`,
      { 'x-fc-log-type': 'Tail' },
      'any\ntext ü',
    );
    expect([status, text, headers.get('content-type')]).toEqual([
      200,
      'any\ntext ü',
      'application/octet-stream',
    ]);
    expect(headers.get('x-fc-invocation-service-version')).toBe('10');
    expect(headers.get('x-fc-error-type')).toBeNull();
    expect(headers.get('x-request-id')).toBeNull();
    const id = headers.get('x-fc-request-id') ?? '?';
    const log = Buffer.from(headers.get('x-fc-log-result') ?? '', 'base64').toString();
    expect(log.split('\n')).toEqual([
      `FC Invoke Start RequestId: ${id}`,
      `FC Invoke End RequestId: ${id}`,
      '',
      'Duration: 1.50 ms, Billed Duration: 2 ms, Memory Size: 128 MB, Max Memory Used: 20.25 MB',
      '',
    ]);
    expect((await invoke(CHECK3)).headers.get('x-fc-log-result')).toBeNull();
  });

  test.each([
    [
      'throws',
      'UnhandledInvocationError',
      { errorMessage: 'boom', errorType: 'TypeError', stackTrace: ['TypeError: boom', '  at x'] },
    ],
    ['reports', 'HandledInvocationError', { errorMessage: 'boom' }],
    [
      'endless',
      'UnhandledInvocationError',
      { errorMessage: 'Function timed out after 5 seconds (maxMemoryUsage: 20.25MB)' },
    ],
    [
      'exits',
      'UnhandledInvocationError',
      {
        errorMessage:
          'Process exited unexpectedly before completing request (duration: 2ms, maxMemoryUsage: 20.25MB)',
      },
    ],
    ['full', 'UnhandledInvocationError', {}],
  ])('of a function that fails is 200 with the type of the error: %s', async (name, type, error) => {
    const { status, headers, body } = await invoke(`/2023-03-30/functions/${name}`);
    expect([status, headers.get('x-fc-error-type')]).toEqual([200, type]);
    expect(body).toMatchObject(error);
  });

  test('tells the handler where it runs', async () => {
    const second = (await invoke(`${V2}.prod/functions/tells`)).body;
    expect(second).toMatchObject({
      serviceName: 'orders',
      qualifier: 'prod',
      versionId: '10',
      accountId: ACCOUNT,
    });
    const third = (await invoke('/2023-03-30/functions/tells')).body;
    expect(third).toMatchObject({
      serviceName: '',
      qualifier: 'LATEST',
      versionId: '',
      logProject: 'sandbox-logs',
    });
  });

  test.each([
    [
      { 'x-fc-log-type': 'Invalid' },
      "LogType is set to an invalid value (allowed: Tail | None, actual: 'Invalid')",
    ],
    [
      { 'x-fc-invocation-type': 'Async', 'x-fc-log-type': 'Tail' },
      "LogType is set to an invalid value (allowed: None, actual: 'Tail')",
    ],
    [
      { 'x-fc-invocation-type': 'Later' },
      "InvocationType is set to an invalid value (allowed: Sync | Async, actual: 'Later')",
    ],
    [{ 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': '1-2' }, "the task ID '1-2' is invalid"],
  ])('is refused with the headers %j', async (headers, text) => {
    const { status, body } = await invoke(CHECK3, headers);
    expect([status, member(body, 'Code'), member(body, 'Message')]).toEqual([400, 'InvalidArgument', text]);
  });

  test('of a disabled function, or with too large an event, is refused', async () => {
    expect(member((await invoke('/2023-03-30/functions/off')).body, 'Code')).toBe('ResourceExhausted');
    const headers = { 'x-fc-invocation-type': 'Async' };
    expect((await invoke(CHECK3, headers, 'x'.repeat(128 * 1024))).status).toBe(202);
    const { status, body } = await invoke(CHECK3, headers, 'x'.repeat(128 * 1024 + 1));
    expect([status, member(body, 'Message')]).toEqual([
      400,
      'payload size exceeds maximum allowed size (131072 bytes)',
    ]);
  });
});
