import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import { connect } from '../../src/cloud/connect';
import { CloudError } from '../../src/cloud/errors';
import type { Connection, Secret } from '../../src/model/connection';
import type { FunctionRef } from '../../src/model/functionRef';
import type { JsonObject } from '../../src/model/json';
import type { ServiceId } from '../../src/model/service';
import { GENERATIONS, refTo } from './functionComputeFixture';
import { NEVER, PROJECT, REF, testDoor, type TestDoor } from './functionGraphFixture';
import { json, startServer, type TestServer } from './testServer';

const EVENT = '{"card":{"number":"4711081547110815","owner":"Zoë Quux-Meyer"},"note":"first\\nsecond thing"}';
/** What of the event must not be seen anywhere, however it is written. */
const PARTS = /4711081547110815|quux|meyer|zo(ë|\\+u00eb)|second thing/i;

const KEYS = { accessKeyId: 'LTAI5tExample', secretAccessKey: 'secret-of-the-key' };

interface Family {
  readonly service: ServiceId;
  readonly ref: FunctionRef;
  readonly secret: Secret;
  readonly document: JsonObject;
  /** Names of code and sentence in an error body. */
  readonly names: readonly [string, string];
  readonly code: string;
  /** Code of a config that is not there. */
  readonly none: string;
}

const families: readonly Family[] = [
  {
    service: 'functiongraph-huawei',
    ref: REF,
    secret: { kind: 'token', token: 'token-of-the-connection' },
    document: {
      destination_config: {
        on_failure: { destination: 'OBS', param: { bucket: 'bucket-4711081547110815-quux' } },
      },
    },
    names: ['error_code', 'error_msg'],
    code: 'FSS.0400',
    none: 'FSS.0404',
  },
  ...GENERATIONS.map((service): Family => ({
    service,
    ref: refTo(service, 'check'),
    secret: { kind: 'keys', ...KEYS },
    document: {
      destinationConfig: {
        onFailure: { destination: 'acs:mns:cn-shanghai:1:/queues/bucket-4711081547110815-quux/messages' },
      },
    },
    names: ['ErrorCode', 'ErrorMessage'],
    code: 'InvalidArgument',
    none: 'AsyncConfigNotExists',
  })),
];

/** An answer that repeats what was sent. */
type Echo = (body: string, response: ServerResponse, family: Family) => void;

const refuse =
  (sentence: (body: string) => string): Echo =>
  (body, response, { names: [code, message], code: value }) =>
    json(response, 400, { [code]: value, [message]: sentence(body) });

const echoes: Readonly<Record<string, Echo>> = {
  'as it is': refuse((body) => `cannot read ${body}`),
  're-indented': refuse((body) => `cannot read ${JSON.stringify(JSON.parse(body), null, 4)}`),
  'with its keys in another order': refuse((body) =>
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body) as object).reverse())),
  ),
  'in part': refuse((body) => `unexpected token near ${body.slice(body.length / 3)}`),
  'as one value': refuse((body) => `unexpected value ${/[\w-]*(?:4711)[\w-]*/.exec(body)?.[0] ?? ''}`),
  'JSON in JSON': refuse((body) => `cannot read ${JSON.stringify(JSON.stringify(body))}`),
  'with escaped characters': refuse((body) =>
    body.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  'in capitals': refuse((body) => body.toUpperCase()),
  'as the canonical request': refuse((body) => `no match, canonicalRequest:POST|${body}`),
  'in the code': (body, response, { names: [code, message] }) =>
    json(response, 400, { [code]: body, [message]: 'no' }),
  'in part in the code': (body, response, { names: [code, message] }) =>
    json(response, 400, { [code]: /quux[\w-]*/i.exec(body)?.[0] ?? '', [message]: 'no' }),
  'as the id of the request': (body, response, { names: [code, message], code: value }) =>
    json(
      response,
      400,
      { [code]: value, [message]: 'no', request_id: body, RequestId: body, requestId: body },
      {
        'x-request-id': encodeURI(body),
        'x-fc-request-id': /[\w-]*(?:4711)[\w-]*/.exec(body)?.[0] ?? '',
        'x-cff-request-id': /\d{4,}/.exec(body)?.[0] ?? '',
      },
    ),
  'in a web page': (body, response) =>
    response
      .writeHead(502, { 'content-type': 'text/html' })
      .end(`<html><head><title>${body}</title></head></html>`),
  'in a web page that says OK': (body, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'x-is-func-err': encodeURI(body) })
      .end(`<html><head><title>${body}</title></head></html>`),
  'as plain text': (body, response) => response.writeHead(500).end(`stack trace: ${body}`),
  'in XML': (body, response) =>
    response.writeHead(400).end(`<Error><Code>${body}</Code><Message>${body}</Message></Error>`),
  'in a redirect': (body, response) =>
    response.writeHead(307, { location: `/sign-in?back=${encodeURI(body)}` }).end(),
  'in the name of another host': (body, response) =>
    response.writeHead(307, { location: `https://${/\d{4,}/.exec(body)?.[0] ?? ''}.example/` }).end(body),
};

