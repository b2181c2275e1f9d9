import { describe, expect, it } from 'vitest';
import { loadRevisions } from '../../../src/app/configs/revision';
import { nameFrom, wrongContent, wrongName } from '../../../src/app/testEvents/checks';
import { createTestEventDocuments, TestEventGone } from '../../../src/app/testEvents/documents';
import { TestEventLists } from '../../../src/app/testEvents/lists';
import { writesOf } from '../../../src/app/testEvents/writing';
import type { Cloud } from '../../../src/cloud/cloud';
import { CloudError, type Sent } from '../../../src/cloud/errors';
import type { TestEvent, TestEvents } from '../../../src/cloud/testEvents';
import { message, translate } from '../../../src/model/message';
import { functionGraphOtc } from '../../../src/model/services/functionGraphOtc';
import { parseTestEventPath, testEventPath } from '../../../src/model/testEventPath';

const ID = { connection: 'c', group: 'default', name: 'hello' };
const EVENT = { id: 'e1', name: 'paid' };
const PATH = testEventPath({ id: ID, eventId: 'e1', name: 'paid' });
const LIMITS = functionGraphOtc.testEvents ?? { perFunction: 0, contentBytes: 0, namePattern: '' };

/** A service with the test events of one function; `asked` are the calls that reached it. */
function service(content = '{"n":1}') {
  const asked: string[] = [];
  const held = new Map<string, TestEvent>([['e1', { ...EVENT, content }]]);
  /** What becomes of the next write. */
  let next: { readonly sent: Sent; readonly carriedOut: boolean } | undefined;
  const write = (name: string, act: () => void): void => {
    asked.push(name);
    const how = next;
    next = undefined;
    if (how?.carriedOut !== false) act();
    if (how) throw failure(how.sent);
  };
  const events: TestEvents = {
    listTestEvents: () => {
      asked.push('list');
      return Promise.resolve([...held.values()].map(({ id, name }) => ({ id, name })));
    },
    getTestEvent: (_id, eventId) => {
      asked.push('get');
      return Promise.resolve(held.get(eventId));
    },
    createTestEvent: (_id, name, text) => {
      const created = { id: `new ${name}`, name };
      return attempt(() => {
        write('create', () => held.set(created.id, { ...created, content: text }));
        return created;
      });
    },
    updateTestEvent: (_id, { id, name }, text) => {
      const there = held.has(id);
      return attempt(() => {
        write('update', () => there && held.set(id, { id, name, content: text }));
        return there;
      });
    },
    deleteTestEvent: (_id, { id }) => attempt(() => write('delete', () => held.delete(id))),
  };
  const connection = { id: 'c', service: 'functiongraph-otc' };
  const cloud = { connection, testEvents: events } as unknown as Cloud;
  return { asked, held, cloud, events, fail: (how: typeof next) => (next = how) };
}

function attempt<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => resolve(act()));
}

function failure(sent: Sent): CloudError {
  const summary = message('The connection to {0} was lost.', 'x');
  return new CloudError({ kind: 'network', operation: 'updateEvent', sent, repeatable: true, summary });
}

function documentsOf(cloud: Cloud, isAutomatic = false) {
  let now = 0;
  const documents = createTestEventDocuments({
    cloudOf: () => Promise.resolve(cloud),
    revisions: loadRevisions({ load: () => [], store: () => undefined }),
    mayBeAutomatic: () => isAutomatic,
    say: translate,
    now: () => now,
  });
  return { documents, later: () => (now += 60_000) };
}

