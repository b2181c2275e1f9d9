import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import type { AsyncInvocation, EventFilter } from '../../src/cloud/invocation';
import { connect } from '../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../src/cloud/door';
import type { Connection, Secret } from '../../src/model/connection';
import { knownFields } from '../../src/model/fields';
import type { FunctionRef } from '../../src/model/functionRef';
import type { ServiceId } from '../../src/model/service';
import { profileOf } from '../../src/model/services';
import { collect, factsOf, NEVER } from '../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../sandbox/sandboxBench';

// The list of a version's events, of the real client from the real sandbox, on each service.

const bench = sandboxBench();
const SERVICES: readonly ServiceId[] = [
  'functiongraph-huawei',
  'functiongraph-otc',
  'functioncompute-2',
  'functioncompute-3',
];
/** More than two pages. */
const MANY = 230;

let sandbox: Bench;

beforeAll(async () => {
  const runner = runnerOf({
    fails: () => ({
      kind: 'failed',
      stage: 'invoke',
      handled: true,
      errorType: 'TypeError',
      message: 'boom',
    }),
    waits: () => new Promise(() => undefined),
  });
  const versions = { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] };
  sandbox = await bench.start(
    {
      functions: bench.functions({
        'orders/many': {},
        'orders/fails': {},
        'orders/waits': {},
        'orders/versioned': versions,
        'orders/quiet': {},
      }),
    },
    { runner },
  );
});

interface Seen {
  readonly cloud: Cloud;
  readonly service: ServiceId;
  readonly lines: RequestLine[];
}

function clientOf(service: ServiceId, offset = 0): Seen {
  const found = sandbox.ready.services.find((each) => each.service === service);
  const secret: Secret =
    found?.accessKeyId === undefined
      ? { kind: 'token', token: sandbox.ready.token }
      : { kind: 'keys', accessKeyId: found.accessKeyId, secretAccessKey: found.secretAccessKey ?? '' };
  const connection: Connection = {
    id: 'c',
    name: 'Test',
    service,
    region: found?.region ?? '',
    credential: secret.kind,
    endpoint: sandbox.ready.url,
    logEndpoint: sandbox.ready.url,
    ...(found?.projectId !== undefined && { projectId: found.projectId }),
    ...(found?.accountId !== undefined && { accountId: found.accountId }),
  };
  const lines: RequestLine[] = [];
  const real = openDoor({ log: (line) => lines.push(line) });
  const door = { ...real, now: () => real.now() + offset };
  return { cloud: connect(connection, secret, door), service, lines };
}

function refTo({ service }: Seen, name: string, qualifier = profileOf(service).latest): FunctionRef {
  return { connection: 'c', group: service === 'functioncompute-3' ? '' : 'orders', name, qualifier };
}

/** Has the version's events put on record, where that is the config's choice. */
async function keepRecords(seen: Seen, ref: FunctionRef): Promise<void> {
  const { record, retries } = knownFields(profileOf(seen.service));
  const document = { [retries.key]: 0, ...(seen.service !== 'functiongraph-otc' && { [record.key]: true }) };
  await seen.cloud.putAsyncConfig(ref, document, NEVER);
}

const list = ({ cloud }: Seen, ref: FunctionRef, filter: EventFilter = {}) =>
  collect(cloud.listAsyncInvocations(ref, filter, NEVER));
const phases = (rows: readonly AsyncInvocation[]) => rows.map(({ phase }) => phase);