let server: TestServer;
let door: TestDoor;

beforeEach(async () => {
  server = await startServer();
  door = testDoor();
});
afterEach(() => server.close());

function clientOf({ service, secret }: Family): Cloud {
  const connection: Connection = {
    id: 'c',
    name: 'c',
    service,
    region: 'cn-shanghai',
    credential: secret.kind,
    projectId: PROJECT,
    accountId: '1234567890123456',
    endpoint: server.origin,
  };
  return connect(connection, secret, door);
}

async function errorOf(call: Promise<unknown>): Promise<CloudError | undefined> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof CloudError)) throw new Error('bare', { cause: error });
  return error;
}

/** What a log may be given of an error: its message, and those of its causes. */
function logged(error: unknown): string {
  return error instanceof Error ? `${error.message} ${error.stack ?? ''} ${logged(error.cause)}` : '';
}

describe.each(families)('an answer of $service that repeats what was sent', (family) => {
  describe.each(Object.entries(echoes))('%s', (_name, echo) => {
    beforeEach(() => {
      server.answer = ({ method, body }, response) =>
        method === 'GET'
          ? json(response, 404, { [family.names[0]]: family.none })
          : echo(body, response, family);
    });

    it.each(['invoke', 'invokeAsync'] as const)('leaves nothing of an event anywhere: %s', async (mode) => {
      const { ref } = family;
      const client = clientOf(family);
      const error = await errorOf(
        mode === 'invoke' ? client.invoke(ref, EVENT, {}, NEVER) : client.invokeAsync(ref, EVENT, NEVER),
      );
      expect(server.requests.map(({ body }) => body)).toEqual([EVENT]);
      expect(JSON.stringify(door.lines)).not.toMatch(PARTS);
      expect(logged(error)).not.toMatch(PARTS);
      expect(JSON.stringify(error?.facts ?? {})).not.toMatch(PARTS);
    });

    it('leaves nothing of a config in the log', async () => {
      const error = await errorOf(clientOf(family).putAsyncConfig(family.ref, family.document, NEVER));
      expect(
        server.requests.some(({ method, body }) => method === 'PUT' && body.includes('4711081547110815')),
      ).toBe(true);
      expect(JSON.stringify(door.lines)).not.toMatch(PARTS);
      expect(logged(error)).not.toMatch(PARTS);
    });
  });

  it('is told apart from one that is about something else', async () => {
    server.answer = (_request, response) =>
      refuse(() => 'concurrency limit of the function is exceeded')('', response, family);
    const facts = (await errorOf(clientOf(family).invoke(family.ref, EVENT, {}, NEVER)))?.facts;
    expect(facts).toMatchObject({
      code: family.code,
      detail: 'concurrency limit of the function is exceeded',
    });
    expect(door.lines[0]).toMatchObject({ status: 400 });
    expect(door.lines[0]?.error).toContain(family.code);
    expect(door.lines[0]?.error).not.toContain('concurrency');
  });
});