describe('a test event as a file', () => {
  it('costs one question to open, whether state or text is asked for first, or both at once', async () => {
    const { cloud, asked } = service();
    const { documents, later } = documentsOf(cloud);
    await documents.stat(PATH);
    expect(await documents.read(PATH)).toBe('{"n":1}');
    later();
    await Promise.all([documents.read(PATH), documents.stat(PATH)]);
    expect(asked).toEqual(['get', 'get']);
    later();
    await documents.stat(PATH);
    later();
    await documents.read(PATH);
    expect(asked).toHaveLength(4);
  });

  it('is of another state as soon as its text is another, and of the same while it is the same', async () => {
    const { cloud, held } = service();
    const { documents, later } = documentsOf(cloud);
    const first = await documents.stat(PATH);
    later();
    expect(await documents.stat(PATH)).toEqual(first);
    held.set('e1', { ...EVENT, content: '{"n":2}' });
    later();
    const second = await documents.stat(PATH);
    expect(second.mtime).toBeGreaterThan(first.mtime);
    expect(second.size).not.toBe(first.size);
  });

  it('is asked for anew before a person saves, however young the answer is', async () => {
    const { cloud, held } = service();
    const { documents } = documentsOf(cloud);
    const first = await documents.stat(PATH);
    held.set('e1', { ...EVENT, content: '{"n":2}' });
    expect(await documents.stat(PATH)).toEqual(first);
    documents.saveBegun(PATH, 'person');
    expect((await documents.stat(PATH)).mtime).toBeGreaterThan(first.mtime);
    expect(await documents.read(PATH)).toBe('{"n":2}');
  });

  it('is written once by a person, and its state is known without another question', async () => {
    const { cloud, asked, held } = service();
    const { documents } = documentsOf(cloud, true);
    documents.saveBegun(PATH, 'person');
    const before = await documents.stat(PATH);
    await documents.write(PATH, '{"n":2}');
    const after = await documents.stat(PATH);
    expect(asked).toEqual(['get', 'update']);
    expect(after.mtime).toBeGreaterThan(before.mtime);
    expect(held.get('e1')?.content).toBe('{"n":2}');
    expect(await documents.stat(PATH)).toEqual(after);
  });

  it('is not written by auto save, nor by a save of which nothing is known while there is auto save', async () => {
    const { cloud, asked } = service();
    const { documents } = documentsOf(cloud, true);
    documents.saveBegun(PATH, 'autoSave');
    await expect(documents.write(PATH, '{}')).rejects.toThrow(/Auto save sends nothing/);
    await expect(documents.write(PATH, '{}')).rejects.toThrow(/Auto save sends nothing/);
    // a save that was refused for a conflict was begun by a person, and never written
    documents.saveBegun(PATH, 'person');
    documents.saveBegun(PATH, 'autoSave');
    await expect(documents.write(PATH, '{}')).rejects.toThrow(/Auto save sends nothing/);
    expect(asked).toEqual([]);
  });

  it('tells that it was deleted meanwhile', async () => {
    const { cloud, held } = service();
    const { documents } = documentsOf(cloud);
    held.clear();
    await expect(documents.stat(PATH)).rejects.toThrow(TestEventGone);
    await expect(documents.write(PATH, '{}')).rejects.toThrow(/“paid” was deleted on the service/);
  });

  it('does not take what was true before its own write for a change of somebody else', async () => {
    const { cloud, events } = service();
    const { documents, later } = documentsOf(cloud);
    const before = await documents.stat(PATH);
    later();
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const quick = events.getTestEvent.bind(events);
    const late: TestEvents['getTestEvent'] = async (...asked) => {
      const old = await quick(...asked);
      await slow;
      return old;
    };
    Object.assign(events, { getTestEvent: late });
    const asking = documents.stat(PATH);
    await new Promise((resolve) => setImmediate(resolve));
    await documents.write(PATH, '{"n":2}');
    Object.assign(events, { getTestEvent: quick });
    answer();
    const after = await asking;
    expect(after.mtime).toBeGreaterThan(before.mtime);
    expect(await documents.stat(PATH)).toEqual(after);
    expect(await documents.read(PATH)).toBe('{"n":2}');
  });
});

describe('a write that got no answer', () => {
  const writes = [
    ['create', ['create', 'list', 'get'], (events: TestEvents) => writesOf(events).create(ID, 'new', '[1]')],
    ['update', ['update', 'get'], (events: TestEvents) => writesOf(events).update(ID, EVENT, '[1]')],
    ['delete', ['delete', 'get'], (events: TestEvents) => writesOf(events).delete(ID, EVENT)],
  ] as const;

  it.each(writes)('is looked for, and never sent again: %s', async (_name, steps, write) => {
    const { events, asked, fail } = service();
    fail({ sent: 'unknown', carriedOut: true });
    await write(events);
    expect(asked).toEqual(steps);
  });

  it.each(writes)('fails where it is not found: %s', async (name, _steps, write) => {
    const { events, asked, fail } = service();
    fail({ sent: 'unknown', carriedOut: false });
    await expect(write(events)).rejects.toThrow(CloudError);
    expect(asked.filter((step) => step === name)).toHaveLength(1);
  });

  it.each(writes)('that was refused is not looked for: %s', async (name, _steps, write) => {
    const { events, asked, fail } = service();
    fail({ sent: 'no', carriedOut: false });
    await expect(write(events)).rejects.toThrow(CloudError);
    expect(asked).toEqual([name]);
  });
});

