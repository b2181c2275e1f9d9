import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import { connect } from '../../src/cloud/connect';
import type { Connection, Secret } from '../../src/model/connection';
import { documentPath, parseDocumentPath } from '../../src/model/documentPath';
import { refKey } from '../../src/model/functionRef';
import { GENERATIONS, refTo } from './functionComputeFixture';
import { collect, factsOf, NEVER, PROJECT, REF, testDoor, URN } from './functionGraphFixture';
import { json, startServer, type TestServer } from './testServer';

const KEYS: Secret = { kind: 'keys', accessKeyId: 'LTAI5tExample', secretAccessKey: 'secret-of-the-key' };
const FAMILIES = ['functiongraph-huawei', ...GENERATIONS] as const;
type Service = (typeof FAMILIES)[number];

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

function clientOf(service: Service): Cloud {
  const connection: Connection = {
    id: 'c',
    name: 'c',
    service,
    region: 'cn-shanghai',
    credential: 'keys',
    projectId: PROJECT,
    accountId: '1234567890123456',
    endpoint: server.origin,
  };
  return connect(connection, KEYS, testDoor());
}

const refOf = (service: Service, name = 'check') =>
  service === 'functiongraph-huawei' ? { ...REF, name } : refTo(service, name);

/** Answers every list with a row and the next of these tokens, over and over. */
function pagesOf(...tokens: readonly (string | number)[]): void {
  let asked = 0;
  server.answer = (_request, response) => {
    const next = tokens[asked++ % tokens.length];
    if (asked > 50) return response.destroy();
    return json(response, 200, {
      functions: [{ func_name: 'f', functionName: 'f' }],
      services: [{ serviceName: 's' }],
      versions: [{ versionId: '1' }],
      aliases: [{ aliasName: 'a', versionId: '1' }],
      configs: [{ qualifier: 'LATEST' }],
      invocations: Array.from({ length: 100 }, (_, row) => ({ request_id: `r${row}`, invocationId: 'i' })),
      tasks: [{ taskId: 't' }],
      async_invoke_configs: [{ func_urn: `${URN}:latest` }],
      nextToken: next,
      next_marker: next,
      page_info: { next_marker: next },
    });
  };
}

describe('a list that never ends stops with an error that says so', () => {
  it.each([
    ['one token again and again', ['t']],
    ['two tokens in turn', ['t', 'u']],
    ['three tokens in turn', ['t', 'u', 'v']],
  ])('Function Compute: %s', async (_name, tokens) => {
    for (const service of GENERATIONS) {
      const lists = [
        () => clientOf(service).listFunctions(NEVER),
        () => clientOf(service).listFunctions(NEVER, 's'),
        () => clientOf(service).listQualifiers(refOf(service), NEVER),
        () => clientOf(service).listAsyncConfigs(refOf(service), NEVER),
        () => clientOf(service).listAsyncInvocations(refOf(service), {}, NEVER),
      ];
      for (const list of lists) {
        pagesOf(...tokens);
        const facts = await factsOf(collect<unknown>(list()));
        expect(facts).toMatchObject({ kind: 'protocol', service, repeatable: false });
        expect(facts.summary.text).toContain('no end');
      }
    }
  });

  it('FunctionGraph: markers in turn', async () => {
    const client = clientOf('functiongraph-huawei');
    const lists = [
      client.listFunctions(NEVER),
      client.listAsyncConfigs(REF, NEVER),
      client.listAsyncInvocations(REF, {}, NEVER),
    ];
    for (const list of lists) {
      pagesOf(100, 200);
      const facts = await factsOf(collect<unknown>(list));
      expect(facts).toMatchObject({ kind: 'protocol', operation: expect.stringMatching(/^list/) as string });
      expect(facts.summary.text).toContain('no end');
    }
  });

  it.each(GENERATIONS)('%s: empty pages, each with a token of its own', async (service) => {
    let asked = 0;
    server.answer = (_request, response) => {
      if (++asked > 500) return response.destroy();
      return json(response, 200, { functions: [], configs: [], nextToken: `t${String(asked)}` });
    };
    const client = clientOf(service);
    for (const list of [client.listFunctions(NEVER, 's'), client.listAsyncConfigs(refOf(service), NEVER)]) {
      asked = 0;
      const facts = await factsOf(collect<unknown>(list));
      expect(facts).toMatchObject({ kind: 'protocol', service, repeatable: false });
      expect(facts.summary.text).toContain('empty pages');
    }
  });

  it('FunctionGraph: the marker that was sent is the documented end', async () => {
    const client = clientOf('functiongraph-huawei');
    pagesOf(100);
    expect(await collect(client.listFunctions(NEVER))).toHaveLength(2);
  });
});

