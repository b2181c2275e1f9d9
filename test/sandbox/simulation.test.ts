import { afterAll, describe, expect, test } from 'vitest';
import { readView } from '../../src/model/configDocument';
import { knownFields } from '../../src/model/fields';
import { member, type Json, type JsonObject } from '../../src/model/json';
import { profileOf } from '../../src/model/services';
import { simulate, type Play, type Simulation } from '../../src/model/simulation';
import { toWire } from '../../src/model/wireDocument';
import { textAt } from '../../src/sandbox/textAt';
import { randomOf, SERVICE_IDS } from '../app/replay/services';
import { askSigned } from './functionComputeClient';
import {
  ask,
  eventually,
  HUAWEI,
  ManualClock,
  OTC,
  runnerOf,
  sandboxBench,
  type Bench,
} from './sandboxBench';

const bench = sandboxBench();
type Service = (typeof SERVICE_IDS)[number];

/** How one of the services is spoken to: a config is put, an event queued, its end read. */
interface Dialect {
  /** Puts a config in the place of the one before. */
  put(body: Json): Promise<number>;
  queue(): Promise<string>;
  /** The word of the record for where the event stands. */
  status(id: string): Promise<string>;
}

const FUNCTION_COMPUTE = {
  'functioncompute-2': [
    '/2016-08-15/services/default',
    'stateful-async-invocations',
    'x-fc-stateful-async-invocation-id',
  ],
  'functioncompute-3': ['/2023-03-30', 'async-tasks', 'x-fc-async-task-id'],
} as const;

function dialectOf(service: Service, sandbox: Bench, clock: ManualClock): Dialect {
  if (service === 'functiongraph-huawei' || service === 'functiongraph-otc') {
    const project = service === 'functiongraph-otc' ? OTC : HUAWEI;
    const at = (method: string, rest: string, body?: Json) =>
      ask(sandbox.ready, project, method, `fgs/functions/work/${rest}`, body);
    return {
      put: async (body) => {
        await at('DELETE', 'async-invoke-config');
        return (await at('PUT', 'async-invoke-config', body)).status;
      },
      queue: async () => textAt((await at('POST', 'invocations-async', {})).body, 'request_id'),
      status: async (id) => {
        // The list is of the hour until now where nothing is said.
        const { body } = await at(
          'GET',
          `async-invocations?request_id=${id}&query_begin_time=2026-01-01T00:00:00`,
        );
        return textAt((member(body, 'invocations') as readonly Json[])[0], 'status');
      },
    };
  }
  const [base, tasks, header] = FUNCTION_COMPUTE[service];
  const at = (method: string, rest: string, body?: Json, headers: Record<string, string> = {}) =>
    askSigned(sandbox, method, `${base}/functions/work/${rest}`, body, { at: clock.now(), headers });
  return {
    // A PUT alone keeps what it does not name.
    put: async (body) => {
      await at('DELETE', 'async-invoke-config');
      return (await at('PUT', 'async-invoke-config', body)).status;
    },
    queue: async () =>
      (await at('POST', 'invocations', {}, { 'x-fc-invocation-type': 'Async' })).headers.get(header) ?? '',
    status: async (id) => textAt((await at('GET', `${tasks}/${id}`)).body, 'status'),
  };
}

/** The services' words for the ends; one that was throttled for too long has failed. */
const ENDS: Readonly<Record<string, readonly Simulation['end'][]>> = {
  ...{ SUCCESS: ['succeeded'], FAIL: ['failed'], DISCARD: ['dropped'] },
  ...{ Succeeded: ['succeeded'], Failed: ['failed', 'givenUp'], Expired: ['dropped'] },
};

