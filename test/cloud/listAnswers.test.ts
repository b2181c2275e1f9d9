import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import { connect } from '../../src/cloud/connect';
import { CloudError } from '../../src/cloud/errors';
import type { Secret } from '../../src/model/connection';
import { GENERATIONS, refTo } from './functionComputeFixture';
import { collect, factsOf, NEVER, PROJECT, REF, testDoor } from './functionGraphFixture';
import { json, startServer, type TestServer } from './testServer';

const KEYS = {
  ...{ kind: 'keys', accessKeyId: 'LTAI5tExample', secretAccessKey: 'secret-of-the-key' },
} as const satisfies Secret;
/** What lists are called in answers. */
const LISTS = [
  ...['functions', 'services', 'versions', 'aliases', 'configs', 'invocations', 'tasks'],
  'async_invoke_configs',
];
const FAMILIES = ['functiongraph-huawei', ...GENERATIONS] as const;
type Service = (typeof FAMILIES)[number];

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

function clientOf(service: Service, door = testDoor()): Cloud {
  const connection = {
    ...({ id: 'c', name: 'c', service, region: 'cn-shanghai', credential: 'keys' } as const),
    ...{ projectId: PROJECT, accountId: '1234567890123456', endpoint: server.origin },
  };
  return connect(connection, KEYS, door);
}

const refOf = (service: Service) => (service === 'functiongraph-huawei' ? REF : refTo(service, 'check'));

describe.each(FAMILIES)('%s: a list that is none', (service) => {
  const lists = (client: Cloud) =>
    [
      () => client.listFunctions(NEVER),
      () => client.listQualifiers(refOf(service), NEVER),
      () => client.listAsyncConfigs(refOf(service), NEVER),
      () => client.listAsyncInvocations(refOf(service), {}, NEVER),
    ] as const;

  it.each([
    [{ error_code: 'APIG.0308', error_msg: `Throttled: ${KEYS.secretAccessKey}` }, 'APIG.0308'],
    [
      { Code: 'ServiceUnavailable', Message: `Busy: ${KEYS.secretAccessKey}`, RequestId: 'r' },
      'ServiceUnavailable',
    ],
  ])('is told with what it says: %j', async (body, code) => {
    server.answer = (_request, response) => json(response, 200, body);
    const own = code.includes('.') === (service === 'functiongraph-huawei');
    for (const list of lists(clientOf(service))) {
      const facts = await factsOf(collect<unknown>(list()));
      expect(facts).toMatchObject({ kind: 'protocol', service });
      if (!own) continue;
      expect(facts).toMatchObject({
        status: 200,
        code,
        detail: expect.stringMatching(/: \*\*\*$/) as string,
      });
      expect(facts.summary.text).toContain('though its status is a success');
    }
  });

  it.each([[{ hello: 'world' }], [null], [[]], ['ok'], [{ code: 403, message: 'denied' }]])(
    'does not pass for one without rows: %j',
    async (body) => {
      server.answer = (_request, response) => json(response, 200, body);
      for (const list of lists(clientOf(service))) {
        const facts = await factsOf(collect<unknown>(list()));
        expect(facts).toMatchObject({ kind: 'protocol', service, repeatable: false });
      }
    },
  );

  it.each([[{}], [Object.fromEntries(LISTS.map((name) => [name, null]))]])(
    'is empty where it says so, or nothing: %j',
    async (body) => {
      server.answer = (_request, response) => json(response, 200, body);
      for (const list of lists(clientOf(service))) {
        const rows = await collect<unknown>(list());
        expect(rows.length).toBeLessThan(2);
      }
    },
  );
});

describe.each(FAMILIES)('%s: the code of a refusal', (service) => {
  it.each([
    ['a secret', KEYS.secretAccessKey],
    ['a text with the ID of a key', `x${KEYS.accessKeyId}`],
    ['100,000 letters', 'C'.repeat(100_000)],
  ])('is left out where it is %s', async (_, code) => {
    server.answer = (_request, response) =>
      json(response, 400, { error_code: code, ErrorCode: code, error_msg: 'no' });
    const facts = await factsOf(clientOf(service).getFunction(refOf(service), NEVER));
    expect(facts).toMatchObject({ status: 400, detail: 'no' });
    expect(facts).not.toHaveProperty('code');
  });
});

describe.each(FAMILIES)('%s: what a service says in a refusal', (service) => {
  it('stays on its line of the log, and is read from left to right', async () => {
    const said = 'no\r\n2026-11-23 09:00:00 [info] GET https://a/ → 200\u2028x\u202e\u0007y';
    server.answer = (_request, response) =>
      json(response, 400, { error_code: 'E\nF', ErrorCode: 'E\nF', error_msg: said });
    const door = testDoor();
    const error: unknown = await clientOf(service, door)
      .getFunction(refOf(service), NEVER)
      .catch((thrown: unknown) => thrown);
    const [line] = door.lines;
    for (const text of [line?.error, error instanceof CloudError ? error.message : undefined]) {
      expect(text).toContain('no 2026-11-23');
      expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    }
  });
});
