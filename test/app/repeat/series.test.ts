import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { readPayload } from '../../../src/app/payloads/readPayload';
import { toCsv, toJson } from '../../../src/app/repeat/exporting';
import { startSeries } from '../../../src/app/repeat/series';
import { openSeriesFiles } from '../../../src/app/repeat/seriesFiles';
import type { Task } from '../../../src/app/invocations/task';
import type { Cloud } from '../../../src/cloud/cloud';
import type { InvocationResult } from '../../../src/cloud/invocation';
import type { Run } from '../../../src/model/repeat/run';
import { profileOf } from '../../../src/model/services';
import { randomOf } from '../replay/services';
import { fakeService } from './fakeService';

const REF = { connection: 'c', group: 'g', name: 'f', qualifier: 'latest' };
const ANSWER: InvocationResult = { outcome: 'succeeded', result: '{}', log: 'a line', logCut: false };

/** Lets everything happen that waits for nothing. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('a series of runs', () => {
  let folder = '';
  const machine = { process: 77, isRunning: (id: number): boolean => id === 78, now: Date.now };
  const files = (own = machine) => openSeriesFiles(openPrivateFolder(folder), own);
  const ports = () => ({
    files: files(),
    describe: (error: unknown) => ({ text: String(error) }),
    now: Date.now,
  });
  const taskOf = (cloud: Cloud, payload = '{}'): Task => {
    const read = readPayload(payload, {
      now: Date.now,
      uuid: () => crypto.randomUUID(),
      randomInt: (from) => from,
      environment: (name) => (name === 'TOKEN' ? 'secret-value' : undefined),
      mayReadEnvironment: () => true,
    });
    if (read.kind === 'broken') throw new Error('broken');
    const profile = profileOf('functiongraph-huawei');
    return {
      ref: REF,
      cloud,
      profile,
      payload: read.json,
      ...(read.expanded && { expanded: read.expanded }),
    };
  };
  const outcomes = (runs: readonly Run[]) => runs.map(({ outcome }) => outcome);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-repeat-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('sends each payload once, with values of its own, and none above the limit at a time', async () => {
    const service = fakeService();
    const task = taskOf(service.cloud, '{"id":"{{$uuid}}","token":"{{$env TOKEN}}"}');
    const series = await startSeries({ task, runs: 23, atOnce: 4 }, ports());
    const random = randomOf(3);
    for (let done = 0; done < 23; done++) {
      await until(() => service.waiting.length > 0);
      const [one] = service.waiting.splice(Math.floor(random() * service.waiting.length), 1);
      one?.answer({ ...ANSWER, result: one.payload, durationMs: done, requestId: `request-${String(done)}` });
      await settle();
    }
    await series.ended;
    expect(service.most()).toBe(4);
    expect(new Set(service.payloads).size).toBe(23);
    expect(series.runs().every(({ outcome }) => outcome === 'succeeded')).toBe(true);
    // All of it is on disk, readable by its owner only, without the value of the variable.
    const stored = await files().read(series.id);
    expect(stored).toMatchObject({ phase: 'over', runs: series.runs() });
    const names = readdirSync(folder);
    expect(names).toHaveLength(4);
    for (const name of names) {
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain('secret-value');
    }
    const detail = await series.detail(7);
    expect(detail).toMatchObject({ payload: detail?.result, log: 'a line' });
    expect(detail?.payload).toContain('{{$env TOKEN}}');
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('loses nothing when it is stopped anywhere (%i)', async (seed) => {
    const random = randomOf(seed);
    const service = fakeService();
    const atOnce = 1 + Math.floor(random() * 5);
    const series = await startSeries({ task: taskOf(service.cloud), runs: 12, atOnce }, ports());
    const before = Math.floor(random() * 10);
    for (let done = 0; done < before; done++) {
      await until(() => service.waiting.length > 0);
      service.waiting.shift()?.answer(ANSWER);
    }
    if (seed % 2 === 0) await until(() => service.waiting.length > 0);
    series.stop();
    series.stop();
    await settle();
    const waits = seed % 4 < 2;
    if (waits) while (service.waiting.length > 0) service.waiting.shift()?.answer(ANSWER);
    else series.abandon();
    await series.ended;
    const sent = service.payloads.length;
    const of = (outcome: string) => outcomes(series.runs()).filter((one) => one === outcome).length;
    expect(series.phase()).toBe('over');
    expect(of('succeeded') + of('cancelled')).toBe(sent);
    expect(of('notSent')).toBe(12 - sent);
    expect(of('succeeded')).toBe(waits ? sent : before);
    expect((await files().read(series.id))?.runs).toEqual(series.runs());
  });

  it('knows each way in which a run ends', async () => {
    const service = fakeService();
    const series = await startSeries({ task: taskOf(service.cloud), runs: 11, atOnce: 11 }, ports());
    await until(() => service.waiting.length === 11);
    const { waiting } = service;
    waiting[0]?.refuse({ status: 429, code: 'FSS.0429' });
    waiting[1]?.refuse({ status: 503, code: 'ThrottlingError' });
    waiting[2]?.refuse({ status: 500 });
    waiting[3]?.refuse({ status: 504, sent: 'unknown' });
    waiting[4]?.refuse({ kind: 'timeout', sent: 'unknown' });
    waiting[5]?.refuse({ kind: 'network', sent: 'unknown' });
    waiting[6]?.refuse({ kind: 'network', sent: 'no' });
    waiting[7]?.answer({
      ...ANSWER,
      outcome: 'functionError',
      errorCode: '4001',
      result: '{"errorType":"KeyError"}',
    });
    waiting[8]?.answer({ ...ANSWER, outcome: 'functionError', errorCode: '4002', result: 'no JSON' });
    waiting[9]?.answer({ ...ANSWER, result: '{"statusCode":404}' });
    waiting[10]?.answer({ ...ANSWER, coldStart: true });
    await series.ended;
    expect(series.runs().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['throttled', 'FSS.0429'],
      ['throttled', 'ThrottlingError'],
      ['refused', 'HTTP 500'],
      ['timeout', 'HTTP 504'],
      ['timeout', undefined],
      ['broken', undefined],
      ['unreached', undefined],
      ['functionError', 'KeyError'],
      ['functionError', '4002'],
      ['returnedError', '404'],
      ['succeeded', undefined],
    ]);
    expect(service.payloads).toHaveLength(11);
  });

  it('ends where no other run would fare better', async () => {
    const service = fakeService();
    const series = await startSeries({ task: taskOf(service.cloud), runs: 50, atOnce: 2 }, ports());
    await until(() => service.waiting.length === 2);
    service.waiting[0]?.refuse({ status: 403, code: 'Forbidden' });
    await settle();
    service.waiting[1]?.answer(ANSWER);
    await series.ended;
    expect(service.payloads).toHaveLength(2);
    expect(outcomes(series.runs()).slice(0, 3)).toEqual(['refused', 'succeeded', 'notSent']);
    expect(series.problem()).toContain('Refused.');
    expect((await files().read(series.id))?.problem).toBe(series.problem());
  });

  it('sends nothing that cannot be noted', async () => {
    const service = fakeService();
    writeFileSync(join(folder, 'file'), '');
    const none = openSeriesFiles(openPrivateFolder(join(folder, 'file')), machine);
    const asked = startSeries(
      { task: taskOf(service.cloud), runs: 3, atOnce: 1 },
      { ...ports(), files: none },
    );
    await expect(asked).rejects.toThrow();
    const series = await startSeries(
      { task: taskOf(service.cloud), runs: 3, atOnce: 1 },
      {
        ...ports(),
        files: {
          ...files(),
          create: async (plan) => ({
            ...(await files().create(plan)),
            run: () => Promise.reject(new Error('The disk is full.')),
          }),
        },
      },
    );
    await series.ended;
    expect(service.payloads).toEqual([]);
    expect(series.problem()).toContain('The disk is full.');
    expect(outcomes(series.runs())).toEqual(['notSent', 'notSent', 'notSent']);
  });

  it('tells after a crash what was done, what is not known and what was not sent', async () => {
    const service = fakeService();
    const series = await startSeries({ task: taskOf(service.cloud), runs: 5, atOnce: 2 }, ports());
    await until(() => service.waiting.length === 2);
    service.waiting[0]?.answer({ ...ANSWER, durationMs: 4 });
    await until(() => service.waiting.length === 3);
    // Another process, later: half of a line may be the last that was written.
    const later = { ...machine, process: 79 };
    writeFileSync(join(folder, `${series.id}.runs.jsonl`), '\n{"number":1,"outc', { flag: 'a' });
    const left = await files(later).read(series.id);
    expect(left?.phase).toBe('cutOff');
    expect(outcomes(left?.runs ?? [])).toEqual(['succeeded', 'cutOff', 'cutOff', 'notSent', 'notSent']);
    // Where that process still runs, another window sends it.
    const beside = await files({ ...later, isRunning: () => true }).read(series.id);
    expect(beside?.phase).toBe('elsewhere');
    expect(outcomes(beside?.runs ?? [])).toEqual(['succeeded', 'sending', 'sending', 'waiting', 'waiting']);
    const muchLater = { ...later, isRunning: () => true, now: () => Date.now() + 86_400_001 };
    expect((await files(muchLater).read(series.id))?.phase).toBe('cutOff');
    expect(await files(later).read('000000000000000-00000000')).toBeUndefined();
    series.abandon();
    await series.ended;
  });

  it('takes the place of the oldest of twenty, not of one that is under way', async () => {
    const service = fakeService();
    const own = ports();
    const first = await startSeries(
      { task: taskOf(service.cloud), runs: 1, atOnce: 1 },
      { ...own, now: () => 1 },
    );
    const notes = await Promise.all(
      Array.from({ length: 22 }, async (_, i) => {
        const each = await own.files.create({ ...first.plan, startedAt: 1000 + i });
        await each.end({});
        return each.id;
      }),
    );
    await own.files.create({ ...first.plan, startedAt: 5000 });
    const kept = (await own.files.list()).map(({ id }) => id);
    expect(kept).toContain(first.id);
    expect(kept).not.toContain(notes[0]);
    expect(kept.length).toBeLessThanOrEqual(21);
    first.abandon();
    await first.ended;
  });

  it('is exported without anything that was sent or returned, and nothing in it is a formula', async () => {
    const service = fakeService();
    const task = taskOf(service.cloud, '{"card":"4711"}');
    const series = await startSeries({ task, runs: 3, atOnce: 1 }, ports());
    await until(() => service.waiting.length === 1);
    const failed = { ...ANSWER, outcome: 'functionError', result: '{"errorType":"=1+1"}' } as const;
    service.waiting[0]?.answer({ ...failed, durationMs: 1234.5, requestId: '+id' });
    await until(() => service.waiting.length === 2);
    series.stop();
    service.waiting[1]?.answer({ ...ANSWER, result: '"4711"', durationMs: 0.5, coldStart: false });
    await series.ended;
    const csv = toCsv(series.runs(), series);
    const [head, one, two, three] = csv.split('\r\n');
    expect(head).toBe(
      '\ufeffrun,startedAt,offsetMs,outcome,code,start,durationMs,billedMs,elapsedMs,memoryUsedMb,requestId',
    );
    expect(one).toMatch(/^1,"\d{4}-[^"]+Z",\d+,"functionError","'=1\+1","unknown",1234\.5,,\d+,,"'\+id"$/);
    expect(two).toMatch(/^2,.*"succeeded",,"warm",0\.5,/);
    expect(three).toBe('3,,,"notSent",,"unknown",,,,,');
    const json = toJson(series.runs().slice(1), series);
    expect(JSON.parse(json)).toMatchObject({
      series: { function: 'g/f', qualifier: 'latest', connection: 'Shop', runs: 3, atOnce: 1 },
      summary: { basis: 'service', latency: { all: { count: 1, p50: 0.5 } } },
      runs: [
        { run: 2, outcome: 'succeeded' },
        { run: 3, outcome: 'notSent' },
      ],
    });
    for (const text of [csv, json]) expect(text).not.toContain('4711');
  });
});