/** A valid config: each field set or not, ages from a second to the longest. */
function randomConfig(service: Service, random: () => number): JsonObject {
  const { age, retries, record, destinations } = knownFields(profileOf(service));
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const [success, failure] = service.startsWith('functiongraph')
    ? [
        { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:0123456789abcdef:done' } },
        { destination: 'OBS', param: { bucket: 'lost-events', prefix: '/', expires: 1 } },
      ]
    : [
        { destination: 'acs:mns:cn-hangzhou::/topics/done/messages' },
        { destination: 'acs:mns:cn-hangzhou::/queues/lost-events/messages' },
      ];
  const sides = {
    ...(random() < 0.7 && { [destinations.success]: success }),
    ...(random() < 0.7 && { [destinations.failure]: failure }),
  };
  return {
    // Open Telekom Cloud keeps records in any case, and refuses the switch.
    ...(record.caution === undefined && { [record.key]: true }),
    ...(random() < 0.8 && { [age.key]: pick([1, 2, 5, 12, 60, 300, 3600, 18_000, age.requests.max]) }),
    ...(random() < 0.8 && { [retries.key]: Math.floor(random() * (retries.requests.max + 1)) }),
    ...(Object.keys(sides).length > 0 && { [destinations.key]: sides }),
  };
}

function randomPlay(random: () => number): Play {
  const chosen = random();
  if (chosen < 0.35) return { kind: 'fails' };
  if (chosen < 0.65) return { kind: 'succeeds', attempt: 1 + Math.floor(random() * 5) };
  return chosen < 0.8 ? { kind: 'throttled', times: 1 + Math.floor(random() * 12) } : { kind: 'throttled' };
}

const seen = new Set<string>();
afterAll(() => {
  // Every end was played, or the comparison would prove less than it says.
  const ends = [...new Set(Object.values(ENDS).flat())];
  expect([...seen].sort()).toEqual([...ends, 'delivered', 'not delivered'].sort());
});

/** How many throttled attempts are ready: more than any event needs. */
const PLENTY = 1000;

describe.each(SERVICE_IDS)('the simulator and the queue of %s', (service) => {
  const profile = profileOf(service);
  const retryDelayMs = 400 + 900 * SERVICE_IDS.indexOf(service);

  test('agree on attempts, end and delivery', { timeout: 120_000 }, async () => {
    const random = randomOf(7 + SERVICE_IDS.indexOf(service));
    const clock = new ManualClock();
    let runMs = 0;
    let play: Play = { kind: 'fails' };
    let runs: number[] = [];
    const runner = runnerOf({
      work: () => {
        runs.push(clock.now());
        clock.advance(runMs);
        // What is no longer throttled succeeds.
        return play.kind === 'throttled' || (play.kind === 'succeeds' && runs.length === play.attempt)
          ? { kind: 'returned', text: '"done"' }
          : { kind: 'exited', code: 3, signal: null };
      },
    });
    const functions = bench.functions({ 'default/work': {} });
    const sandbox = await bench.start({ functions, retryDelayMs }, { clock, runner });
    const dialect = dialectOf(service, sandbox, clock);

    for (let round = 0; round < 24; round++) {
      const document = randomConfig(service, random);
      play = randomPlay(random);
      runMs = [0, 1, 250, 1000, 7000, 59_999, 900_000][Math.floor(random() * 7)] ?? 0;
      runs = [];
      expect(await dialect.put(toWire(profile, document))).toBe(200);
      const throttles = play.kind === 'throttled' ? (play.times ?? PLENTY) : 0;
      const faults = throttles > 0 ? [`attempt:429:x${throttles}`] : [];
      await sandbox.ask('POST', '/sandbox/faults', { faults });

      const expected = simulate(profile, readView(profile, document), play, {
        attempt: runMs / 1000,
        firstWait: retryDelayMs / 1000,
        tellsOfDropped: profile.queue.tellsOfDropped,
      });
      const accepted = clock.now();
      const id = await dialect.queue();
      const due = [accepted];
      // The time stands still but for the runs: from one due time to the next until the event has ended.
      for (;;) {
        const waiting = await eventually(
          async () => {
            const dueAt = await dueAtOf(sandbox, id);
            const isNew = dueAt !== undefined && dueAt !== due.at(-1);
            return { dueAt, isNew, ended: !isNew && (await dialect.status(id)) in ENDS };
          },
          ({ isNew, ended }) => isNew || ended,
        );
        if (waiting.ended || waiting.dueAt === undefined) break;
        due.push(waiting.dueAt);
        clock.advance(Math.max(0, waiting.dueAt - clock.now()));
      }
      const what = JSON.stringify({ round, document, play, runMs, expected });
      const after = (time: number): number => (time - accepted) / 1000;

      expect(ENDS[await dialect.status(id)], what).toContain(expected.end);
      expect(runs.length, what).toBe(expected.runs);
      const starts = expected.attempts.map(({ start }) => start);
      if (play.kind === 'throttled') {
        const { body } = await sandbox.ask('GET', '/sandbox/faults');
        const left = member((member(body, 'faults') as readonly Json[])[0], 'left');
        expect(throttles - Number(left), what).toBe(starts.length - expected.runs);
        expect(due.slice(0, starts.length).map(after), what).toEqual(starts);
      } else {
        expect(runs.map(after), what).toEqual(starts);
      }
      // The queue drops an event in the first millisecond in which it is too old.
      expect(after(clock.now()) - expected.endsAt, what).toBeGreaterThanOrEqual(-1e-6);
      expect(after(clock.now()) - expected.endsAt, what).toBeLessThanOrEqual(0.001 + 1e-6);
      const { body } = await sandbox.ask('GET', `/sandbox/deliveries?event=${id}`);
      const delivered = (member(body, 'deliveries') as readonly Json[]).map((each) => {
        expect(member(each, 'error'), what).toBeUndefined();
        return member(each, 'destination');
      });
      const { destination } = expected;
      expect(delivered, what).toEqual(destination ? [member(destination.raw, 'destination')] : []);
      seen.add(expected.end).add(destination ? 'delivered' : 'not delivered');
    }
  });
});

/** When the next attempt for an event is due, in Unix milliseconds; undefined while it does not wait. */
async function dueAtOf(sandbox: Bench, id: string): Promise<number | undefined> {
  const { body } = await sandbox.ask('GET', '/sandbox/clock');
  const found = (member(body, 'waiting') as readonly Json[]).find((each) =>
    (member(each, 'ids') as readonly Json[]).includes(id),
  );
  return found === undefined ? undefined : Date.parse(textAt(found, 'dueAt'));
}
