import { expect, type Page } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { median, type Row } from './row';
import { packStarter, startedSandbox, starterEnvironment } from './starter';
import { inWindow } from './window';

const LATENCY_MS = 200;
const RUNS = 10;
const NAME = 'hello-node';

/** A save by the key, as a person does it: from the key until the tab is clean, over the responses that it costs. */
export async function measureSaves(): Promise<Row[]> {
  const settings = { 'fndeck.sandbox.arguments': ['--latency', String(LATENCY_MS)] };
  const options = { vsix: [VSIX, packStarter()], settings, env: starterEnvironment() };
  const { times, requests } = await inWindow(options, async ({ page, workbench }) => {
    await workbench.activity('FnDeck').click();
    const sandbox = await startedSandbox();
    for (const label of ['Sandbox · Huawei Cloud', 'demo', NAME]) await workbench.expand(label);
    const field = workbench.webview().getByRole('textbox', { name: 'Retries' });
    const tab = workbench.tab(`${NAME}@latest`);
    // Rows move while the versions come in.
    await expect(async () => {
      await workbench.treeItem('latest').click();
      await expect(tab).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    const save = async (retries: number) => {
      await field.fill(String(retries));
      await expect(tab).toHaveClass(/\bdirty\b/);
      const timing = timeToClean(page);
      await page.keyboard.press('Control+s');
      return timing;
    };
    await save(3); // what is loaded once
    await sandbox.forget();
    const taken: number[] = [];
    for (let run = 0; run < RUNS; run++) taken.push(await save(run % 3));
    return { times: taken, requests: await sandbox.requests() };
  });
  const responses = requests.reduce((sum, { ms }) => sum + ms, 0) / RUNS;
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
      detail: `median of ${String(RUNS)}; the responses of one take ${responses.toFixed(0)} ms`,
    },
  ];
}

/** Milliseconds from now until the frame in which no tab is dirty any more; taken inside the page. */
function timeToClean(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    const look = () => {
      if (document.querySelector('.tabs-container .tab.dirty')) requestAnimationFrame(look);
      else resolve(performance.now() - start);
    };
    look();
  })`);
}
