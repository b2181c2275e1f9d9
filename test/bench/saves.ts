import { expect } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { BARE_FILE, packBareFiles } from './bare';
import { median, tookOf, type Row } from './row';
import { packStarter, startedSandbox, starterEnvironment } from './starter';
import { inWindow, type Window } from './window';

const LATENCY_MS = 200;
const RUNS = 10;
const NAME = 'hello-node';

/** A save by the key, as a person does it: from the key until the tab is clean, over the responses that it costs. */
export async function measureSaves(): Promise<Row[]> {
  const settings = { 'fndeck.sandbox.arguments': ['--latency', String(LATENCY_MS)] };
  const options = { vsix: [VSIX, packStarter(), packBareFiles()], settings, env: starterEnvironment() };
  const { times, bare, requests, lines } = await inWindow(options, async (window) => {
    const { workbench, server } = window;
    const log = () => server.logs(/FnDeck Requests\.log$/);
    await workbench.activity('FnDeck').click();
    const sandbox = await startedSandbox();
    for (const label of ['Sandbox · Huawei Cloud', 'demo', NAME]) await workbench.expand(label);
    const tab = workbench.tab(`${NAME}@latest`);
    // Rows move while the versions come in.
    await expect(async () => {
      await workbench.treeItem('latest').click();
      await expect(tab).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    const name = `${NAME}@latest`;
    await saved(window, name, 3); // what is loaded once
    await sandbox.forget();
    const before = log().length;
    const taken: number[] = [];
    for (let run = 0; run < RUNS; run++) taken.push(await saved(window, name, run % 3));
    const answered = await sandbox.requests();
    await expect.poll(() => tookIn(log().slice(before)).length).toBe(answered.length);
    const lines = tookIn(log().slice(before));
    await workbench.command('Bench: Open');
    const empty: number[] = [];
    for (let run = 0; run <= RUNS; run++) empty.push(await saved(window, BARE_FILE, run % 3));
    return { times: taken, bare: empty.slice(1), requests: answered, lines };
  });
  const responses = requests.reduce((sum, { ms }) => sum + ms, 0) / RUNS;
  const requesting = lines.reduce((sum, ms) => sum + ms, 0) / RUNS - responses;
  const operations = [...new Set(requests.map(({ operation }) => operation))].join(', ');
  return [
    {
      what: 'a save',
      measured: requests.length / RUNS,
      budget: 3,
      unit: 'requests',
      detail: `${String(requests.length)} in ${String(RUNS)} saves: ${operations}; the function is expanded in the tree`,
    },
    {
      what: 'a save, over the sum of its responses',
      measured: median(times) - responses,
      budget: 50,
      unit: 'ms',
      detail: `median of ${String(RUNS)}; the responses of one take ${responses.toFixed(0)} ms, to sign, send and read them ${requesting.toFixed(0)} ms, and VS Code itself ${median(bare).toFixed(0)} ms, for a file system and an editor with nothing behind them`,
    },
  ];
}

/** Milliseconds that each answered request of a log took. */
function tookIn(log: string): readonly number[] {
  return log.split('\n').flatMap((line) => tookOf(line) ?? []);
}

/** Milliseconds of one save: a value is typed into the page in front, and the key is pressed there. */
async function saved({ page, workbench }: Window, name: string, retries: number): Promise<number> {
  const tab = workbench.tab(name);
  await workbench.webview().getByRole('textbox', { name: 'Retries' }).fill(String(retries));
  await expect(tab).toHaveClass(/\bdirty\b/);
  const timing = timeToClean(page);
  await page.keyboard.press('Control+s');
  return timing;
}

/** Milliseconds from now until the frame in which no tab is dirty any more; taken inside the page. */
function timeToClean(page: Window['page']): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    const look = () => {
      if (document.querySelector('.tabs-container .tab.dirty')) requestAnimationFrame(look);
      else resolve(performance.now() - start);
    };
    look();
  })`);
}
