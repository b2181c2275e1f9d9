import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRecord, type FailureRecord } from '../../../src/app/replay/failureRecord';
import { fromRecord } from '../../../src/app/replay/sources';
import { matching, refThrough } from '../../../src/app/replay/match';
import { translate } from '../../../src/model/message';
import { member, type JsonObject } from '../../../src/model/json';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, connectionTo, failingTo, randomOf, randomPayload, refTo, SERVICE_IDS } from './services';

const bench = sandboxBench();
let sandbox: Bench;
/** What the function destination got. */
const received: string[] = [];

beforeAll(async () => {
  const runner = runnerOf({
    failing: () => ({ kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'no' }),
    alert: ({ event }) => {
      received.push(event);
      return { kind: 'returned', text: 'null' };
    },
  });
  const functions = bench.functions({ 'orders/failing': {}, 'orders/alert': {} });
  sandbox = await bench.start({ functions, retryDelayMs: 1 }, { runner });
});

function recordIn(text: string): FailureRecord {
  const read = readRecord(text);
  if (read.kind === 'broken') throw new Error(translate(read.syntax.reason));
  return read.record;
}

function brokenIn(text: string): string {
  const read = readRecord(text);
  if (read.kind === 'record') throw new Error('it was read');
  const { line, column, reason } = read.syntax;
  return `${String(line)}:${String(column)} ${translate(reason)}`;
}

/** The destinations of a service, and where each delivery can be read. */
function destinationsOf(service: (typeof SERVICE_IDS)[number]): readonly JsonObject[] {
  const { region, projectId = '', accountId = '' } = connectionTo(sandbox, service);
  if (service.startsWith('functiongraph')) {
    const project = `${region}:${projectId}`;
    return [
      { destination: 'OBS', param: { bucket: 'failed', prefix: 'orders/' } },
      { destination: 'SMN', param: { topic_urn: `urn:smn:${project}:alerts` } },
      {
        destination: 'FunctionGraph',
        param: { func_urn: `urn:fss:${project}:function:orders:alert:latest` },
      },
    ];
  }
  const account = `${region}:${accountId}`;
  const fn = service === 'functioncompute-2' ? 'services/orders/functions/alert' : 'functions/alert';
  return [
    { destination: `acs:mns:${account}:/queues/failed/messages` },
    { destination: `acs:mns:${account}:/topics/failed/messages` },
    { destination: `acs:eventbridge:${account}:eventbus/failed` },
    { destination: `acs:fc:${account}:${fn}` },
  ];
}

describe.each(SERVICE_IDS)('records that %s delivers', (service) => {
  it('give back the payload byte for byte, wherever they went', async () => {
    const cloud = cloudTo(sandbox, service);
    const ref = refTo(service, 'failing');
    const random = randomOf(SERVICE_IDS.indexOf(service) + 7);
    for (const destination of destinationsOf(service)) {
      await cloud.putAsyncConfig(ref, failingTo(service, destination), NEVER);
      const payloads = Array.from({ length: 12 }, () => randomPayload(random));
      for (const payload of payloads) {
        const before = received.length;
        const { requestId } = await cloud.invokeAsync(ref, payload, NEVER);
        const delivered = await eventually(
          async () => (await sandbox.ask('GET', `/sandbox/deliveries?event=${requestId}`)).body,
          (body) => (member(body, 'deliveries') as readonly unknown[]).length > 0,
        );
        const [delivery] = member(delivered, 'deliveries') as readonly JsonObject[];
        const file = member(delivery, 'file');
        if (typeof file !== 'string')
          await eventually(
            () => received.length,
            (now) => now > before,
          );
        const text = typeof file === 'string' ? readFileSync(file, 'utf8') : (received.at(-1) ?? '');
        const record = recordIn(text);
        expect(record.payload).toBe(payload);
        expect(record).toMatchObject({ requestId, succeeded: false });
        const all = SERVICE_IDS.map((each) => connectionTo(sandbox, each));
        const { sure, possible } = matching(record.fn, all);
        expect([...sure, ...possible].map(({ id }) => id)).toEqual([service]);
        expect(refThrough(record.fn, connectionTo(sandbox, service))).toEqual(ref);
      }
    }
  }, 60_000);
});

const RECORD = {
  timestamp: '2026-08-20T12:00:00.000Z',
  request_context: {
    request_id: '1167bf8c-87b0-43ab-8f5f-26b16c64f252',
    function_urn: 'urn:fss:eu-de:0c7e5fd2a3b84916b1d0c8e57f42ad93:function:default:orders:latest',
    condition: 'RetriesExhausted',
    approximate_invoke_count: 2,
  },
  request_payload: '{"order":1}',
  response_context: { status_code: 200, function_error: 'no' },
  response_payload: '',
};

