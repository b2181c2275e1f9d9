import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../src/app/connections/guard';
import { createQuietQueue } from '../../../src/app/invocations/async';
import type { Candidate } from '../../../src/app/replay/candidate';
import { gatherFailed, gatherOne } from '../../../src/app/replay/gather';
import { openLedger } from '../../../src/app/replay/ledger';
import { createReplay, type Replay } from '../../../src/app/replay/replaying';
import { fromJournal } from '../../../src/app/replay/sources';
import type { Cloud } from '../../../src/cloud/cloud';
import type { FunctionRef } from '../../../src/model/functionRef';
import { member, type Json, type JsonObject } from '../../../src/model/json';
import { message, translate } from '../../../src/model/message';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { silentWindow } from '../invocations/silentWindow';
import { cloudTo, connectionTo, refTo, SERVICE_IDS } from './services';

const FG = 'functiongraph-huawei';
const bench = sandboxBench();
let sandbox: Bench;
let clouds: ReadonlyMap<ServiceId, Cloud>;
/** Events that reached the function. */
const ran: string[] = [];

beforeAll(async () => {
  const runner = runnerOf({
    picky: ({ event }) => {
      ran.push(event);
      return event.includes('"bad"')
        ? { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'bad' }
        : { kind: 'returned', text: 'null' };
    },
  });
  const functions = bench.functions({ 'orders/picky': {}, 'orders/other': {} });
  sandbox = await bench.start({ functions, retryDelayMs: 1 }, { runner });
  clouds = new Map(SERVICE_IDS.map((service) => [service, cloudTo(sandbox, service)]));
  for (const service of SERVICE_IDS) {
    const numbers = service.startsWith('functiongraph')
      ? { max_async_retry_attempts: 0, ...(service === FG && { enable_async_status_log: true }) }
      : {
          maxAsyncRetryAttempts: 0,
          [service === 'functioncompute-2' ? 'statefulInvocation' : 'asyncTask']: true,
        };
    await cloudOf(service).putAsyncConfig(refTo(service, 'picky'), numbers, NEVER);
  }
});

beforeEach(async () => {
  ran.length = 0;
  await sandbox.ask('DELETE', '/sandbox/requests');
  await sandbox.ask('POST', '/sandbox/faults', { faults: [] });
});

function cloudOf(service: ServiceId): Cloud {
  const cloud = clouds.get(service);
  if (!cloud) throw new Error(`no ${service}`);
  return cloud;
}

/** POSTs of asynchronous invocations that the sandbox has got. */
async function posts(): Promise<number> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  const all = member(body, 'requests') as readonly JsonObject[];
  const isInvocation = (path: Json | undefined) => typeof path === 'string' && path.includes('/invocations');
  return all.filter(
    (request) => member(request, 'method') === 'POST' && isInvocation(member(request, 'path')),
  ).length;
}

/** A window on this machine: what one window has and another shares are its folders. */
function windowOn(folder: string, keep = 1000) {
  const { journal, stage } = silentWindow(`${folder}/journal`, cloudOf, { keep });
  const quiet = createQuietQueue(stage);
  const ledger = openLedger(`${folder}/replays`);
  const slept: number[] = [];
  let now = Date.now();
  const settings = { limit: 100, perSecond: 5 };
  let gone = false;
  let confirms = true;
  const asked: Action[] = [];
  const open = (candidates: readonly Candidate[]): Promise<Replay> =>
    createReplay(candidates, [], {
      connections: {
        get: (id) => (gone ? undefined : connectionTo(sandbox, id)),
        cloud: (id) => Promise.resolve(cloudOf(id)),
        guard: {
          action: (about, work) => {
            asked.push(about);
            return confirms ? work() : Promise.reject(new Error('Not confirmed.'));
          },
        },
      },
      ...{ ledger, say: translate, settings: () => settings },
      clock: {
        now: () => now,
        sleep: (ms) => {
          slept.push(ms);
          now += ms;
          return Promise.resolve();
        },
      },
      describe: (error) => ({ text: error instanceof Error ? error.message : String(error) }),
      send: (task) => quiet.send(task, () => Promise.resolve('leave')),
    });
  return {
    ...{ journal, ledger, open, slept, settings },
    places: {
      ...{ journal, cloud: (id: string) => Promise.resolve(cloudOf(id)) },
      describe: (error: unknown) => ({ text: String(error) }),
    },
    loseConnections: () => (gone = true),
    asked,
    confirmNothing: () => (confirms = false),
  };
}

