import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core';
import { v2 } from '@huaweicloud/huaweicloud-sdk-functiongraph';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { HUAWEI, OTC, sandboxBench, type Bench } from '../sandbox/sandboxBench';

// The official SDK judges what the sandbox makes of test events, on both flavours.

const bench = sandboxBench();
const JSON_TYPE = 'application/json';
let sandbox: Bench;

beforeAll(async () => {
  // The SDK prints each refused request whole.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const functions = bench.functions({
    'default/hello': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
    'orders/other': {},
  });
  sandbox = await bench.start({ functions });
});
afterAll(() => vi.restoreAllMocks());

/** An answer as it was on the wire; the SDK's own getters do not read what it has received. */
const wire = (answer: object) => JSON.parse(JSON.stringify(answer)) as { readonly [key: string]: Json };
const idOf = (answer: object) => textAt(wire(answer), 'id');
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function refusalOf(call: Promise<object>): Promise<readonly [status: unknown, code: unknown]> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { httpStatusCode, errorCode } = error as { httpStatusCode?: number; errorCode?: string };
  return [httpStatusCode, errorCode];
}

/** The calls of the SDK for the test events of a function. */
function eventsOf(project: string, urn: string) {
  const credentials = new BasicCredentials()
    .withAk(sandbox.ready.accessKeyId)
    .withSk(sandbox.ready.secretAccessKey)
    .withProjectId(project);
  const client = v2.FunctionGraphClient.newBuilder()
    .withCredential(credentials)
    .withEndpoint(sandbox.ready.url)
    .build();
  return {
    list: () => client.listEvents(new v2.ListEventsRequest(urn)),
    create: (name: string, content: string) =>
      client.createEvent(
        new v2.CreateEventRequest(urn).withBody(new v2.CreateEventRequestBody(name, content)),
      ),
    show: (id: string) => client.showEvent(new v2.ShowEventRequest(urn, JSON_TYPE, id)),
    update: (id: string, content: string) =>
      client.updateEvent(
        new v2.UpdateEventRequest(urn, JSON_TYPE, id).withBody(new v2.UpdateEventRequestBody(content)),
      ),
    remove: (id: string) => client.deleteEvent(new v2.DeleteEventRequest(urn, JSON_TYPE, id)),
  };
}

