import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core';
import { v2 } from '@huaweicloud/huaweicloud-sdk-functiongraph';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import { openDoor } from '../../src/cloud/door';
import { FunctionCompute } from '../../src/cloud/functionCompute/client';
import { FunctionGraph } from '../../src/cloud/functionGraph/client';
import type { TestEvents } from '../../src/cloud/testEvents';
import type { Secret } from '../../src/model/connection';
import { factsOf, NEVER } from '../cloud/functionGraphFixture';
import { json, startServer, type Seen, type TestServer } from '../cloud/testServer';
import { sandboxBench, type Bench } from '../sandbox/sandboxBench';

const bench = sandboxBench();
const ID = { connection: 'c', group: 'default', name: 'hello' };
const PROJECT = '7aad83af3e8d42e99ac194e8419e2c9b';
const URN = `urn:fss:cn-north-4:${PROJECT}:function:default:hello`;
const KEYS = {
  accessKeyId: 'AKTESTVECTOR00000001',
  secretAccessKey: 'SkTestVector+/=0123456789abcdefABCDEF',
};
/** Headers in which our requests differ from the SDK's, and why: see client.functiongraph.test.ts. */
const DIFFERENT_HEADERS = ['user-agent', 'accept-encoding', 'connection'];

function eventsOf({ testEvents }: Cloud): TestEvents {
  if (!testEvents) throw new Error('the service keeps no test events');
  return testEvents;
}

describe('our requests about test events are those of the official SDK', () => {
  let server: TestServer;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 2, 15, 8, 15, 30) });
    server = await startServer((_request, response) =>
      json(response, 200, { events: [], id: 'e1', name: 'paid', content: 'e30=' }),
    );
  });
  afterAll(async () => {
    vi.useRealTimers();
    await server.close();
  });

  const ours = () =>
    eventsOf(
      new FunctionGraph(
        {
          ...{ id: 'c', name: 'c', service: 'functiongraph-huawei', region: 'cn-north-4' },
          ...{ credential: 'keys', endpoint: server.origin, projectId: PROJECT },
        },
        { kind: 'keys', ...KEYS },
        openDoor({ log: () => undefined }),
      ),
    );
  const theirs = () =>
    v2.FunctionGraphClient.newBuilder()
      .withCredential(
        new BasicCredentials().withAk(KEYS.accessKeyId).withSk(KEYS.secretAccessKey).withProjectId(PROJECT),
      )
      .withEndpoint(server.origin)
      .build();
  const requestsOf = async (run: () => Promise<unknown>): Promise<readonly object[]> => {
    await run();
    return server.requests.splice(0).map(comparable);
  };
  const comparable = ({ method, url, headers, body }: Seen) => {
    const kept = Object.entries(headers).filter(([name]) => !DIFFERENT_HEADERS.includes(name));
    return { method, url, body, headers: Object.fromEntries(kept) };
  };

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'list',
      () => ours().listTestEvents(ID, NEVER),
      () => theirs().listEvents(new v2.ListEventsRequest(URN)),
    ],
    [
      'show',
      () => ours().getTestEvent(ID, 'e1', NEVER),
      () => theirs().showEvent(new v2.ShowEventRequest(URN, undefined, 'e1')),
    ],
    [
      'create',
      () => ours().createTestEvent(ID, 'paid', '{"ü":"世"}', NEVER),
      () =>
        theirs().createEvent(
          new v2.CreateEventRequest(URN).withBody(
            new v2.CreateEventRequestBody('paid', Buffer.from('{"ü":"世"}').toString('base64')),
          ),
        ),
    ],
    [
      'update',
      () => ours().updateTestEvent(ID, { id: 'e1', name: 'paid' }, '[1]', NEVER),
      () =>
        theirs().updateEvent(
          new v2.UpdateEventRequest(URN, undefined, 'e1').withBody(new v2.UpdateEventRequestBody('WzFd')),
        ),
    ],
    [
      'delete',
      () => ours().deleteTestEvent(ID, { id: 'e1', name: 'paid' }, NEVER),
      () => theirs().deleteEvent(new v2.DeleteEventRequest(URN, undefined, 'e1')),
    ],
  ])('%s', async (_name, runOurs, runTheirs) => {
    const expected = await requestsOf(runTheirs);
    expect(expected).toHaveLength(1);
    expect(await requestsOf(runOurs)).toEqual(expected);
  });
});

