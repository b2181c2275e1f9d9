import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { assert, describe, expect, it } from 'vitest';
import type { BulkChange } from '../../../src/app/bulk/bulkChange';
import { planApply, planUndo, reopen, writtenRows } from '../../../src/app/bulk/plans';
import { openRunFiles } from '../../../src/app/bulk/runFiles';
import { thisMachine } from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import type { Connection } from '../../../src/model/connection';
import { print } from '../../../src/model/configDocument';
import type { FunctionRef } from '../../../src/model/functionRef';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { openBulkWindow } from './bulkBench';
import type { Orders } from './bulkProcess';

const SERVICE = 'functiongraph-huawei';
const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };
const CHANGE: BulkChange = {
  ...{ label: 'team.async.json', service: SERVICE, fields: [RETRIES] },
  document: { [AGE]: 7200, [RETRIES]: 0 },
};

const bench = sandboxBench();

/** Numbers that a seed leads to, from 0 up to 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A service with functions, some of which have a config, and what tells of them. */
async function startService(count: number, seed = 1) {
  const names = Array.from({ length: count }, (_, i) => `fn-${String(i).padStart(3, '0')}`);
  const functions = bench.functions(Object.fromEntries(names.map((name) => [`default/${name}`, {}])));
  const sandbox = await bench.start({ functions });
  const { ready } = sandbox;
  const connection: Connection = {
    ...{ id: 's', name: 'Sandbox', service: SERVICE, credential: 'token' },
    ...{ region: ready.services[0]?.region ?? '', projectId: ready.services[0]?.projectId ?? '' },
    ...{ endpoint: ready.url, iamEndpoint: ready.url, logEndpoint: ready.url },
  };
  const { token } = ready;
  const cloud = connect(connection, { kind: 'token', token }, openDoor({ log: () => undefined }));
  const refs = names.map((name): FunctionRef => ({
    ...{ connection: 's', group: 'default', name, qualifier: 'latest' },
  }));
  const random = randomOf(seed);
  for (const ref of refs) {
    if (random() < 0.3) continue;
    const document = {
      [AGE]: 1 + Math.floor(random() * 86_000),
      [RETRIES]: 1 + Math.floor(random() * 3),
      ...(random() < 0.5 && { destination_config: { on_failure: SMN } }),
    };
    await cloud.putAsyncConfig(ref, document, NEVER);
  }
  const held = async (): Promise<readonly string[]> => {
    const texts: string[] = [];
    for (const ref of refs) {
      const config = await cloud.getAsyncConfig(ref, NEVER);
      texts.push(config ? print(profileOf(SERVICE), config.document) : '');
    }
    return texts;
  };
  return { sandbox, connection, token, cloud, refs, held };
}

/** Paths of the writes that the service has seen since they were asked for last. */
async function writesSeen(sandbox: Bench, ...methods: readonly string[]): Promise<readonly string[]> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  await sandbox.ask('DELETE', '/sandbox/requests');
  const { requests } = body as unknown as {
    readonly requests: readonly { readonly method: string; readonly path: string }[];
  };
  return requests.filter(({ method }) => methods.includes(method)).map(({ path }) => path);
}

describe('a bulk apply of 200', { timeout: 120_000 }, () => {
  it('is resumed after its process was killed, writes nothing twice, and is undone to the byte', async () => {
    const service = await startService(200);
    const { sandbox, connection, token, refs, held } = service;
    const before = await held();
    await writesSeen(sandbox);

    const folder = bench.folder();
    const script = join(bench.folder(), 'bulk.cjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'bulkProcess.ts')],
      ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] },
    });
    const orders: Orders = { connection, token, folder, change: CHANGE, refs, sent: 83 };
    const applying = spawn(process.execPath, [script, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(applying.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('sent 83\n');
    const files = openRunFiles(openPrivateFolder(join(folder, 'bulk')), thisMachine());
    expect(await files.cutOff(), 'its process is still at it').toEqual([]);
    const [underWay] = (await files.list()).runs;
    expect(await files.take(underWay?.id ?? ''), 'and nobody else takes it').toBeUndefined();
    applying.kill('SIGKILL');
    await once(applying, 'exit');
    const first = await writesSeen(sandbox, 'PUT');
    expect(first).toHaveLength(83);

    const window = openBulkWindow({ connections: [connection], token, folder });
    const [left] = await window.files.cutOff();
    assert(left);
    expect([...left.steps.values()].filter(({ state }) => state === 'sending')).toHaveLength(1);
    const notes = await window.files.take(left.id);
    assert(notes);
    const resumed = reopen(left, notes, window.ports);
    await resumed.dryRun();
    expect(resumed.rows().filter(({ step }) => step?.state === 'written')).toHaveLength(83);
    await resumed.start();
    expect(resumed.state().problem).toBeUndefined();
    expect(resumed.rows().map(({ step }) => step?.state)).toEqual(refs.map(() => 'written'));
    const all = [...first, ...(await writesSeen(sandbox, 'PUT'))];
    expect(new Set(all).size).toBe(200);
    expect(all, 'one PUT for each').toHaveLength(200);
    expect(await window.files.cutOff()).toEqual([]);
    for (const text of await held()) expect(text).toContain(`"${RETRIES}": 0`);

    const undo = planUndo('undo', writtenRows(resumed.rows()), window.ports);
    await undo.dryRun();
    expect(undo.rows().map(({ verdict }) => verdict.kind)).toEqual(refs.map(() => 'ready'));
    await undo.start();
    expect(undo.rows().map(({ step }) => step?.state)).toEqual(refs.map(() => 'written'));
    expect(await held()).toEqual(before);
  });
});

