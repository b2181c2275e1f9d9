import { beforeAll, beforeEach } from 'vitest';
import type { Action } from '../../../src/app/connections/guard';
import { createQuietQueue } from '../../../src/app/invocations/async';
import type { Candidate } from '../../../src/app/replay/candidate';
import { openLedger } from '../../../src/app/replay/ledger';
import { createReplay, type Replay } from '../../../src/app/replay/replaying';
import type { Cloud } from '../../../src/cloud/cloud';
import type { Connection } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import { member, type Json, type JsonObject } from '../../../src/model/json';
import { message, translate } from '../../../src/model/message';
import type { ServiceId } from '../../../src/model/service';
import { NEVER } from '../../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { silentWindow } from '../invocations/silentWindow';
import { cloudTo, connectionTo, refTo, SERVICE_IDS } from './services';

export const FG = 'functiongraph-huawei';

/** Candidates that need no history: events of `picky` with these payloads. */
export function candidates(payloads: readonly string[], ref: FunctionRef = refTo(FG, 'picky')): Candidate[] {
  const mark = Math.random();
  return payloads.map((text, i) => ({
    of: { kind: 'event', id: `${String(mark)}-${String(i)}` },
    ids: [`${String(mark)}-${String(i)}`],
    ...{ ref, at: i, how: message('Function error'), payload: { text }, doubts: [] },
  }));
}

/** So many payloads, no two of them the same. */
export const numbers = (count: number) => Array.from({ length: count }, (_, i) => `{"n":${String(i)}}`);
/** Where the rows of a replay stand, in their order. */
export const states = (replay: Replay) => replay.state().rows.map(({ state }) => state);

/** A sandbox whose function `picky` fails at bad events, on all services, for one file of tests. */
export function pickyFunction() {
  const bench = sandboxBench();

  let sandbox: Bench;

  let clouds: ReadonlyMap<ServiceId, Cloud>;

  /** Events that reached the function. */
  const ran: string[] = [];

  function cloudOf(service: ServiceId): Cloud {
    const cloud = clouds.get(service);
    if (!cloud) throw new Error(`no ${service}`);
    return cloud;
  }

  /** POSTs of asynchronous invocations that the sandbox has got. */
  async function posts(): Promise<number> {
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    const all = member(body, 'requests') as readonly JsonObject[];
    const isInvocation = (path: Json | undefined) =>
      typeof path === 'string' && path.includes('/invocations');
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
    let [edited, profile]: Partial<Connection>[] = [];
    let confirms = true;
    const asked: Action[] = [];
    const open = (candidates: readonly Candidate[]): Promise<Replay> =>
      createReplay(candidates, [], {
        connections: {
          get: (id) => (gone ? undefined : { ...connectionTo(sandbox, id), ...edited }),
          cloud: (id) => {
            const cloud = cloudOf(id);
            const connection = { value: { ...cloud.connection, ...edited, ...profile } };
            return Promise.resolve(Object.create(cloud, { connection }) as Cloud);
          },
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
      editConnections: (as: Partial<Connection>) => (edited = as),
      editProfiles: (as: Partial<Connection>) => (profile = as),
      asked,
      confirmNothing: () => (confirms = false),
    };
  }

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

  return { bench, sandbox: () => sandbox, ran, cloudOf, posts, windowOn };
}