describe.each(SERVICES)('%s', (service) => {
  it('lists all, newest first, a hundred with each request', async () => {
    const seen = clientOf(service);
    const ref = refTo(seen, 'many');
    await keepRecords(seen, ref);
    const queued: string[] = [];
    while (queued.length < MANY) {
      const some = Array.from({ length: 10 }, () => seen.cloud.invokeAsync(ref, '{}', NEVER));
      queued.push(...(await Promise.all(some)).map(({ taskId }) => taskId));
    }
    await expect
      .poll(async () => (await list(seen, ref, { phase: 'succeeded' })).length, { timeout: 20_000 })
      .toBe(MANY);
    seen.lines.length = 0;
    const sizes: number[] = [];
    const rows: AsyncInvocation[] = [];
    for await (const page of seen.cloud.listAsyncInvocations(ref, {}, NEVER)) {
      sizes.push(page.length);
      rows.push(...page);
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(seen.lines).toHaveLength(3);
    expect(new Set(rows.map(({ taskId }) => taskId))).toEqual(new Set(queued));
    const times = rows.map(({ startedAt = 0 }) => startedAt);
    expect(times[0]).toBeGreaterThanOrEqual(times.at(-1) ?? Infinity);
    expect(rows.every((row) => row.phase === 'succeeded' && row.payload === undefined)).toBe(true);
    expect(rows.every(({ requestId }) => requestId !== undefined)).toBe(true);
  });

  it('gives only the events of a phase, and only those since a time, whatever the local clock says', async () => {
    const seen = clientOf(service, 90_000);
    const ref = refTo(seen, 'fails');
    await keepRecords(seen, ref);
    const { taskId } = await seen.cloud.invokeAsync(ref, '{"k":1}', NEVER);
    await expect.poll(async () => phases(await list(seen, ref))).toEqual(['failed']);
    expect(phases(await list(seen, ref, { phase: 'failed' }))).toEqual(['failed']);
    for (const phase of ['succeeded', 'waiting', 'running', 'retrying', 'discarded', 'stopped'] as const) {
      expect(await list(seen, ref, { phase }), phase).toEqual([]);
    }
    const now = Date.now() + 90_000;
    expect(phases(await list(seen, ref, { since: now - 3_600_000 }))).toEqual(['failed']);
    expect(phases(await list(seen, ref, { phase: 'failed', since: now - 60_000 }))).toEqual(['failed']);
    expect(await list(seen, ref, { since: now + 30_000 })).toEqual([]);
    const [row] = await list(seen, ref);
    expect(row).toMatchObject({ taskId, phase: 'failed' });
    expect(row?.error).toBeTruthy();
  });

  it('has the payload where a task’s own record keeps it', async () => {
    const seen = clientOf(service);
    const ref = refTo(seen, 'fails');
    await keepRecords(seen, ref);
    const { taskId } = await seen.cloud.invokeAsync(ref, '{"order":"Grüße 7"}', NEVER);
    await expect
      .poll(async () => (await seen.cloud.getAsyncInvocation(ref, taskId, NEVER))?.phase)
      .toBe('failed');
    const record = await seen.cloud.getAsyncInvocation(ref, taskId, NEVER);
    const kept = service.startsWith('functioncompute') ? '{"order":"Grüße 7"}' : undefined;
    expect(record?.payload).toBe(kept);
    expect(JSON.stringify(seen.lines)).not.toContain('Grüße');
  });

  it('finds a stopped event among the stopped', async () => {
    const seen = clientOf(service);
    const ref = refTo(seen, 'waits');
    await keepRecords(seen, ref);
    const { taskId } = await seen.cloud.invokeAsync(ref, '{}', NEVER);
    await expect.poll(async () => phases(await list(seen, ref, { phase: 'running' }))).toEqual(['running']);
    await seen.cloud.stopAsyncInvocation(ref, taskId, NEVER);
    await expect.poll(async () => phases(await list(seen, ref, { phase: 'stopped' }))).toEqual(['stopped']);
    expect(await list(seen, ref, { phase: 'failed' })).toEqual([]);
  });

  it('keeps versions apart, and knows what went through an alias', async () => {
    const seen = clientOf(service);
    const alias = service.startsWith('functiongraph') ? '!prod' : 'prod';
    await keepRecords(seen, refTo(seen, 'versioned', service.startsWith('functiongraph') ? 'v1' : alias));
    await seen.cloud.invokeAsync(refTo(seen, 'versioned', alias), '{}', NEVER);
    await expect
      .poll(async () => phases(await list(seen, refTo(seen, 'versioned', alias))))
      .toEqual(['succeeded']);
    expect(await list(seen, refTo(seen, 'versioned'))).toEqual([]);
  });

  it('is empty where no record is kept, and refused for a function that is not there', async () => {
    const seen = clientOf(service);
    const ref = refTo(seen, 'quiet');
    expect(await list(seen, ref)).toEqual([]);
    const facts = await factsOf(list(seen, refTo(seen, 'nobody')));
    expect(facts).toMatchObject({ kind: 'service', status: 404 });
  });

  it('asks for a page once, and for one that failed again when it is wanted', async () => {
    const seen = clientOf(service);
    const pages = seen.cloud.listAsyncInvocations(refTo(seen, 'many'), {}, NEVER);
    const first = await pages.next();
    await sandbox.ask('POST', '/sandbox/faults', { faults: ['*:503:x1'] });
    const before = seen.lines.length;
    expect(await factsOf(pages.next())).toMatchObject({ status: 503, repeatable: true });
    expect(seen.lines.length - before).toBe(1);
    const second = await pages.next();
    expect(second.value).toHaveLength(100);
    expect(second.value?.[0]?.taskId).not.toBe(first.value?.[0]?.taskId);
  });
});