describe('a bulk apply', () => {
  it('shows old and new, sends nothing before the start, and keeps its files to the owner', async () => {
    const { sandbox, connection, token, refs, held } = await startService(6, 3);
    const before = await held();
    const folder = bench.folder();
    const { ports } = openBulkWindow({ connections: [connection], token, folder });
    await writesSeen(sandbox);
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const rows = bulk.state().rows;
    before.forEach((text, i) => {
      const changes = rows[i]?.changes.map(({ field, from, to }) => `${field}: ${from} > ${to}`) ?? [];
      if (text === '') expect(changes[0]).toBe('Configuration: none > created');
      else {
        const retries = (JSON.parse(text) as Record<string, number>)[RETRIES];
        expect(changes).toHaveLength(1);
        expect(changes[0]).toContain(String(retries));
        expect(changes[0]).toMatch(/ > no retr/);
      }
    });
    expect(await writesSeen(sandbox, 'PUT', 'DELETE')).toEqual([]);
    expect(readdirSync(folder).includes('bulk')).toBe(false);
    await bulk.start();
    for (const name of readdirSync(join(folder, 'bulk')))
      expect(statSync(join(folder, 'bulk', name)).mode & 0o777, name).toBe(0o600);
  });

  it('stops in the middle, and is taken up where it was', async () => {
    const { sandbox, connection, token, refs, held } = await startService(9, 4);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await writesSeen(sandbox);
    const listening = bulk.onDidChange(() => {
      if (bulk.rows().filter(({ step }) => step?.state === 'written').length === 4) bulk.cancel();
    });
    await bulk.start();
    listening.dispose();
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(4);
    expect(await files.cutOff(), 'a person has stopped it').toEqual([]);
    bulk.dispose();
    const [run] = (await files.list()).runs;
    assert(run);
    const notes = await eventuallyTaken(files, run.id);
    const again = reopen(run, notes, ports);
    await again.dryRun();
    await again.start();
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(5);
    for (const text of await held()) expect(text).toContain(`"${RETRIES}": 0`);
  });

  it('leaves what somebody has changed since the table was made, and tells', async () => {
    const { connection, token, refs, cloud } = await startService(4, 5);
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    const [changed] = refs;
    assert(changed);
    const theirs = { [AGE]: 77, [RETRIES]: 3 };
    await cloud.putAsyncConfig(changed, theirs, NEVER);
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(['skipped', 'written', 'written', 'written']);
    expect(bulk.state().rows[0]?.why).toMatch(/changed it since/);
    expect((await cloud.getAsyncConfig(changed, NEVER))?.document).toEqual(theirs);
  });

  it('does not undo what somebody has changed since, unless a person chooses it', async () => {
    const { connection, token, refs, cloud, held } = await startService(4, 6);
    const before = await held();
    const { ports } = openBulkWindow({ connections: [connection], token, folder: bench.folder() });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    const [changed] = refs;
    assert(changed);
    await cloud.putAsyncConfig(changed, { [AGE]: 77, [RETRIES]: 3 }, NEVER);
    const undo = planUndo('undo', writtenRows(bulk.rows()), ports);
    await undo.dryRun();
    expect(undo.state().rows.map(({ state, chosen }) => [state, chosen])).toEqual([
      ['ask', false],
      ...refs.slice(1).map(() => ['ready', true]),
    ]);
    await undo.start();
    expect((await held()).slice(1)).toEqual(before.slice(1));
    expect((await cloud.getAsyncConfig(changed, NEVER))?.document).toEqual({ [AGE]: 77, [RETRIES]: 3 });
    undo.choose([undo.rows()[0]?.key ?? ''], true);
    await undo.start();
    expect(await held()).toEqual(before);
  });

  it('asks once on a connection that is marked, and sends and stores nothing where the person leaves', async () => {
    const { sandbox, connection, token, refs } = await startService(5, 7);
    const marked: Connection = { ...connection, guard: 'confirm' };
    const folder = bench.folder();
    const leaving = openBulkWindow({ connections: [marked], token, folder, confirms: false });
    const left = planApply(CHANGE, refs, leaving.ports);
    await left.dryRun();
    await writesSeen(sandbox);
    await left.start();
    expect(left.state().problem).toMatch(/Not confirmed/);
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
    expect((await leaving.files.list()).runs).toEqual([]);
    const { ports, asked } = openBulkWindow({ connections: [marked], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    expect(asked).toEqual([5]);
    expect(await writesSeen(sandbox, 'PUT')).toHaveLength(5);
  });

  it('finds what every save finds, at the levels that the person has chosen', async () => {
    const { sandbox, connection, token, refs } = await startService(2, 11);
    const doubtful = { ...CHANGE, document: { [RETRIES]: 5 } };
    const dryRun = async (level: 'off' | 'error') => {
      const levels = { 'doubtful-range': level, 'no-failure-destination': 'off' } as const;
      const parts = { connections: [connection], token, folder: bench.folder(), levels };
      const bulk = planApply(doubtful, refs, openBulkWindow(parts).ports);
      await bulk.dryRun();
      return bulk;
    };
    const quiet = await dryRun('off');
    expect(quiet.state().rows.flatMap(({ findings }) => findings)).toEqual([]);
    const strict = await dryRun('error');
    expect(strict.state().rows.map(({ state }) => state)).toEqual(['cannot', 'cannot']);
    await writesSeen(sandbox);
    await strict.start();
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });

  it('sends nothing to a read-only connection, and what a service would refuse to nobody', async () => {
    const { sandbox, connection, token, refs } = await startService(3, 8);
    const folder = bench.folder();
    const readOnly = openBulkWindow({ connections: [{ ...connection, guard: 'readOnly' }], token, folder });
    const refused = planApply(CHANGE, refs, readOnly.ports);
    await refused.dryRun();
    const wrong = planApply(
      { ...CHANGE, document: { [RETRIES]: 99 } },
      refs,
      openBulkWindow({ connections: [connection], token, folder }).ports,
    );
    await wrong.dryRun();
    await writesSeen(sandbox);
    for (const bulk of [refused, wrong]) {
      expect(bulk.state().rows.map(({ state }) => state)).toEqual(refs.map(() => 'cannot'));
      await bulk.start();
    }
    expect(wrong.state().rows[0]?.findings[0]?.severity).toBe('error');
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });
});

describe('the files of runs', () => {
  it('are passed over and told where they are of a newer form or cut off, and a cut-off step is none', async () => {
    const { sandbox, connection, token, refs } = await startService(3, 9);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const bulk = planApply(CHANGE, refs, ports);
    await bulk.dryRun();
    await bulk.start();
    const place = join(folder, 'bulk');
    const steps = readdirSync(place).find((name) => name.endsWith('.steps.jsonl'));
    const plan = readdirSync(place).find((name) => name.endsWith('.plan.json'));
    assert(steps !== undefined && plan !== undefined);
    const text = readFileSync(join(place, steps), 'utf8');
    // Cut in the middle of the last line: what was written last is "sending" again.
    writeFileSync(join(place, steps), text.slice(0, -20));
    const [run] = (await files.list()).runs;
    expect(run?.steps.get(2)).toEqual({ state: 'sending' });
    bulk.dispose();
    assert(run);
    const again = reopen(run, await eventuallyTaken(files, run.id), ports);
    await writesSeen(sandbox);
    await again.dryRun();
    expect(again.rows()[2]?.step?.state).toBe('written');
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);

    const whole = readFileSync(join(place, plan), 'utf8');
    writeFileSync(join(place, '000000000000001-aaaa.plan.json'), whole.slice(0, whole.length / 2));
    writeFileSync(join(place, '000000000000002-bbbb.plan.json'), whole.replace('"version":1', '"version":2'));
    const { runs, unreadable } = await files.list();
    expect(runs).toHaveLength(1);
    expect(unreadable).toBe(2);
  });

  it('of a stale snapshot lead to no write', async () => {
    const { sandbox, connection, token, refs, cloud } = await startService(2, 10);
    const folder = bench.folder();
    const { ports, files } = openBulkWindow({ connections: [connection], token, folder });
    const notes = await files.create({
      ...{ purpose: 'apply', label: 'old' },
      rows: refs.map((ref) => ({ ref, service: SERVICE, before: { [AGE]: 5 }, wanted: { [AGE]: 6 } })),
    });
    await notes.begin([0, 1]);
    notes.release();
    for (const ref of refs) await cloud.putAsyncConfig(ref, { [AGE]: 60, [RETRIES]: 1 }, NEVER);
    await writesSeen(sandbox);
    const [run] = await files.cutOff();
    assert(run);
    const bulk = reopen(run, await eventuallyTaken(files, run.id), ports);
    await bulk.dryRun();
    await bulk.start();
    expect(bulk.state().rows.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect(await writesSeen(sandbox, 'PUT')).toEqual([]);
  });
});

/** A page that was closed gives its run back when that is noted. */
async function eventuallyTaken(files: ReturnType<typeof openRunFiles>, id: string) {
  for (;;) {
    const notes = await files.take(id);
    if (notes) return notes;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
