import { describe, expect, it } from 'vitest';
import { judge, whyUnjudged } from '../../../src/app/expectations/judge';
import { proposedExpectations } from '../../../src/app/expectations/proposal';
import { readExpectations } from '../../../src/app/expectations/readExpectations';
import { readDestination } from '../../../src/model/destination';
import type { DeliveryState, EventLife } from '../../../src/model/invocation/eventLife';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';

const RECORD: InvocationRecord = {
  id: '1',
  ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
  connectionName: 'C',
  service: 'functiongraph-huawei',
  mode: 'sync',
  startedAt: Date.parse('2026-11-20T10:00:00Z'),
  elapsedMs: 900,
  outcome: { kind: 'succeeded' },
  numbers: { durationMs: 120 },
  log: 'one\ngreeting Ada\n',
  logCut: false,
};
const ANSWER = {
  ...RECORD,
  result:
    '{"statusCode":200,"headers":{"a":"b"},"body":"{\\"message\\":\\"Hi\\",\\"n\\":[1,{\\"x\\":1,\\"y\\":2}]}"}',
};
const LIFE: EventLife = {
  ...{ queuedAt: 0, skewMs: 0, state: 'failed', plan: undefined },
  error: { text: 'boom' },
  attempts: [1, 2].map((number) => ({ number, outcome: 'failed', lines: [] })),
  delivery: { kind: 'nowhere' },
  sources: { record: 'heard', log: 'heard' },
};
const event = (life: Partial<EventLife>): InvocationRecord => ({
  ...RECORD,
  mode: 'async',
  life: { ...LIFE, ...life },
});

/** What is said of each thing that is expected in a text; those that are not met begin with a cross. */
function verdicts(text: object, record: InvocationRecord): readonly string[] {
  const read = readExpectations(JSON.stringify(text));
  const [one] = read.kind === 'cases' ? read.cases : [];
  if (!one) throw new Error('broken');
  return judge(one.expectation, record, translate).map(({ met, said }) => (met ? '' : '✗ ') + said);
}
const met = (text: object, record: InvocationRecord): boolean =>
  verdicts(text, record).every((said) => !said.startsWith('✗'));

