import { describe, expect, it } from 'vitest';
import { collect, factsOf, fixture, FUNCTIONS, NEVER, PROJECT, REF, URN } from './functionGraphFixture';
import { json } from './testServer';

const run = fixture();

/** A project with `count` functions; `tell` makes the counters of a page. */
function functions(count: number, tell: (next: number, rows: number) => object): void {
  run.server.answer = ({ url }, response) => {
    const query = new URL(url, 'http://x').searchParams;
    const from = Number(query.get('marker'));
    const to = Math.min(from + Number(query.get('maxitems')), count);
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
      func_name: `f${from + i}`,
      package: 'default',
    }));
    json(response, 200, { functions: rows, ...tell(from + rows.length, rows.length) });
  };
}

describe('the list of functions', () => {
  it.each<[string, (next: number, rows: number) => object]>([
    ['without a count', (next) => ({ next_marker: next })],
    ['with a total', (next) => ({ next_marker: next, count: 900 })],
    ['whose count is the page’s', (next, rows) => ({ next_marker: next, count: rows })],
    ['with a marker as text', (next) => ({ next_marker: String(next) })],
  ])('is read to its end %s', async (_name, tell) => {
    functions(900, tell);
    const all = await collect(run.client().listFunctions(NEVER));
    expect(all.map(({ id }) => id.name)).toEqual(Array.from({ length: 900 }, (_, i) => `f${i}`));
  });

  it.each<[string, object]>([
    ['0', { next_marker: 0 }],
    ['missing', {}],
    ['what was sent', { next_marker: 0, count: 5 }],
  ])('ends when the next marker is %s', async (_name, counters) => {
    functions(900, () => counters);
    expect(await collect(run.client().listFunctions(NEVER))).toHaveLength(100);
    expect(run.server.requests).toHaveLength(1);
  });

  it('needs as many requests as there are pages', async () => {
    functions(850, (next) => ({ next_marker: next, count: 850 }));
    await collect(run.client().listFunctions(NEVER));
    expect(run.server.requests.map(({ url }) => url)).toEqual([
      `${FUNCTIONS}?marker=0&maxitems=100`,
      `${FUNCTIONS}?marker=100&maxitems=400`,
      `${FUNCTIONS}?marker=500&maxitems=400`,
    ]);
  });

  it('asks for the second page only when it is wanted', async () => {
    functions(900, (next) => ({ next_marker: next }));
    for await (const page of run.client().listFunctions(NEVER)) {
      expect(page).toHaveLength(100);
      break;
    }
    expect(run.server.requests).toHaveLength(1);
  });

  it('reads what a row tells and composes what it does not', async () => {
    run.server.answer = (_request, response) =>
      json(response, 200, {
        functions: [
          {
            func_urn: `${URN}:latest`,
            func_name: 'test',
            package: 'default',
            runtime: 'Node.js18.15',
            handler: 'index.handler',
            memory_size: 256,
            timeout: 30,
            description: '',
            last_modified: '2019-10-25 15:37:27',
            user_data: '{"secret":"x"}',
          },
          { func_urn: `urn:fss:cn-north-4:${PROJECT}:function:app:bare` },
          { resource_id: 'nothing that names it' },
        ],
      });
    expect(await collect(run.client().listFunctions(NEVER, 'my app'))).toEqual([
      {
        id: { connection: 'c', group: 'default', name: 'test' },
        urn: URN,
        runtime: 'Node.js18.15',
        handler: 'index.handler',
        memoryMb: 256,
        timeoutSeconds: 30,
        lastModified: '2019-10-25 15:37:27',
      },
      {
        id: { connection: 'c', group: 'app', name: 'bare' },
        urn: `urn:fss:cn-north-4:${PROJECT}:function:app:bare`,
      },
    ]);
    expect(run.server.requests[0]?.url).toContain('package_name=my%20app');
  });
});

describe('what a function is run with', () => {
  const settings = async (answer: object) => {
    run.server.answer = (_request, response) => json(response, 200, { func_name: 'test', ...answer });
    return { ...(await run.client().getFunctionSettings(REF, NEVER)), id: 'id', urn: 'urn' };
  };

  it('has the variables of both texts, of the encrypted one without values', async () => {
    const answer = {
      ...{ runtime: 'Node.js18.15', handler: 'index.handler', timeout: 7, memory_size: 512 },
      ...{ initializer_handler: 'index.init', initializer_timeout: 9 },
      user_data: '{"MODE":"fast","COUNT":3}',
      encrypted_user_data: '{"KEY":"****"}',
    };
    expect(await settings(answer)).toEqual({
      ...{ id: 'id', urn: 'urn' },
      ...{ runtime: 'Node.js18.15', handler: 'index.handler', timeoutSeconds: 7, memoryMb: 512 },
      ...{ initializer: 'index.init', initializerTimeout: 9 },
      environment: { KEY: '', MODE: 'fast', COUNT: '3' },
    });
  });

  it.each(['', 'no JSON', '[1]', null, 3])('has no variables in %j', async (text) => {
    expect(await settings({ user_data: text, initializer_handler: '', initializer_timeout: 0 })).toEqual({
      ...{ id: 'id', urn: 'urn' },
      environment: {},
    });
  });
});

