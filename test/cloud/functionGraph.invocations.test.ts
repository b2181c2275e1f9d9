import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { factsOf, fixture, FUNCTIONS, NEVER, REF, URN } from './functionGraphFixture';
import { json } from './testServer';

const run = fixture();

const LOG =
  "2022-09-20T11:43:57Z Start invoke request 'r-1', version: v1\nHello\n\n2022-09-20T11:43:58Z Finish invoke request 'r-1', duration: 65.828ms, billing duration: 66ms, memory used: 21.473MB, billing memory: 128MB";

function answer(body: unknown, headers: Record<string, string> = {}, status = 200): void {
  run.server.answer = (_request, response) => json(response, status, body, headers);
}

const invoke = () => run.client().invoke(REF, '{ "k": "ü" }', {}, NEVER);

describe('a synchronous invocation', () => {
  it('asks for the envelope and the log, and sends the payload as it is', async () => {
    answer({ request_id: 'r-1', result: 'x', log: '', status: 200 });
    await invoke();
    const [request] = run.server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: `${FUNCTIONS}/${URN}:latest/invocations`,
      body: '{ "k": "ü" }',
    });
    expect(request?.headers).toMatchObject({ 'x-cff-log-type': 'tail', 'x-cff-request-version': 'v1' });
  });

  it('reads the envelope, the numbers of the summary and the log', async () => {
    answer(
      { request_id: 'r-1', result: '{"a":"\\u00fc"}', log: LOG, status: 200 },
      {
        'X-Cff-Request-Id': 'r-1',
        'X-CFF-Response-Version': 'v1',
        'X-Func-Err-Code': '0',
        'X-Is-Func-Err': 'false',
        'X-Cff-Invoke-Summary': '{"duration":1.9,"billingDuration":100,"memorySize":128,"memoryUsed":41.5}',
      },
    );
    expect(await invoke()).toEqual({
      outcome: 'succeeded',
      requestId: 'r-1',
      result: '{"a":"\\u00fc"}',
      log: LOG,
      logCut: false,
      durationMs: 1.9,
      billedMs: 100,
      memoryMb: 128,
      memoryUsedMb: 41.5,
    });
  });

  it('takes the numbers from the last line of the log where there is no summary', async () => {
    answer({ request_id: 'r-1', result: '1', log: LOG, status: 200 });
    expect(await invoke()).toMatchObject({
      durationMs: 65.828,
      billedMs: 66,
      memoryMb: 128,
      memoryUsedMb: 21.473,
    });
  });

  it('reads a raw value where the service sends one', async () => {
    const value = { statusCode: 200, body: '{}', result: 'no envelope' };
    answer(value, { 'X-Cff-Response-Version': 'v0' });
    expect((await invoke()).result).toBe(JSON.stringify(value));
    answer(value);
    expect((await invoke()).result).toBe(JSON.stringify(value));
    run.server.answer = (_request, response) => response.end('plain ü');
    expect((await invoke()).result).toBe('plain ü');
  });

  it('decodes a tail whose first character is cut in two, and says that the log is cut', async () => {
    const tail = Buffer.from(`界 end\n`).subarray(1).toString('base64');
    answer({ request_id: 'r-1', result: '1', log: '', status: 200 }, { 'X-Cff-Function-Log': tail });
    const { log, logCut } = await invoke();
    expect(log).toBe(' end\n');
    expect(logCut).toBe(true);
  });

  it.each<[string, object, Record<string, string>, number, string | undefined]>([
    ['the flag', { result: 'boom' }, { 'X-Is-Func-Err': 'true', 'X-Func-Err-Code': 'E1' }, 200, 'E1'],
    ['the code alone', { result: 'boom' }, { 'X-Func-Err-Code': '4208' }, 200, '4208'],
    [
      'the status of the envelope',
      { request_id: 'r', log: '', result: 'boom', status: 500 },
      {},
      200,
      undefined,
    ],
    ['the flag, whatever the HTTP status', { result: 'boom' }, { 'X-Is-Func-Err': 'true' }, 500, undefined],
  ])('is a function error by %s', async (_name, body, headers, status, code) => {
    answer(body, headers, status);
    const result = await invoke();
    expect(result.outcome).toBe('functionError');
    expect(result.errorCode).toBe(code);
  });

  it('believes the headers more than the status of the envelope', async () => {
    answer(
      { request_id: 'r', log: '', result: '1', status: 404 },
      { 'X-Is-Func-Err': 'false', 'X-Func-Err-Code': '0' },
    );
    expect((await invoke()).outcome).toBe('succeeded');
  });

  it('does not send an event that is larger than the service takes', async () => {
    const client = run.client();
    const large = JSON.stringify('x'.repeat(6 * 1024 * 1024));
    expect(await factsOf(client.invoke(REF, large, {}, NEVER))).toMatchObject({
      kind: 'tooLarge',
      sent: 'no',
    });
    const larger = JSON.stringify('x'.repeat(256 * 1024));
    expect(await factsOf(client.invokeAsync(REF, larger, NEVER))).toMatchObject({ kind: 'tooLarge' });
    expect(run.server.requests).toHaveLength(0);
  });

  it('reads a result of 6 MB, each byte of it escaped', async () => {
    const result = '"'.repeat(6 * 1024 * 1024);
    answer({ request_id: 'r', log: '', result, status: 200 });
    expect((await invoke()).result).toHaveLength(result.length);
  });
});