describe('what is checked before a test event is sent', () => {
  it.each([
    ['a', true],
    ['order-paid_2', true],
    ['x'.repeat(25), true],
    ['x'.repeat(26), false],
    ['', false],
    ['2nd', false],
    ['a-', false],
    ['a b', false],
    ['a\n', false],
    ['größe', false],
  ])('the name “%s”: %s', (name, fits) => {
    expect(wrongName(LIMITS, name, translate) === undefined).toBe(fits);
  });

  it.each([
    ['order paid', 'order-paid'],
    ['2nd_try', 'nd_try'],
    ['-- --', ''],
    ['größe', 'gr-e'],
    [`${'x'.repeat(24)}-y`, 'x'.repeat(24)],
  ])('a name made of “%s”', (text, name) => {
    expect(nameFrom(LIMITS, text)).toBe(name);
  });

  it.each([
    ['{"k": [1, 9007199254740993]}', undefined],
    [' "x"\n', undefined],
    [`"${'x'.repeat(4094)}"`, undefined],
    [`"${'x'.repeat(4095)}"`, /is 4,096 bytes; this one has 4,097\./],
    [`"${'ü'.repeat(2560)}"`, /is 4,096 bytes; this one has 5,122\./],
    ['', /Line 1, column 1: The payload is empty/],
    ['{\n  "k":\n', /Line 3, column 1/],
    ['{"k": 1,}', /without comments and trailing commas/],
    ['// why\n{}', /without comments and trailing commas/],
  ])('the content %j', (text, wrong) => {
    const said = wrongContent(LIMITS, text, translate);
    if (wrong) expect(said).toMatch(wrong);
    else expect(said).toBeUndefined();
  });
});

describe('the lists of test events', () => {
  it('are read once until they are forgotten, a failure too', async () => {
    const { cloud, asked } = service();
    const changed: string[] = [];
    const lists = new TestEventLists(
      () => Promise.resolve(cloud),
      ({ name }) => changed.push(name),
    );
    expect(lists.known(ID)).toBeUndefined();
    expect(await Promise.all([lists.read(ID), lists.read(ID)])).toHaveLength(2);
    expect([lists.known(ID), asked, changed]).toEqual([[EVENT], ['list'], ['hello']]);
    lists.forget(({ name }) => name === 'other');
    await lists.read(ID);
    expect(asked).toEqual(['list']);
    lists.forget(() => true);
    expect(lists.known(ID)).toBeUndefined();

    const compute = { connection: { service: 'functioncompute-3' } } as Cloud;
    const none = new TestEventLists(
      () => Promise.resolve(compute),
      () => undefined,
    );
    await expect(none.read(ID)).rejects.toThrow(/keeps no test events/);
  });
});

describe('the path of a test event', () => {
  it.each([
    [ID, 'e1', 'paid'],
    [{ ...ID, group: '' }, '../..', '.json'],
    [{ connection: 'ü/ä', group: 'a-b', name: '%41' }, 'a b', '<img> \ud800 名'],
  ])('says all that is needed to read it: %j %s %s', (id, eventId, name) => {
    // VS Code hands a path over as it is
    expect(parseTestEventPath(testEventPath({ id, eventId, name }))).toEqual({ id, eventId, name });
  });

  it.each(['/', '/c/g/f/e', '/c/g/f/e/n.txt', '/c/g/f/e/n.json/more', '/c/g/%/e/n.json', 'c/g/f/e/n.json'])(
    'is none: %s',
    (path) => {
      expect(parseTestEventPath(path)).toBeUndefined();
    },
  );
});