/** Candidates that need no history: events of `picky` with these payloads. */
function candidates(payloads: readonly string[], ref: FunctionRef = refTo(FG, 'picky')): Candidate[] {
  const mark = Math.random();
  return payloads.map((text, i) => ({
    of: { kind: 'event', id: `${String(mark)}-${String(i)}` },
    ids: [`${String(mark)}-${String(i)}`],
    ...{ ref, at: i, how: message('Function error'), payload: { text }, doubts: [] },
  }));
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `{"n":${String(i)}}`);
const states = (replay: Replay) => replay.state().rows.map(({ state }) => state);
const why = (replay: Replay, i = 0) => replay.state().rows[i]?.why ?? '';

describe('a replay of the failed among many', () => {
  it('that is cancelled at 12 has sent 12; the next one sends the other 18', async () => {
    const folder = bench.folder();
    const first = windowOn(folder, 100);
    const cloud = cloudOf(FG);
    const ref = refTo(FG, 'picky');
    for (let i = 0; i < 100; i++) {
      const payload = i % 10 < 3 ? `{"n":${String(i)},"bad":1}` : `{"n":${String(i)}}`;
      const startedAt = Date.now() - 1000 + i;
      const { requestId, taskId } = await cloud.invokeAsync(ref, payload, NEVER);
      await first.journal.put({
        ...{ id: `${startedAt.toString(36).padStart(9, '0')}aa`, ref, connectionName: 'A', service: FG },
        ...{ mode: 'async', startedAt, elapsedMs: 5, numbers: {}, requestId, taskId, payload, log: '' },
        ...{ logCut: false, outcome: { kind: i % 10 < 3 ? 'functionError' : 'succeeded' } },
      });
    }
    await eventually(
      () => ran.length,
      (count) => count === 100,
    );
    await sandbox.ask('DELETE', '/sandbox/requests');
    ran.length = 0;

    const gather = async (world: typeof first) =>
      world.open((await gatherFailed(world.places, Date.now() - 60_000, [], NEVER)).candidates);
    const replay = await gather(first);
    expect(replay.state().rows.filter(({ chosen }) => chosen)).toHaveLength(30);
    const cancelling = replay.onDidChange(() => {
      if (states(replay).filter((state) => state === 'sent').length === 12) replay.cancel();
    });
    await replay.start();
    cancelling.dispose();
    expect(await posts()).toBe(12);
    expect(replay.state()).toMatchObject({ phase: 'over' });
    expect(states(replay).filter((state) => state === 'ready')).toHaveLength(18);
    replay.dispose();

    // another window, after the journal was pruned
    const second = windowOn(folder, 100);
    const again = await gather(second);
    await eventually(
      () => again.state().rows.filter(({ chosen }) => chosen).length,
      (count) => count === 18,
    );
    await again.start();
    expect(await posts()).toBe(30);
    await eventually(
      () => ran.length,
      (count) => count === 30,
    );
    expect(new Set(ran).size).toBe(30);
    // they fail again, and are not sent a third time unasked
    const third = await gather(second);
    expect(third.state().rows.filter(({ chosen }) => chosen)).toEqual([]);
    third.dispose();
    const records = (await second.journal.list()).filter(({ replayOf }) => replayOf);
    expect(new Set(records.map(({ replayOf }) => replayOf?.id)).size).toBe(30);
    again.dispose();
  }, 60_000);
});