describe.each(FAMILIES)('%s: a success that somebody else has answered', (service) => {
  it('is not taken for a config, nor written over one', async () => {
    server.answer = (_request, response) =>
      json(response, 200, {
        error_code: 'APIG.0308',
        error_msg: 'The throttling threshold has been reached',
      });
    const client = clientOf(service);
    const wanted = { maxAsyncRetryAttempts: 1, max_async_retry_attempts: 1 };
    for (const work of [
      () => client.getAsyncConfig(refOf(service), NEVER),
      () => client.putAsyncConfig(refOf(service), wanted, NEVER),
    ])
      expect(await factsOf(work())).toMatchObject({ kind: 'protocol', service });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});

describe.each(FAMILIES)('%s: a name that no address can have', (service) => {
  const calls: readonly ((client: Cloud, name: string) => Promise<unknown>)[] = [
    (client, name) => client.getFunction(refOf(service, name), NEVER),
    (client, name) => client.getAsyncConfig(refOf(service, name), NEVER),
    (client, name) => client.putAsyncConfig(refOf(service, name), {}, NEVER),
    (client, name) => client.deleteAsyncConfig(refOf(service, name), NEVER),
    (client, name) => client.invoke(refOf(service, name), '{}', {}, NEVER),
    (client, name) => client.invokeAsync(refOf(service, name), '{}', NEVER),
    (client, name) => client.bareRequest(refOf(service, name), 'invoke', NEVER),
    (client, name) => client.stopAsyncInvocation(refOf(service, name), 't', NEVER),
    (client, name) => collect(client.listAsyncInvocations(refOf(service, name), {}, NEVER)),
    (client, name) => collect(client.listQualifiers(refOf(service, name), NEVER)),
    (client, name) => collect(client.tailLogs(refOf(service, name), { from: 0 }, NEVER)),
  ];

  it.each(['half \ud83d a character', '\udc00', 'a/../../b'])('%j is told as such', async (name) => {
    for (const call of calls) {
      const client = clientOf(service);
      // the versions of a Function Compute 2.0 function are those of its service
      const facts = await call(client, name).then(
        () => undefined,
        (error: unknown) => factsOf(Promise.reject(error as Error)),
      );
      if (facts?.kind !== 'service') {
        expect(facts).toMatchObject({ kind: 'configuration', sent: 'no', repeatable: false });
        expect(facts?.summary.args[0]).toContain(name);
      }
    }
    expect(server.requests.map(({ url }) => url).filter((url) => url.includes('b'))).toEqual([]);
  });

  it('has a key and a path of its own all the same', () => {
    const [one, other] = ['\ud83d', '\ud83e'].map((name) => refOf(service, `x${name}%uD83Dé/`));
    if (!one || !other) throw new Error('two names');
    expect(refKey(one)).not.toBe(refKey(other));
    expect(parseDocumentPath(documentPath(one, service))?.ref).toEqual(one);
    expect(parseDocumentPath(documentPath(other, service))?.ref).toEqual(other);
  });

  it('is no query either', async () => {
    const id = '\ud83d';
    if (service !== 'functiongraph-huawei') return;
    const facts = await factsOf(clientOf(service).getAsyncInvocation(REF, id, NEVER));
    expect(facts).toMatchObject({ kind: 'configuration', sent: 'no' });
  });
});

describe.each(GENERATIONS)('%s: the time of a task', (service) => {
  it.each([8.64e15 + 1, -8.64e15 - 1, 1e300])(
    '%d is no time, and the record is shown without it',
    async (startedTime) => {
      server.answer = (_request, response) =>
        json(response, 200, { taskId: 't', invocationId: 't', status: 'Running', startedTime, endTime: 0 });
      const record = await clientOf(service).getAsyncInvocation(refOf(service), 't', NEVER);
      expect(record).toMatchObject({ phase: 'running', status: 'Running' });
      expect(record).not.toHaveProperty('startedAt');
      expect(record).not.toHaveProperty('endedAt');
    },
  );
});

describe.each(GENERATIONS)('%s: the field of a refusal', (service) => {
  it.each([
    ['InvalidArgument', 'maxAsyncRetryAttempts must be between 0 and 8', 'maxAsyncRetryAttempts'],
    ['InvalidArgument', 'MaxAsyncEventAgeInSeconds is too large', 'maxAsyncEventAgeInSeconds'],
    ['InvalidArgument', 'the onFailure destination is not valid', 'destinationConfig.onFailure'],
    [
      'InvalidDestinationResources',
      'The destination resource is invalid: it does not exist.',
      'destinationConfig',
    ],
    ['InvalidArgument', 'something else', undefined],
  ])('%s: %s', async (code, sentence, field) => {
    server.answer = ({ method }, response) =>
      method === 'GET'
        ? json(response, 404, { ErrorCode: 'AsyncConfigNotExists' })
        : json(response, 400, { ErrorCode: code, ErrorMessage: sentence });
    const facts = await factsOf(
      clientOf(service).putAsyncConfig(refOf(service), { maxAsyncRetryAttempts: 1 }, NEVER),
    );
    expect(facts).toMatchObject({ code, detail: sentence });
    expect(facts.field).toBe(field);
  });
});

describe.each(FAMILIES)('%s: an event that may have run', (service) => {
  it.each(['invoke', 'invokeAsync'] as const)('is called so: %s', async (mode) => {
    server.answer = ({ socket }) => socket.destroy();
    const client = clientOf(service);
    const ref = refOf(service);
    const facts = await factsOf(
      mode === 'invoke' ? client.invoke(ref, '{}', {}, NEVER) : client.invokeAsync(ref, '{}', NEVER),
    );
    expect(facts.sent).toBe('unknown');
    expect(facts.hint?.text).toContain('may have run');
    expect(server.requests).toHaveLength(1);
  });

  it('has an answer that is not understood at any depth', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    server.answer = (_request, response) =>
      response
        .writeHead(200, { 'x-cff-response-version': 'v1' })
        .end(`{"request_id":"r","log":"","status":200,"result":${deep}}`);
    const ended = await clientOf(service)
      .invoke(refOf(service), '{}', {}, NEVER)
      .then(
        ({ outcome }) => outcome,
        (error: unknown) =>
          factsOf(Promise.reject(error as Error)).then(({ kind, sent }) => ({ kind, sent })),
      );
    expect(['succeeded', { kind: 'protocol', sent: 'answered' }]).toContainEqual(ended);
  });
});

describe.each(FAMILIES)('%s: an answer without a date', (service) => {
  it('leaves the clocks unknown', async () => {
    server.answer = (_request, response) => {
      response.sendDate = false;
      json(response, 200, { functions: [], services: [] });
    };
    expect((await clientOf(service).identify(NEVER)).clockSkewMs).toBeUndefined();
  });
});
