import { beforeAll, beforeEach } from 'vitest';
import type { Side } from '../../../src/app/verify/verification';
import type { JsonObject } from '../../../src/model/json';
import type { ServiceId } from '../../../src/model/service';
import { NEVER } from '../../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { refTo } from '../replay/services';
import { configOf, openWindow } from './bench';

/** Whether a service is one of FunctionGraph. */
export const isGraph = (service: ServiceId): boolean => service.startsWith('functiongraph');
/** A payload for each side: `picky` succeeds with the one and fails with the other. */
export const PAYLOADS = { success: '{"order": "good"}', failure: '{"order": "bad"}' } as const;

/** A sandbox with functions and stores to send records to, for one file of tests. */
export function destinationsBench() {
  const bench = sandboxBench();

  let sandbox: Bench;

  /** Events that reached a function, by its name. */
  const ran: string[] = [];

  /** What `picky` waits for before it ends. */
  let gate: Promise<void> = Promise.resolve();

  /** Lets `picky` wait before it ends, until what is given back is called. */
  function holdPicky(): () => void {
    let release: () => void = () => undefined;
    gate = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** A destination of a store that the sandbox has files of. */
  function store(service: ServiceId, name: string): JsonObject {
    if (isGraph(service)) return { destination: 'OBS', param: { bucket: name, prefix: '/v/', expires: 1 } };
    const { region = '', accountId = '' } = placeOf(service);
    return { destination: `acs:mns:${region}:${accountId}:/queues/${name}/messages` };
  }

  /** A destination that runs a function of the package or service `orders`. */
  function runs(service: ServiceId, name: string): JsonObject {
    const { region = '', accountId = '', projectId = '' } = placeOf(service);
    if (isGraph(service)) {
      const func_urn = `urn:fss:${region}:${projectId}:function:orders:${name}:latest`;
      return { destination: 'FunctionGraph', param: { func_urn } };
    }
    const path = service === 'functioncompute-2' ? `services/orders/functions/${name}` : `functions/${name}`;
    return { destination: `acs:fc:${region}:${accountId}:${path}` };
  }

  function placeOf(service: ServiceId) {
    const found = sandbox.ready.services.find((each) => each.service === service);
    return found as { region?: string; accountId?: string; projectId?: string };
  }

  /** Puts a config and opens a window on it. */
  async function configured(
    service: ServiceId,
    sides: Readonly<Partial<Record<Side, JsonObject>>>,
    options: Parameters<typeof openWindow>[2] & Parameters<typeof configOf>[2] = {},
  ) {
    const folder = bench.folder();
    const window = openWindow(sandbox, folder, options);
    const ref = refTo(service, 'picky');
    await window.cloudOf(service).putAsyncConfig(ref, configOf(service, sides, options), NEVER);
    return { ...window, ref, folder };
  }

  beforeAll(async () => {
    const runner = runnerOf({
      picky: async ({ event }) => {
        ran.push('picky');
        await gate;
        return event.includes('"bad"')
          ? { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'bad' }
          : { kind: 'returned', text: '"fine"' };
      },
      talkative: ({ event }, log) => {
        ran.push('talkative');
        log(`got ${event}`);
        return { kind: 'returned', text: 'null' };
      },
      // Fails, and writes its own request id: its lines have the id of the event, too.
      selfish: ({ requestId }, log) => {
        ran.push('selfish');
        log(`this is request ${requestId}`);
        return { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'bad' };
      },
      silent: () => {
        ran.push('silent');
        return { kind: 'returned', text: 'null' };
      },
    });
    const functions = bench.functions({
      'orders/picky': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
      ...{ 'orders/talkative': {}, 'orders/selfish': {}, 'orders/silent': {} },
    });
    sandbox = await bench.start({ functions, retryDelayMs: 1 }, { runner });
  });

  beforeEach(async () => {
    ran.length = 0;
    gate = Promise.resolve();
    await sandbox.ask('DELETE', '/sandbox/requests');
    await sandbox.ask('POST', '/sandbox/faults', { faults: [] });
  });

  return { bench, sandbox: () => sandbox, ran, holdPicky, store, runs, configured };
}