describe.each(SERVICE_IDS)('a replay on %s', (service) => {
  it('takes payloads from the journal, and from the record where the service keeps them', async () => {
    const world = windowOn(bench.folder());
    const cloud = cloudOf(service);
    const ref = refTo(service, 'picky');
    const payload = `{"bad" : "${service}", "n": 12345678901234567890}`;
    const { taskId } = await cloud.invokeAsync(ref, payload, NEVER);
    const keepsRecords = service !== 'functiongraph-otc';
    if (!keepsRecords) return;
    const { candidates: found } = await eventually(
      () => gatherFailed(world.places, Date.now() - 60_000, [ref], NEVER),
      (all) => all.candidates.some(({ ids }) => ids.includes(taskId)),
    );
    const candidate = found.find(({ ids }) => ids.includes(taskId));
    const keepsPayload = service.startsWith('functioncompute');
    const missing = { text: 'Neither the journal nor the service has kept the payload.', args: [] };
    expect(candidate?.payload).toEqual(keepsPayload ? { text: payload } : { missing });
    const one = await gatherOne(world.places, { ref, taskId, queuedAt: 0 }, NEVER);
    expect(one.payload).toEqual(candidate?.payload);
    const replay = await world.open([one]);
    expect(states(replay)).toEqual([keepsPayload ? 'ready' : 'cannot']);
    ran.length = 0;
    await replay.start();
    if (keepsPayload)
      await eventually(
        () => ran,
        (all) => all.includes(payload),
      );
    else expect(await posts()).toBe(1);
    replay.dispose();
  }, 20_000);
});

describe('what is sent', () => {
  it('is not what was replayed already, under way elsewhere, or begun before a crash, but when a person says so', async () => {
    const folder = bench.folder();
    const all = candidates(numbers(3));
    const world = windowOn(folder);
    // a crash between the note and the journal: the claim is all that is left of it
    await world.ledger.claim(all[1]?.ids ?? [], false);
    const replay = await world.open(all);
    expect(states(replay)).toEqual(['ready', 'ask', 'ready']);
    expect(why(replay, 1)).toMatch(/^A replay was begun at .* nothing says whether/);
    // another window takes the third meanwhile
    const other = windowOn(folder);
    const theirs = await other.open(all.slice(2));
    await theirs.start();
    await replay.start();
    expect(await posts()).toBe(2);
    expect(states(replay)).toEqual(['sent', 'ask', 'ask']);
    expect(why(replay, 2)).toMatch(/^Replayed already/);
    await replay.start();
    expect(await posts()).toBe(2);
    const asked = replay.state().rows[1]?.key ?? '';
    replay.choose([asked], true);
    await replay.start();
    expect(await posts()).toBe(3);
    for (const each of [replay, theirs]) each.dispose();
  });

  it('is known after the journal was cleared', async () => {
    const world = windowOn(bench.folder());
    const all = candidates(numbers(2));
    await (await world.open(all)).start();
    await world.journal.clear();
    expect(states(await world.open(all))).toEqual(['ask', 'ask']);
  });

  it('is what a person has written, and nothing while that is no JSON', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(['{"a":1}', '{"a":2}']));
    const [one, two] = replay.state().rows.map(({ key }) => key);
    replay.edit(one ?? '', '{"a": 3, // by hand\n}');
    replay.edit(two ?? '', '{"a":');
    expect(states(replay)).toEqual(['ready', 'cannot']);
    expect(why(replay, 1)).toBe('The payload is not JSON: line 1, column 6: A value is missing here.');
    await replay.start();
    await eventually(
      () => ran,
      (all) => all.length === 1,
    );
    expect(JSON.parse(ran[0] ?? '')).toEqual({ a: 3 });
    replay.dispose();
  });

  it('goes to another version where a person says so, and nowhere once the version is gone', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(1), { ...refTo(FG, 'picky'), qualifier: 'v9' }));
    await eventually(
      () => states(replay),
      ([state]) => state === 'cannot',
    );
    expect(why(replay)).toBe('orders/picky@v9 is no longer there. Choose another version.');
    const [target] = replay.state().targets;
    replay.target(target?.key ?? '', 'latest');
    expect(states(replay)).toEqual(['ready']);
    replay.choose(
      replay.state().rows.map(({ key }) => key),
      true,
    );
    await replay.start();
    expect(states(replay)).toEqual(['sent']);
    const missing = await world.open(candidates(numbers(1), refTo(FG, 'nobody')));
    await eventually(
      () => states(missing),
      ([state]) => state === 'cannot',
    );
    expect(why(missing)).toBe('The function nobody is no longer there.');
    for (const each of [replay, missing]) each.dispose();
  });

  it('is nothing that the service would not take, or that nobody has', async () => {
    const world = windowOn(bench.folder());
    const large = `{"pad":"${'x'.repeat(profileOf(FG).payloadBytes.async)}"}`;
    const [first] = candidates([large]);
    const gone = {
      ...{ id: 'r', ref: refTo(FG, 'picky'), connectionName: 'A', service: FG, mode: 'async' as const },
      ...{ startedAt: 1, elapsedMs: 1, numbers: {}, log: '', logCut: true },
      outcome: { kind: 'functionError' as const },
    };
    const odd = { ...candidates(['not JSON', '{"a":"\uFFFD"}'])[0] } as Candidate;
    const lost = candidates(['{"a":"\uFFFD"}'])[0] as Candidate;
    const replay = await world.open([first as Candidate, fromJournal(gone), odd, lost]);
    expect(new Set(states(replay))).toEqual(new Set(['cannot', 'ask']));
    const said = replay.state().rows.map((row) => row.why ?? '');
    expect(said.join('\n')).toMatch(/the service takes at most 256 KB asynchronously/);
    expect(said.join('\n')).toMatch(/too large to keep in the journal/);
    expect(said.join('\n')).toMatch(/not JSON\. It is sent as it is/);
    expect(said.join('\n')).toMatch(/bytes that are no text/);
    await replay.start();
    expect(await posts()).toBe(0);
    world.loseConnections();
    expect(states(await world.open(candidates(numbers(1))))).toEqual(['cannot']);
    replay.dispose();
  });

  it('is confirmed once for each connection, and nothing where a person does not', async () => {
    const world = windowOn(bench.folder());
    const all = [...candidates(numbers(2)), ...candidates(numbers(1), refTo('functioncompute-3', 'picky'))];
    const replay = await world.open(all);
    await replay.start();
    expect(new Map(world.asked.map(({ connection, writes }) => [connection, writes]))).toEqual(
      new Map([
        [FG, 2],
        ['functioncompute-3', 1],
      ]),
    );
    expect(world.asked).toHaveLength(2);
    expect(await posts()).toBe(3);
    world.confirmNothing();
    const refused = await world.open(candidates(numbers(2)));
    await refused.start();
    expect(refused.state()).toMatchObject({ phase: 'over', problem: 'Not confirmed.' });
    expect(await posts()).toBe(3);
    for (const each of [replay, refused]) each.dispose();
  });

  it('is at most the limit, at the rate, oldest first', async () => {
    const world = windowOn(bench.folder());
    world.settings.limit = 4;
    const replay = await world.open(candidates(numbers(6)).reverse());
    expect(replay.state().rows.map(({ chosen }) => chosen)).toEqual([true, true, true, true, false, false]);
    replay.choose(
      replay.state().rows.map(({ key }) => key),
      true,
    );
    await replay.start();
    expect(await posts()).toBe(0);
    replay.choose(
      replay
        .state()
        .rows.slice(4)
        .map(({ key }) => key),
      false,
    );
    await replay.start();
    expect(await posts()).toBe(4);
    expect(world.slept).toEqual([200, 200, 200]);
    replay.dispose();
  });
});

