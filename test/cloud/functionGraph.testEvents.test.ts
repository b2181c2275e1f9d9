import { describe, expect, it } from 'vitest';
import type { TestEvents } from '../../src/cloud/testEvents';
import { factsOf, fixture, FUNCTIONS, NEVER, REF, URN } from './functionGraphFixture';
import { json } from './testServer';

const on = fixture();
const EVENT = { id: 'e1', name: 'paid' };
const events = (): TestEvents => on.client().testEvents;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Lets the server answer everything with this. */
function answer(status: number, body: unknown): void {
  on.server.answer = (_request, response) => json(response, status, body);
}

describe('what a service says of test events is read with patience', () => {
  it('rows without a name, without a time, without an id; a time as text', async () => {
    answer(200, {
      events: [
        { id: 'a', name: 'one', last_modified: 0 },
        { id: 'b', last_modified: '1700000000' },
        { name: 'without an id' },
        null,
        { id: 'c', name: 'three', content: 'e30=', last_modified: null },
      ],
      count: 'five',
    });
    expect(await events().listTestEvents(REF, NEVER)).toEqual([
      { id: 'a', name: 'one' },
      { id: 'b', name: 'b', modifiedAt: 1_700_000_000_000 },
      { id: 'c', name: 'three' },
    ]);
    answer(200, {});
    expect(await events().listTestEvents(REF, NEVER)).toEqual([]);
  });

  it.each([
    ['Base64', base64('{"k": "ü"}'), '{"k": "ü"}'],
    ['Base64 in lines', `${base64('{"k":1}').slice(0, 4)}\r\n${base64('{"k":1}').slice(4)}`, '{"k":1}'],
    ['JSON as it is', '{"k":1}', '{"k":1}'],
    ['nothing', '', ''],
  ])('a content that is %s', async (_what, content, text) => {
    answer(200, { id: 'e1', name: 'paid', content, last_modified: 1 });
    expect((await events().getTestEvent(REF, 'e1', NEVER))?.content).toBe(text);
  });

  it('an answer without content is not understood', async () => {
    answer(200, { id: 'e1', name: 'paid' });
    expect((await factsOf(events().getTestEvent(REF, 'e1', NEVER))).kind).toBe('protocol');
  });
});

describe('a write of a test event', () => {
  const writes = [
    ['create', () => events().createTestEvent(REF, 'paid', '{}', NEVER)],
    ['update', () => events().updateTestEvent(REF, EVENT, '{}', NEVER)],
    ['delete', () => events().deleteTestEvent(REF, EVENT, NEVER)],
  ] as const;

  it.each(writes)('is sent once, whatever comes back: %s', async (_name, write) => {
    for (const status of [429, 500, 502, 503, 504]) {
      answer(status, { error_code: `FSS.0${status}`, error_msg: 'no' });
      expect((await factsOf(write())).status).toBe(status);
      expect(on.server.requests.splice(0)).toHaveLength(1);
    }
    on.server.answer = (_request, response) => response.destroy();
    expect((await factsOf(write())).sent).toBe('unknown');
    expect(on.server.requests).toHaveLength(1);
  });

  it('goes to the function, whatever the version', async () => {
    answer(200, { id: 'e1', name: 'paid' });
    for (const [, write] of writes) await write();
    expect(on.server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${FUNCTIONS}/${URN}/events`,
      `PUT ${FUNCTIONS}/${URN}/events/e1`,
      `DELETE ${FUNCTIONS}/${URN}/events/e1`,
    ]);
  });

  it('says nothing of its content in the log', async () => {
    answer(400, { error_code: 'FSS.1074', error_msg: `bad content ${base64('{"secret":1}')}` });
    const failed = await events()
      .createTestEvent(REF, 'paid', '{"secret":1}', NEVER)
      .catch((error: unknown) => String(error));
    expect(failed).not.toContain(base64('{"secret":1}'));
    expect(JSON.stringify(on.door.lines)).not.toContain('secret');
  });
});