describe('a record', () => {
  it('is found inside the messages that carry it', () => {
    const text = JSON.stringify(RECORD);
    const inside = [
      { topic_urn: 'urn:smn:eu-de:x:alerts', type: 'Notification', message: text },
      { MessageId: '1', MessageBody: text },
      { MessageId: '1', MessageBody: Buffer.from(text).toString('base64') },
      { specversion: '1.0', data: RECORD },
      { MessageBody: Buffer.from(JSON.stringify({ Message: text })).toString('base64') },
    ];
    for (const each of inside) expect(recordIn(JSON.stringify(each)).payload).toBe('{"order":1}');
  });

  it('keeps the characters of a payload that somebody took for JSON', () => {
    const text = JSON.stringify(RECORD).replace('"{\\"order\\":1}"', '{ "order": 12345678901234567890 }');
    expect(recordIn(text).payload).toBe('{ "order": 12345678901234567890 }');
  });

  it('of an event that succeeded says so', () => {
    const { request_context, response_context } = RECORD;
    const done = (condition: string) =>
      recordIn(
        JSON.stringify({
          ...RECORD,
          request_context: { ...request_context, condition },
          response_context: { ...response_context, function_error: '' },
        }),
      ).succeeded;
    expect([done(''), done('Success'), done('RetriesExhausted')]).toEqual([true, true, false]);
  });

  it('says in words how the event ended', () => {
    const ref = { connection: 'c', group: 'orders', name: 'failing', qualifier: 'latest' };
    const endOf = (condition: string) => {
      const request_context = { ...RECORD.request_context, condition };
      return translate(fromRecord(recordIn(JSON.stringify({ ...RECORD, request_context })), ref).how);
    };
    expect(endOf('RetriesExhausted')).toBe('Failed at the last attempt');
    expect(endOf('EventAgeExceeded')).toBe('Too old for another attempt');
    expect(endOf('UnhandledInvocationError')).toBe('Function error UnhandledInvocationError');
    expect(endOf('')).toBe('Function error');
  });

  it('that was cut tells the line and the column', () => {
    const text = JSON.stringify(RECORD, undefined, 2);
    const cut = text.slice(0, text.indexOf('"condition"') + 15);
    const { length } = cut.split('\n');
    expect(brokenIn(cut)).toMatch(new RegExp(`^${String(length)}:\\d+ Unexpected end of string\\.$`));
    for (let at = 1; at < text.length - 1; at += 7) expect(brokenIn(text.slice(0, at))).toMatch(/^\d+:\d+ ./);
    // cut inside of the message that carries it: the place is the message's
    const sent = JSON.stringify({ id: 1, message: JSON.stringify(RECORD).slice(0, 200) }, undefined, 2);
    expect(brokenIn(sent)).toMatch(/^3:14 /);
  });

  it('of another service, of no function, without a payload, or none at all says what is wrong', () => {
    const lambda = {
      version: '1.0',
      requestContext: { functionArn: 'arn:aws:lambda:us-east-1:1:function:f:$LATEST' },
      requestPayload: {},
    };
    expect(brokenIn(JSON.stringify(lambda))).toMatch(/a service that FnDeck does not know: arn:aws:lambda/);
    const nameless = { ...RECORD, request_context: {} };
    expect(brokenIn(JSON.stringify(nameless))).toMatch(/the field function_urn is missing/);
    const empty = JSON.stringify({ ...RECORD, request_payload: undefined });
    expect(brokenIn(empty)).toMatch(/the field request_payload is missing/);
    for (const other of ['{}', '[]', '1', '"text"', '{"message":"hello"}', '{"message":{"message":{}}}'])
      expect(brokenIn(other)).toMatch(/^1:\d+ This is no record of an event/);
    expect(brokenIn('')).toMatch(/^1:1 /);
    expect(brokenIn('['.repeat(200_000))).toMatch(/nested too deeply|^\d+:\d+ /);
  });

  it('of 5 MB is read, its payload whole', () => {
    const payload = JSON.stringify({ pad: 'x"'.repeat(1_250_000) });
    expect(recordIn(JSON.stringify({ ...RECORD, request_payload: payload })).payload).toBe(payload);
  });

  it('leads to no connection of another region, project or kind', () => {
    const { fn } = recordIn(JSON.stringify(RECORD));
    const there = {
      ...{ id: 'a', name: 'A', service: 'functiongraph-otc', region: 'eu-de', credential: 'keys' as const },
      projectId: '0c7e5fd2a3b84916b1d0c8e57f42ad93',
    };
    const { projectId, ...unknown } = there;
    expect(projectId).toBeDefined();
    const found = (connection: typeof unknown) => {
      const { sure, possible } = matching(fn, [connection]);
      return [sure.length, possible.length];
    };
    expect(found(there)).toEqual([1, 0]);
    expect(found(unknown)).toEqual([0, 1]);
    expect(found({ ...there, region: 'eu-nl' })).toEqual([0, 0]);
    expect(found({ ...there, projectId: 'other' } as typeof unknown)).toEqual([0, 0]);
    expect(found({ ...there, service: 'functioncompute-3' })).toEqual([0, 0]);
  });
});