describe('a service in trouble', () => {
  const fault = (spec: string) => sandbox.ask('POST', '/sandbox/faults', { faults: [spec] });

  it('that has too many requests is sent to more slowly, and nothing twice', async () => {
    await fault('invokeAsync:429=7:x2');
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(5)));
    await replay.start();
    expect(states(replay)).toEqual(['refused', 'refused', 'sent', 'sent', 'sent']);
    expect(world.slept.slice(0, 2)).toEqual([7000, 7000]);
    expect(await posts()).toBe(5);
    await replay.start();
    expect(states(replay)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
    expect(await posts()).toBe(7);
    replay.dispose();
  });

  it.each([
    ['invokeAsync:401:x1', ['refused', 'ready', 'ready'], ['sent', 'sent', 'sent']],
    ['invokeAsync:lost:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
    ['invokeAsync:504:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
    ['invokeAsync:reset:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
  ])('by %s stops the run, and the next one sends what is left', async (spec, first, second) => {
    await fault(spec);
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(3)));
    await replay.start();
    expect(states(replay)).toEqual(first);
    expect(replay.state().problem).toMatch(/./);
    expect(await posts()).toBe(1);
    await replay.start();
    expect(states(replay)).toEqual(second);
    replay.dispose();
  });

  it('that fails again and again is left alone after five', async () => {
    await fault('invokeAsync:500:1');
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(9)));
    await replay.start();
    expect(await posts()).toBe(5);
    expect(states(replay).slice(5)).toEqual(['ready', 'ready', 'ready', 'ready']);
    replay.dispose();
  });
});