describe('versions and aliases', () => {
  it('come in two pages, the unpublished code first', async () => {
    run.server.answer = ({ url }, response) =>
      url.endsWith('/versions')
        ? json(response, 200, {
            versions: [
              { version: 'v1', func_urn: URN, version_description: 'first' },
              { version: 'latest', func_urn: URN },
            ],
            next_marker: 7,
          })
        : json(response, 200, [{ name: 'prod', version: 'v1', alias_urn: `${URN}:!prod` }]);
    const pages = [];
    for await (const page of run.client().listQualifiers(REF, NEVER)) pages.push(page);
    const at = { connection: 'c', group: 'default', name: 'test' };
    expect(pages).toEqual([
      [
        { ref: { ...at, qualifier: 'latest' }, urn: `${URN}:latest`, kind: 'version' },
        { ref: { ...at, qualifier: 'v1' }, urn: `${URN}:v1`, kind: 'version', description: 'first' },
      ],
      [{ ref: { ...at, qualifier: '!prod' }, urn: `${URN}:!prod`, kind: 'alias', target: 'v1' }],
    ]);
    expect(run.server.requests.map(({ url }) => url)).toEqual([
      `${FUNCTIONS}/${URN}/versions`,
      `${FUNCTIONS}/${URN}/aliases`,
    ]);
  });
});

describe('repeats', () => {
  const failing = (times: number, status: number, headers: Record<string, string> = {}) => {
    run.server.answer = (_request, response) =>
      run.server.requests.length <= times
        ? json(response, status, { error_code: `FSS.0${status}`, error_msg: 'x' }, headers)
        : json(response, 200, { func_name: 'test' });
  };

  it.each([429, 502, 503, 504])('a read is repeated on %i, waiting longer each time', async (status) => {
    failing(3, status);
    await run.client().getFunction(REF, NEVER);
    expect(run.door.slept).toEqual([1000, 2000, 4000]);
  });

  it('at most three times', async () => {
    failing(9, 503);
    expect(await factsOf(run.client().getFunction(REF, NEVER))).toMatchObject({ status: 503 });
    expect(run.server.requests).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 500])('not on %i', async (status) => {
    failing(9, status);
    await factsOf(run.client().getFunction(REF, NEVER));
    expect(run.server.requests).toHaveLength(1);
  });

  it('waits as long as the service asks, but not for ever', async () => {
    failing(1, 429, { 'retry-after': '7' });
    await run.client().getFunction(REF, NEVER);
    expect(run.door.slept).toEqual([7000]);
    failing(9, 429, { 'retry-after': '3600' });
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(facts.retryAfterMs).toBe(3_600_000);
    expect(run.door.slept).toHaveLength(1);
  });

  it('a broken connection is tried again', async () => {
    run.server.answer = (request, response) =>
      run.server.requests.length === 1
        ? request.socket.resetAndDestroy()
        : json(response, 200, { func_name: 'test' });
    await run.client().getFunction(REF, NEVER);
    expect(run.server.requests).toHaveLength(2);
  });

  it('DELETE too: that it is gone after a lost answer is a success', async () => {
    run.server.answer = (request, response) =>
      run.server.requests.length === 1
        ? request.socket.resetAndDestroy()
        : json(response, 404, { error_code: 'FSS.0404', error_msg: '' });
    await run.client().deleteAsyncConfig(REF, NEVER);
    expect(run.server.requests).toHaveLength(2);
  });

  it('end when the call is cancelled while it waits', async () => {
    failing(9, 503);
    const cancel = new AbortController();
    run.door.onSleep = () => cancel.abort();
    await factsOf(run.client().getFunction(REF, cancel.signal));
    expect(run.server.requests).toHaveLength(1);
  });

  it('stopping an asynchronous invocation is not repeated', async () => {
    failing(9, 503);
    await factsOf(run.client().stopAsyncInvocation(REF, 'r', NEVER));
    expect(run.server.requests).toHaveLength(1);
  });
});

describe('the request log', () => {
  it('has a line for each request, without secrets or payloads', async () => {
    run.server.answer = (_request, response) =>
      json(response, 200, { request_id: 'r', result: 'RESULT', log: '' }, { 'X-Cff-Request-Id': 'r' });
    await run.client().invoke(REF, '{"payload":"PAYLOAD"}', {}, NEVER);
    expect(run.door.lines).toEqual([
      {
        operation: 'invoke',
        method: 'POST',
        url: `${run.server.origin}${FUNCTIONS}/${URN}:latest/invocations`,
        status: 200,
        ms: expect.any(Number) as unknown,
        requestId: 'r',
      },
    ]);
  });
});