describe('judging a call', () => {
  it('expects success where nothing is said of its end', () => {
    expect(verdicts({}, ANSWER)).toEqual(['status: Succeeded, as expected.']);
    const failed = { ...RECORD, outcome: { kind: 'functionError', code: 'E' } } as const;
    expect(verdicts({}, failed)).toEqual(['✗ status: expected succeeded, found Function error E.']);
    expect(met({ status: 'functionError' }, failed)).toBe(true);
    expect(met({ status: 'functionError' }, ANSWER)).toBe(false);
  });

  it('compares the status code of the answer', () => {
    const missing = {
      ...RECORD,
      outcome: { kind: 'returnedError', statusCode: 404 },
      result: '{"statusCode":404}',
    };
    expect(met({ status: 200 }, ANSWER)).toBe(true);
    expect(met({ status: 404 }, missing as InvocationRecord)).toBe(true);
    expect(met({}, missing as InvocationRecord)).toBe(false);
    expect(verdicts({ status: 201 }, ANSWER)).toEqual(['✗ status: expected 201, found 200.']);
    expect(verdicts({ status: 200 }, { ...RECORD, result: '{}' })).toEqual([
      '✗ status: expected 200, found the result has no statusCode.',
    ]);
    const threw = { ...missing, outcome: { kind: 'functionError' } } as InvocationRecord;
    expect(met({ status: 404 }, threw)).toBe(false);
  });

  it.each([
    [true, {}],
    [true, { body: { message: 'Hi' } }],
    [true, { body: { n: [1, { x: 1 }] } }],
    [true, { body: '{"message":"Hi","n":[1,{"x":1,"y":2}]}' }],
    [false, { body: { n: [1] } }],
    [false, { body: { n: [1, { x: 1 }, 3] } }],
    [false, { body: { message: null } }],
    [false, { body: { toString: 1 } }],
    [false, []],
    [false, 'Hi'],
  ])('is %s of the result %j', (expected, result) => {
    expect(met({ result }, ANSWER)).toBe(expected);
  });

  it('shows both sides of a result, of the actual one only what was asked', () => {
    const read = readExpectations('{"result": {"body": {"message": "Ho", "absent": 1, "n": [1]}}}');
    const [one] = read.kind === 'cases' ? read.cases : [];
    const [, found] = one ? judge(one.expectation, ANSWER, translate) : [];
    expect(found).toMatchObject({
      path: ['result', 'body', 'message'],
      said: 'result.body.message: expected "Ho", found "Hi".',
      diff: {
        expected: JSON.stringify({ body: { message: 'Ho', absent: 1, n: [1] } }, undefined, 2),
        actual: JSON.stringify({ body: { message: 'Hi', n: [1, { x: 1, y: 2 }] } }, undefined, 2),
      },
    });
  });

  it('compares numbers to the digit, and texts as they are', () => {
    const big = { ...RECORD, result: '{"id": 9007199254740993}' };
    const says = (text: string) => {
      const read = readExpectations(text);
      const [one] = read.kind === 'cases' ? read.cases : [];
      return one && judge(one.expectation, big, translate)[1]?.met;
    };
    expect(says('{"result": {"id": 9007199254740993}}')).toBe(true);
    expect(says('{"result": {"id": 9007199254740992}}')).toBe(false);
    expect(met({ result: 'plain text' }, { ...RECORD, result: 'plain text' })).toBe(true);
    expect(met({ result: {} }, RECORD)).toBe(false);
  });

  it('measures by the service, and says where that does not tell', () => {
    expect(verdicts({ maxDurationMs: 120 }, RECORD)[1]).toBe('maxDurationMs: 120 ms, as expected.');
    expect(verdicts({ maxDurationMs: 100 }, RECORD)[1]).toBe(
      '✗ maxDurationMs: expected at most 100 ms, found 120 ms.',
    );
    expect(verdicts({ maxDurationMs: 100 }, { ...RECORD, numbers: {} })[1]).toMatch(
      /^✗ .* found 900 ms as seen/,
    );
    expect(verdicts({ mode: 'async', maxDurationMs: 1e9 }, { ...event({}), numbers: {} })).toContain(
      '✗ maxDurationMs: expected at most 1,000,000 s, found the service does not tell.',
    );
  });

  it('looks for texts in single lines of the log', () => {
    expect(met({ log: ['greeting', 'one'] }, RECORD)).toBe(true);
    expect(verdicts({ log: 'one\ngreeting' }, RECORD)[1]).toMatch(
      /^✗ “one\ngreeting” is in no line of the log\.$/,
    );
    expect(verdicts({ log: 'two' }, { ...RECORD, logCut: true })[1]).toMatch(/has not got all of its lines/);
  });
});