describe.each(['functiongraph-huawei', 'functiongraph-otc'])(
  'test events of the sandbox as %s',
  (service) => {
    let sandbox: Bench;
    let events: TestEvents;
    beforeAll(async () => {
      sandbox = await bench.start({ functions: bench.functions({ 'default/hello': {} }) });
      const project = sandbox.ready.services.find((one) => one.service === service);
      const secret: Secret = { kind: 'token', token: sandbox.ready.token };
      events = eventsOf(
        new FunctionGraph(
          {
            ...{ id: 'c', name: 'c', service, region: project?.region ?? '', credential: 'token' },
            ...{ endpoint: sandbox.ready.url, projectId: project?.projectId ?? '' },
          },
          secret,
          openDoor({ log: () => undefined }),
        ),
      );
    });

    it('are created, listed, read, updated and deleted', async () => {
      expect(await events.listTestEvents(ID, NEVER)).toEqual([]);
      const text = '{\n  "ü": "世", "n": 9007199254740993\n}';
      const created = await events.createTestEvent(ID, 'paid', text, NEVER);
      expect(created.name).toBe('paid');
      expect(await events.listTestEvents(ID, NEVER)).toEqual([created]);
      expect(await events.getTestEvent(ID, created.id, NEVER)).toEqual({ ...created, content: text });
      expect(await events.updateTestEvent(ID, created, '[1]', NEVER)).toBe(true);
      const updated = await events.getTestEvent(ID, created.id, NEVER);
      expect(updated?.content).toBe('[1]');
      expect(Math.abs((updated?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000);
      await events.deleteTestEvent(ID, created, NEVER);
      await events.deleteTestEvent(ID, created, NEVER);
      expect(await events.updateTestEvent(ID, created, '[1]', NEVER)).toBe(false);
      expect(await events.getTestEvent(ID, created.id, NEVER)).toBeUndefined();
    });

    it('are refused in words: a name twice, an eleventh, too large, no name, no JSON', async () => {
      const refused = async (call: Promise<unknown>) => {
        const { status, code, summary } = await factsOf(call);
        return [status, code, summary.text, ...summary.args];
      };
      const create = (name: string, content = '{}') => events.createTestEvent(ID, name, content, NEVER);
      await create('e0');
      expect(await refused(create('e0'))).toEqual([
        403,
        'FSS.1073',
        'The function has a test event of this name already.',
      ]);
      expect(await refused(create('e1', `"${'x'.repeat(5000)}"`))).toEqual([
        403,
        'FSS.1069',
        'The test event is larger than the service keeps ({0} KB).',
        4,
      ]);
      const bad = 'The service does not take this name or content of a test event.';
      expect(await refused(create('no name'))).toEqual([400, 'FSS.1074', bad]);
      expect(await refused(create('e1', '{'))).toEqual([400, 'FSS.1074', bad]);
      for (let n = 1; n < 10; n++) await create(`e${n}`);
      expect(await refused(create('e10'))).toEqual([
        403,
        'FSS.1068',
        'The function has {0} test events already: the service keeps no more.',
        10,
      ]);
      for (const event of await events.listTestEvents(ID, NEVER))
        await events.deleteTestEvent(ID, event, NEVER);
    });

    it('of a function that is gone are an error, not none', async () => {
      const nowhere = { ...ID, name: 'nowhere' };
      expect(await factsOf(events.listTestEvents(nowhere, NEVER))).toMatchObject({ code: 'FSS.1051' });
      expect(await factsOf(events.getTestEvent(nowhere, 'e', NEVER))).toMatchObject({ code: 'FSS.1051' });
      const event = { id: 'e', name: 'e' };
      expect(await factsOf(events.deleteTestEvent(nowhere, event, NEVER))).toMatchObject({
        code: 'FSS.1051',
      });
    });
  },
);

it('Function Compute has none', () => {
  expect(FunctionCompute.prototype).not.toHaveProperty('testEvents');
});