describe('an asynchronous invocation', () => {
  it('gives the request id, which names its record too', async () => {
    answer({ request_id: 'r-2' }, {}, 202);
    expect(await run.client().invokeAsync(REF, '{}', NEVER)).toEqual({ requestId: 'r-2', taskId: 'r-2' });
    expect(run.server.requests[0]?.headers).not.toHaveProperty('x-cff-log-type');
  });

  it('without one is not reported as followed', async () => {
    answer({}, {}, 202);
    expect(await factsOf(run.client().invokeAsync(REF, '{}', NEVER))).toMatchObject({
      kind: 'protocol',
      sent: 'answered',
    });
  });

  it.each([
    [{ status: 'WAIT' }, { phase: 'waiting', status: 'WAIT' }],
    [
      { status: 'RUNNING', end_time: '' },
      { phase: 'running', status: 'RUNNING' },
    ],
    [
      { status: 'SUCCESS', error_code: 0 },
      { phase: 'succeeded', status: 'SUCCESS' },
    ],
    [
      { status: 'SUCCESS', error_code: '' },
      { phase: 'succeeded', status: 'SUCCESS' },
    ],
    [
      {
        status: 'FAIL',
        error_code: '4201',
        error_message: 'm',
        start_time: '2019-10-25T15:37:27',
        end_time: 'e',
      },
      {
        phase: 'failed',
        status: 'FAIL',
        errorCode: '4201',
        error: 'm',
        startedAt: Date.UTC(2019, 9, 25, 15, 37, 27),
      },
    ],
    [
      { status: 'FAIL', error_code: 4208 },
      { phase: 'stopped', status: 'FAIL', errorCode: '4208' },
    ],
    [{ status: 'DISCARD' }, { phase: 'discarded', status: 'DISCARD' }],
    [{ status: 'NOVEL' }, { phase: 'running', status: 'NOVEL' }],
  ])('record %j', async (row, expected) => {
    answer({ invocations: [{ request_id: 'other' }, { request_id: 'r-2', ...row }], next_marker: '2' });
    expect(await run.client().getAsyncInvocation(REF, 'r-2', NEVER)).toEqual({
      requestId: 'r-2',
      taskId: 'r-2',
      ...expected,
    });
  });

  it('is looked for three days back: the service’s own default is an hour', async () => {
    answer({ invocations: [] });
    expect(await run.client().getAsyncInvocation(REF, 'r-2', NEVER)).toBeUndefined();
    const query = new URL(run.server.requests[0]?.url ?? '', 'http://x').searchParams;
    expect(query.get('request_id')).toBe('r-2');
    const begin = Date.parse(`${query.get('query_begin_time')}Z`);
    expect(Math.round((Date.now() - begin) / 3_600_000)).toBe(72);
  });

  it('is stopped by force; the answer `null` is one', async () => {
    answer(null);
    await run.client().stopAsyncInvocation(REF, 'r-2', NEVER);
    expect(run.server.requests[0]).toMatchObject({
      method: 'POST',
      url: `${FUNCTIONS}/${URN}:latest/cancel`,
      body: '{"request_id":"r-2","type":"force"}',
    });
  });
});

describe('the request for curl', () => {
  it('has a placeholder for the token and sends nothing', async () => {
    expect(await run.client().bareRequest(REF, 'invoke', NEVER)).toEqual({
      method: 'POST',
      url: `${run.server.origin}${FUNCTIONS}/${URN}:latest/invocations`,
      headers: {
        'content-type': 'application/json',
        'x-cff-log-type': 'tail',
        'x-cff-request-version': 'v1',
        'x-auth-token': '$TOKEN',
      },
    });
    expect(run.server.requests).toHaveLength(0);
  });
});
