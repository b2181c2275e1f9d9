import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOf } from '../../../src/app/invocations/journalRows';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { startSeries } from '../../../src/app/repeat/series';
import { openSeriesFiles } from '../../../src/app/repeat/seriesFiles';
import { profileOf } from '../../../src/model/services';
import { fakeService } from './fakeService';

const SECRET = 'a person’s data';
const PAYLOAD = JSON.stringify({ told: SECRET });

describe('what was sent again and again', () => {
  let folder = '';
  let keeps = true;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-forget-'));
    keeps = true;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const machine = { process: 77, isRunning: () => false, now: Date.now };
  const open = () => openSeriesFiles(openPrivateFolder(folder), machine, () => keeps);
  const files = () => readdirSync(folder);
  const texts = () => files().map((name) => readFileSync(join(folder, name), 'utf8'));

  /** A series of two runs from a workspace; `answers`: how many of them come to an end. */
  async function send(workspace: string, answers = 2, own = open()) {
    const service = fakeService();
    const profile = profileOf('functiongraph-huawei');
    const ref = { connection: 'c', group: 'g', name: 'f', qualifier: 'latest' };
    const task = { ref, cloud: service.cloud, profile, payload: PAYLOAD };
    const describeIt = (error: unknown) => ({ text: String(error) });
    const series = await startSeries(
      { task, runs: 2, atOnce: 2, workspace },
      { files: own, describe: describeIt, now: Date.now },
    );
    while (service.waiting.length < 2) await new Promise(setImmediate);
    const answer = { outcome: 'succeeded', result: PAYLOAD, log: SECRET, logCut: false } as const;
    for (const one of service.waiting.slice(0, answers)) one.answer(answer);
    if (answers === 2) await series.ended;
    return { series, service, answer };
  }

  it('is gone where the history of its workspace is cleared, and only there', async () => {
    await send('here');
    const { series: other } = await send('elsewhere');
    await open().forget((plan) => isOf(plan, 'here'));
    expect((await open().list()).map(({ id }) => id)).toEqual([other.id]);
    await open().forget(() => true);
    expect(files()).toEqual([]);
  });

  it('stays while it is being sent', async () => {
    const own = open();
    const { series, service, answer } = await send('here', 1, own);
    await own.forget(() => true);
    expect((await own.list()).map(({ id }) => id)).toEqual([series.id]);
    service.waiting.at(-1)?.answer(answer);
    await series.ended;
    expect((await own.read(series.id))?.runs.map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    await own.forget(() => true);
    expect(files()).toEqual([]);
  });

  it('leaves no payload, result or log where nothing of invocations is to be kept', async () => {
    const { series: before } = await send('here');
    expect(texts().some((text) => text.includes(SECRET))).toBe(true);
    keeps = false;
    await open().forgetDetails();
    const { series } = await send('here');
    expect(texts().filter((text) => text.includes(SECRET))).toEqual([]);
    expect((await open().list()).map(({ id }) => id).sort()).toEqual([before.id, series.id].sort());
    expect(await series.detail(1)).toBeUndefined();
    expect(series.runs().map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  });
});
