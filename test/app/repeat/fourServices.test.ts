import { beforeAll, describe, expect, it } from 'vitest';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { startSeries } from '../../../src/app/repeat/series';
import { openSeriesFiles } from '../../../src/app/repeat/seriesFiles';
import { CloudError } from '../../../src/cloud/errors';
import { member, type JsonObject } from '../../../src/model/json';
import { profileOf } from '../../../src/model/services';
import { basisOf, summarize } from '../../../src/model/repeat/statistics';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, refTo, SERVICE_IDS } from '../replay/services';

describe.each(SERVICE_IDS)('repeated invocations on %s', (service) => {
  const bench = sandboxBench();
  const isGraph = service.startsWith('functiongraph');
  const operation = isGraph ? 'invoke' : 'InvokeFunction';
  let sandbox: Bench;
  let release: (() => void)[] = [];

  beforeAll(async () => {
    const runner = runnerOf({
      echo: ({ event }) => ({ kind: 'returned', text: event }),
      fails: () => ({
        kind: 'failed',
        ...{ stage: 'invoke', handled: false, errorType: 'KeyError', message: 'no key' },
      }),
      waits: async () => {
        await new Promise<void>((resolve) => release.push(resolve));
        return { kind: 'returned', text: '"late"' };
      },
    });
    const functions = bench.functions({ 'orders/echo': {}, 'orders/fails': {}, 'orders/waits': {} });
    sandbox = await bench.start({ functions }, { runner });
  });

  const posts = async (): Promise<number> => {
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    const all = member(body, 'requests') as readonly JsonObject[];
    return all.filter(
      ({ method, path }) => method === 'POST' && typeof path === 'string' && path.includes('/invocations'),
    ).length;
  };
  const breaks = (...faults: string[]) => sandbox.ask('POST', '/sandbox/faults', { faults });
  const start = (name: string, runs: number, atOnce: number) => {
    const machine = { process: process.pid, isRunning: () => true, now: Date.now };
    const files = openSeriesFiles(openPrivateFolder(bench.folder()), machine);
    const task = {
      ...{ ref: refTo(service, name), cloud: cloudTo(sandbox, service) },
      ...{ profile: profileOf(service), payload: '{"name":"Ada"}' },
    };
    const describe = (error: unknown) => ({ text: error instanceof CloudError ? error.message : 'failed' });
    return startSeries({ task, runs, atOnce }, { files, describe, now: Date.now });
  };

  it('are one POST each, with the durations that the service has measured', async () => {
    const before = await posts();
    const series = await start('echo', 40, 7);
    await series.ended;
    expect((await posts()) - before).toBe(40);
    const { basis, latency, classes } = summarize(series.runs(), basisOf(series.runs()));
    expect(classes).toEqual([{ outcome: 'succeeded', count: 40 }]);
    expect(basis).toBe('service');
    // What the runner says, in whole milliseconds on Function Compute; the time from here is another.
    const ms = isGraph ? 1.5 : 2;
    expect(latency.all).toEqual({ count: 40, p50: ms, p90: ms, p99: ms, longest: ms });
    expect(new Set(series.runs().map(({ requestId }) => requestId)).size).toBe(40);
    expect(await series.detail(40)).toMatchObject({ result: '{"name":"Ada"}', payload: '{"name":"Ada"}' });
  });

  it('are throttled, fail and break off, and none is sent again', async () => {
    const before = await posts();
    await breaks(`${operation}:429:x3`);
    const throttled = await start('echo', 6, 1);
    await throttled.ended;
    expect((await posts()) - before).toBe(6);
    const outcomes = throttled.runs().map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...Array<string>(3).fill('throttled'), ...Array<string>(3).fill('succeeded')]);

    const failed = await start('fails', 3, 3);
    await failed.ended;
    const { classes } = summarize(failed.runs(), basisOf(failed.runs()));
    expect(classes).toEqual([{ outcome: 'functionError', code: 'KeyError', count: 3 }]);
    expect((await posts()) - before).toBe(9);

    await breaks(`${operation}:reset:x2`);
    const broken = await start('echo', 4, 1);
    await broken.ended;
    expect(broken.runs().map(({ outcome }) => outcome)).toEqual([
      'broken',
      'broken',
      'succeeded',
      'succeeded',
    ]);
    expect((await posts()) - before).toBe(13);
    await breaks();
  });

  it('are warm where an instance has served before, and where nobody tells nothing is guessed', async () => {
    const series = await start('echo', 5, 1);
    await series.ended;
    const starts = series.runs().map(({ coldStart }) => coldStart);
    expect(starts).toEqual([undefined, ...Array<boolean | undefined>(4).fill(isGraph ? undefined : false)]);
  });

  it('that are given up leave what was done, and the outcome of the others as unknown', async () => {
    const before = await posts();
    release = [];
    const series = await start('waits', 9, 3);
    await eventually(
      () => release.length,
      (count) => count === 3,
    );
    release.shift()?.();
    await eventually(
      () => release.length,
      (count) => count === 3,
    );
    series.abandon();
    await series.ended;
    const outcomes = series.runs().map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'succeeded')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'cancelled')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'notSent')).toHaveLength(5);
    for (const done of release) done();
    await eventually(posts, (count) => count - before === 4);
  });
});
