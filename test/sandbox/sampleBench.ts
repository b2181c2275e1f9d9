import { resolve } from 'node:path';
import { beforeAll } from 'vitest';
import { member, type Json } from '../../src/model/json';
import type { SandboxOptions } from '../../src/sandbox/options';
import { createRunner } from '../../src/sandbox/runner/runner';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { buildRuntimes } from './runnerBench';
import { ask, eventually, HUAWEI, OTC, sandboxBench, type Bench } from './sandboxBench';

const SAMPLES = resolve(import.meta.dirname, '../../media/samples');

/** The rows of a list in an answer. */
export const rows = (body: Json, key: string) => member(body, key) as readonly Json[];

/** One of the four services, as a test of a story needs it. */
interface Dialect {
  readonly name: string;
  config(sandbox: Bench, fn: string): Promise<Json>;
  /** Queues an event and gives the id by which it is followed. */
  queue(sandbox: Bench, fn: string, event: Json): Promise<string>;
  /** Where an event stands, in the service's word. */
  status(sandbox: Bench, fn: string, id: string): Promise<string>;
  readonly succeeded: string;
  readonly failed: string;
  readonly tooOld: string;
}

function functionGraph(name: string, project: string): Dialect {
  const at = (sandbox: Bench, method: string, fn: string, rest: string, body?: Json) =>
    ask(sandbox.ready, project, method, `fgs/functions/orders:${fn}/${rest}`, body);
  return {
    name,
    config: async (sandbox, fn) => (await at(sandbox, 'GET', fn, 'async-invoke-config')).body,
    queue: async (sandbox, fn, event) =>
      textAt((await at(sandbox, 'POST', fn, 'invocations-async', event)).body, 'request_id'),
    status: async (sandbox, fn, id) => {
      const { body } = await at(sandbox, 'GET', fn, `async-invocations?request_id=${id}`);
      return textAt(rows(body, 'invocations')[0], 'status');
    },
    succeeded: 'SUCCESS',
    failed: 'FAIL',
    tooOld: 'DISCARD',
  };
}

function functionCompute(name: string, base: string, tasks: string, header: string): Dialect {
  const at = (sandbox: Bench, method: string, fn: string, rest: string) =>
    askSigned(sandbox, method, `${base}/functions/${fn}/${rest}`);
  return {
    name,
    config: async (sandbox, fn) => (await at(sandbox, 'GET', fn, 'async-invoke-config')).body,
    queue: async (sandbox, fn, event) => {
      const headers = { 'x-fc-invocation-type': 'Async' };
      const answer = await askSigned(sandbox, 'POST', `${base}/functions/${fn}/invocations`, event, {
        headers,
      });
      return answer.headers.get(header) ?? '';
    },
    status: async (sandbox, fn, id) =>
      textAt((await at(sandbox, 'GET', fn, `${tasks}/${id}`)).body, 'status'),
    succeeded: 'Succeeded',
    failed: 'Failed',
    tooOld: 'Expired',
  };
}

/** The four services. */
export const DIALECTS = [
  functionGraph('Huawei', HUAWEI),
  functionGraph('OTC', OTC),
  functionCompute(
    'Function Compute 2.0',
    '/2016-08-15/services/orders',
    'stateful-async-invocations',
    'x-fc-stateful-async-invocation-id',
  ),
  functionCompute('Function Compute 3.0', '/2023-03-30', 'async-tasks', 'x-fc-async-task-id'),
];

/** Moves the sandbox’s time. */
export const clock = (sandbox: Bench, body: Json) => sandbox.ask('POST', '/sandbox/clock', body);

/** What was delivered for an event. */
export const deliveries = async (sandbox: Bench, id: string) =>
  rows((await sandbox.ask('GET', `/sandbox/deliveries?event=${id}`)).body, 'deliveries');

/** Waits until an event waits for its next attempt, with so many failed ones behind it. */
export async function waits(sandbox: Bench, id: string, failed: number): Promise<Json> {
  const { body } = await eventually(
    () => sandbox.ask('GET', '/sandbox/clock'),
    (answer) =>
      rows(answer.body, 'waiting').some(
        (event) => rows(event, 'ids').includes(id) && member(event, 'failed') === failed,
      ),
  );
  return rows(body, 'waiting').find((event) => rows(event, 'ids').includes(id)) ?? null;
}

/** Sandboxes on the samples, for one file of tests. */
export function sampleBench() {
  const bench = sandboxBench();

  let runtimes: string;

  /** A sandbox with the samples as they come, in real processes, on the machine's clock. */
  function start(options: Partial<SandboxOptions> = {}): Promise<Bench> {
    const runner = createRunner({
      node: process.execPath,
      python: 'python3',
      runtimesDir: runtimes,
      idleMs: 60_000,
      maxInstances: 4,
    });
    return bench.start({ functions: SAMPLES, ...options }, { runner });
  }

  beforeAll(async () => {
    runtimes = bench.folder();
    await buildRuntimes(runtimes);
  });

  return { bench, start };
}
