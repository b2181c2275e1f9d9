import { expect } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { packProbe, probe, probeEnvironment } from './probe';
import { functionsIn, tookOf, type Row } from './row';
import { packStarter, startedSandbox, starterEnvironment, type Started } from './starter';
import { inWindow } from './window';

const CONFIGS = 2000;
const LATENCY_MS = 20;
/** Requests that FnDeck has under way at once. */
const AT_ONCE = 4;
/** Functions on the first page of the list call, and on each of the others. */
const [FIRST_PAGE, PAGE] = [100, 400];
const CONNECTION = 'Sandbox · Huawei Cloud';

/** The overview of a connection with many configs: what it asks for, when its rows are there, and how it blocks. */
export async function measureOverview(): Promise<Row[]> {
  const settings = {
    'fndeck.sandbox.arguments': ['--synthetic', String(CONFIGS), '--latency', String(LATENCY_MS)],
  };
  const env = { ...starterEnvironment(), ...probeEnvironment() };
  const options = { vsix: [VSIX, packStarter(), packProbe()], settings, env, inFrames: TIMES };
  const seen = await inWindow(options, async ({ page, workbench, server }) => {
    await workbench.activity('FnDeck').click();
    await configureAll(await startedSandbox());
    const connection = workbench.treeItem(CONNECTION);
    await expect(connection).toHaveAttribute('aria-label', /\d functions$/, { timeout: 300_000 });
    const functions = functionsIn(await connection.getAttribute('aria-label'));
    const requests = () =>
      server
        .logs(/FnDeck Requests\.log$/)
        .split('\n')
        .filter(isAnswered);
    const before = requests().length;
    await workbench.command('FnDeck: Overview of Async Configurations', { asks: true });
    await probe();
    await page.evaluate('globalThis.benchTimes = { chosen: Date.now() }');
    await workbench.choose('of which connection', CONNECTION);
    await expect
      .poll(() => page.evaluate<number>('benchTimes.last'), { timeout: 300_000 })
      .toBeGreaterThan(0);
    const { blocked } = await probe();
    const times = await page.evaluate<Times>('benchTimes');
    const own = () => requests().slice(before);
    await expect.poll(() => own().filter(isOfConfigs).length).toBeGreaterThanOrEqual(functions);
    return { times, blocked, functions, requests: own() };
  });
  const ofConfigs = seen.requests.filter(isOfConfigs);
  const responses = ofConfigs.reduce((sum, line) => sum + (tookOf(line) ?? 0), 0) / AT_ONCE;
  const what = `overview of ${CONFIGS.toLocaleString('en')} configs`;
  const [first, last] = [seen.times.first - seen.times.chosen, seen.times.last - seen.times.chosen];
  return [
    {
      what: `${what}: requests`,
      measured: seen.requests.length,
      budget: seen.functions + 1 + Math.ceil((seen.functions - FIRST_PAGE) / PAGE),
      unit: 'requests',
      detail: `pages of functions, and one for each of ${String(seen.functions)}: the service lists the configs of one function`,
    },
    {
      what: `${what}: first row on screen`,
      measured: first,
      budget: 1000,
      unit: 'ms',
      detail: `from the choice of a connection, the page being opened; a response takes ${String(LATENCY_MS)} ms`,
    },
    {
      what: `${what}: last row, by the responses`,
      measured: last / responses,
      budget: 1.25,
      unit: '×',
      detail: `${(last / 1000).toFixed(1)} s; ${String(AT_ONCE)} at a time the responses take ${(responses / 1000).toFixed(1)} s`,
    },
    {
      what: `${what}: longest block of the extension host`,
      measured: seen.blocked,
      budget: 50,
      unit: 'ms',
      detail: 'from the choice to the last row',
    },
  ];
}

const isAnswered = (line: string): boolean => tookOf(line) !== undefined;
const isOfConfigs = (line: string): boolean => line.includes('/async-invoke-configs');

/** Gives each made-up function a config, as somebody else would. */
async function configureAll({ url, token, services }: Started): Promise<void> {
  const account = services.find(({ service }) => service === 'functiongraph-huawei');
  const { projectId = '', region = '' } = account ?? {};
  const body = JSON.stringify({ max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 });
  const put = async (number: number): Promise<void> => {
    // Made-up functions stand in groups of 500.
    const group = `batch-${String(Math.floor(number / 500)).padStart(3, '0')}`;
    const urn = `urn:fss:${region}:${projectId}:function:${group}:made-up-${String(number).padStart(6, '0')}:latest`;
    const { ok, status } = await fetch(`${url}/v2/${projectId}/fgs/functions/${urn}/async-invoke-config`, {
      method: 'PUT',
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      body,
    });
    if (!ok) throw new Error(`PUT ${urn}: ${String(status)}`);
  };
  for (let number = 0; number < CONFIGS; number += 20)
    await Promise.all(Array.from({ length: 20 }, (_, more) => put(number + more)));
}

/** Unix milliseconds. */
interface Times {
  readonly chosen: number;
  readonly first: number;
  readonly last: number;
}

/** Runs in each frame: the window notes when a webview first showed a row of a table, and when the table had all. */
const TIMES = `
  if (self === top) {
    addEventListener('message', ({ data }) => {
      if (data?.bench) (globalThis.benchTimes ??= {})[data.bench] ??= data.at;
    }, true);
  } else {
    const seen = {};
    const tell = (bench, holds) => {
      if (holds && !seen[bench]) top.postMessage({ bench, at: (seen[bench] = Date.now()) }, '*');
    };
    const look = () => {
      const content = document.querySelector('iframe#active-frame')?.contentDocument;
      const rows = Number(content?.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) - 1;
      tell('first', content?.querySelector('.body [role=row]'));
      tell('last', rows >= ${String(CONFIGS)});
      if (!seen.last) requestAnimationFrame(look);
    };
    look();
  }`;