describe.each([
  ['functiongraph-huawei', HUAWEI, 'cn-north-4'],
  ['functiongraph-otc', OTC, 'eu-de'],
])('test events of %s, by the official SDK', (_service, project, region) => {
  const urn = `urn:fss:${region}:${project}:function:default:hello`;

  test('are created with 200, listed, shown, updated and deleted', async () => {
    const events = eventsOf(project, urn);
    expect(wire(await events.list())).toMatchObject({ events: [], count: 0 });
    const created = await events.create('event-xx', base64('{"k":"v"}'));
    expect(created.httpStatusCode).toBe(200);
    const id = idOf(created);
    expect(wire(created)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      name: 'event-xx',
    });
    expect(wire(await events.list())).toMatchObject({
      events: [{ id, name: 'event-xx', last_modified: 0 }],
      count: 1,
      next_marker: 1,
    });
    expect(wire(await events.show(id))).toMatchObject({
      id,
      name: 'event-xx',
      content: 'eyJrIjoidiJ9',
      last_modified: 0,
    });

    const before = Math.floor(Date.now() / 1000);
    const updated = await events.update(id, base64('"ünï 世界"'));
    expect([updated.httpStatusCode, wire(updated)]).toMatchObject([200, { id, name: 'event-xx' }]);
    const shown = wire(await events.show(id));
    expect(shown['content']).toBe(base64('"ünï 世界"'));
    expect(shown['last_modified']).toBeGreaterThanOrEqual(before);
    expect(shown['last_modified']).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));

    expect((await events.remove(id)).httpStatusCode).toBe(204);
    expect(await refusalOf(events.show(id))).toEqual([404, 'FSS.1070']);
    expect(await refusalOf(events.update(id, base64('{}')))).toEqual([404, 'FSS.1070']);
    expect(await refusalOf(events.remove(id))).toEqual([404, 'FSS.1070']);
    expect(wire(await events.list())).toMatchObject({ events: [] });
  });

  test('belong to the function, whichever version is named, and to no other', async () => {
    const id = idOf(await eventsOf(project, `${urn}:v1`).create('mine', base64('1')));
    for (const other of [urn, `${urn}:latest`, `${urn}:!prod`]) {
      expect(wire(await eventsOf(project, other).show(id))).toMatchObject({ name: 'mine' });
    }
    const elsewhere = eventsOf(project, urn.replace('default:hello', 'orders:other'));
    expect(await refusalOf(elsewhere.show(id))).toEqual([404, 'FSS.1070']);
    expect(await refusalOf(elsewhere.remove(id))).toEqual([404, 'FSS.1070']);
    expect(await refusalOf(eventsOf(project, `${urn}x`).list())).toEqual([404, 'FSS.1051']);
    await eventsOf(project, urn).remove(id);
  });

  test.each([
    ['a', true],
    ['A-b_c9', true],
    [`a${'-'.repeat(23)}9`, true],
    [`a${'-'.repeat(24)}9`, false],
    ['', false],
    ['9a', false],
    ['a-', false],
    ['a b', false],
    ['ä', false],
  ])('take the name “%s”: %s', async (name, taken) => {
    const events = eventsOf(project, urn);
    const creating = events.create(name, base64('{}'));
    if (taken) await events.remove(idOf(await creating));
    else expect(await refusalOf(creating)).toEqual([400, 'FSS.1074']);
  });

  test.each([
    ['nothing', ''],
    ['no Base64', '{"k":1}'],
    ['half of Base64', 'eyJrIjoidiJ'],
    ['no JSON', base64('{k}')],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('base64')],
    ['JSON too deep', base64('['.repeat(1000) + ']'.repeat(1000))],
  ])('refuse content that is %s', async (_what, content) => {
    const events = eventsOf(project, urn);
    expect(await refusalOf(events.create('bad', content))).toEqual([400, 'FSS.1074']);
    const id = idOf(await events.create('good', base64('{}')));
    expect(await refusalOf(events.update(id, content))).toEqual([400, 'FSS.1074']);
    await events.remove(id);
  });

  test('are at most 4 KB, no name twice, ten a function', async () => {
    const events = eventsOf(project, urn);
    const largest = base64(`"${'x'.repeat(3070)}"`);
    expect(largest).toHaveLength(4096);
    await events.create('e0', largest);
    expect(await refusalOf(events.create('e1', `${largest}aaaa`))).toEqual([403, 'FSS.1069']);
    expect(await refusalOf(events.create('e0', base64('{}')))).toEqual([403, 'FSS.1073']);
    const many = await Promise.all(
      Array.from({ length: 9 }, (_, i) => events.create(`e${i + 1}`, base64('{}'))),
    );
    expect(many).toHaveLength(9);
    expect(await refusalOf(events.create('e10', base64('{}')))).toEqual([403, 'FSS.1068']);
    const { events: all } = wire(await events.list()) as { events?: readonly { readonly id: string }[] };
    expect(all).toHaveLength(10);
    for (const { id } of all ?? []) await events.remove(id);
  });

  test('created at the same moment by one name: one of them', async () => {
    const events = eventsOf(project, urn);
    const both = await Promise.allSettled([
      events.create('twin', base64('1')),
      events.create('twin', base64('2')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { events: all } = wire(await events.list()) as { events?: readonly { readonly id: string }[] };
    for (const { id } of all ?? []) await events.remove(id);
    expect(all).toHaveLength(1);
  });
});

test('test events outlive the sandbox, in their order', async () => {
  const state = bench.folder();
  const functions = bench.functions({ 'default/hello': {} });
  const first = await bench.start({ functions, state });
  const EVENTS = 'fgs/functions/default:hello/events';
  for (const name of ['b', 'a', 'c']) await first.ask('POST', EVENTS, { name, content: base64('{}') });
  const { body } = await first.ask('GET', EVENTS);
  const [, second] = (body as unknown as { events: readonly { readonly id: string }[] }).events;
  await first.ask('PUT', `${EVENTS}/${second?.id ?? ''}`, { content: base64('[1]') });
  await first.ask('DELETE', `${EVENTS}/${second?.id ?? ''}x`);
  const before = await first.ask('GET', EVENTS);
  await first.stop();
  const again = await bench.start({ functions, state });
  const after = await again.ask('GET', EVENTS);
  expect(after.body).toEqual(before.body);
  expect(after.body).toMatchObject({ events: [{ name: 'b' }, { name: 'a' }, { name: 'c' }] });
});