describe('judging an event', () => {
  const TO = { destination: { kind: 'FunctionGraph', values: {}, raw: {} } };
  const urn = 'urn:fss:r:p:function:orders:alert:latest';
  const destination = { ...TO.destination, values: { func_urn: urn }, raw: { destination: 'FunctionGraph' } };
  const goes = (delivery: DeliveryState) => event({ delivery });

  it('compares end, attempts and destination', () => {
    const all = { mode: 'async', state: 'failed', attempts: 2, destination: null };
    expect(met(all, event({}))).toBe(true);
    expect(verdicts({ mode: 'async', attempts: 3 }, event({}))).toEqual([
      '✗ state: expected Succeeded, found Failed.',
      '✗ attempts: expected 3, found 2.',
    ]);
    expect(met({ ...all, destination: 'orders/alert' }, event({}))).toBe(false);
  });

  it.each(['orders/alert', 'alert', 'orders/alert@latest', urn, `FunctionGraph ${urn}`])(
    'takes %s for the name of a function',
    (name) => {
      const expected = { mode: 'async', state: 'failed', destination: name };
      expect(met(expected, goes({ kind: 'untold', destination }))).toBe(true);
    },
  );

  it.each(['latest', 'orders', 'p', 'FunctionGraph', ''])('takes “%s” for none', (name) => {
    const expected = { mode: 'async', state: 'failed', destination: name || null };
    expect(met(expected, goes({ kind: 'untold', destination }))).toBe(false);
  });

  it.each([
    [
      'functioncompute-3',
      'acs:fc:cn-hangzhou:1:functions/alert',
      ['alert'],
      ['cn-hangzhou', '1', 'functions'],
    ],
    ['functioncompute-3', 'acs:mns:cn-hangzhou:1:/queues/lost/messages', ['lost'], ['messages', 'queues']],
    [
      'functioncompute-2',
      'acs:fc:cn-hangzhou:1:services/orders.LATEST/functions/alert',
      ['orders/alert'],
      ['LATEST'],
    ],
  ] as const)('knows on %s what %s is called', (service, arn, names, others) => {
    const read = readDestination(profileOf(service), { destination: arn });
    if (!read) throw new Error('none');
    const record = { ...goes({ kind: 'untold', destination: read }), service };
    const called = (name: string) => met({ mode: 'async', state: 'failed', destination: name }, record);
    expect([arn, ...names].filter((name) => !called(name))).toEqual([]);
    expect(others.filter(called)).toEqual([]);
  });

  it('calls nothing delivered that nobody has seen', () => {
    const expected = { mode: 'async', state: 'failed', delivered: true };
    expect(met(expected, goes({ kind: 'delivered', seen: {} }))).toBe(true);
    expect(met(expected, goes({ kind: 'untold', destination }))).toBe(false);
    expect(met(expected, goes({ kind: 'refused', reason: 'no' }))).toBe(false);
    expect(met({ ...expected, delivered: false }, goes({ kind: 'refused' }))).toBe(true);
    expect(met({ ...expected, delivered: false }, goes({ kind: 'untold', destination }))).toBe(false);
  });
});

describe('what cannot be judged', () => {
  const why = (outcome: InvocationRecord['outcome'], mode: InvocationRecord['mode'] = 'sync') =>
    whyUnjudged({ ...RECORD, mode, outcome }, translate);

  it('is what the service refused, what was given up, and what nobody knows', () => {
    const failure = { text: 'Too many requests.', hint: 'Wait.' };
    expect(why({ kind: 'serviceError', failure })).toEqual(failure);
    expect(why({ kind: 'notSent', failure })).toEqual(failure);
    expect(why({ kind: 'unknown', failure })?.text).toMatch(
      /^Outcome unknown: Too many.*won’t send it again/,
    );
    expect(why({ kind: 'cancelled', left: true })?.text).toMatch(/^Cancelled/);
    expect(why({ kind: 'queued', failure: { text: 'No record.' } }, 'async')).toMatchObject({
      text: 'How the event ended is not known. No record.',
      hint: expect.stringContaining('status records') as string,
    });
    for (const kind of ['succeeded', 'functionError', 'discarded', 'stopped'] as const)
      expect(why({ kind }, 'async')).toBeUndefined();
  });
});

describe('what is proposed', () => {
  const propose = (record?: InvocationRecord) => proposedExpectations(record, translate);

  it('is met by the invocation that it is taken from', () => {
    for (const record of [
      ANSWER,
      RECORD,
      { ...RECORD, result: 'text' },
      event({}),
      event({ state: 'succeeded' }),
    ])
      expect(met(JSON.parse(propose(record)) as object, record)).toBe(true);
    expect(JSON.parse(propose())).toEqual({ status: 'succeeded' });
  });

  it('leaves out what is another each time', () => {
    const result = JSON.stringify({
      ...{
        id: '0f8fad5b-d9cb-469f-a165-70867728950e',
        at: '2026-11-20T10:00:01Z',
        born: '1815-12-10T00:00:00Z',
      },
      ...{ took: '12.5 ms', items: [{ sku: 'tea', at: 1795168800 }], ids: [1795168800, 1] },
    });
    expect(JSON.parse(propose({ ...RECORD, result }))).toEqual({
      status: 'succeeded',
      result: { born: '1815-12-10T00:00:00Z', items: [{ sku: 'tea' }] },
    });
  });
});
