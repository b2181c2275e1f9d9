import { expect, type Page } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { VSIX } from '../harness/project.mjs';
import type { Row } from './row';
import { startSandbox, type Sandbox } from './sandbox';
import { inWindow, type Window } from './window';

const COUNTS = [100, 10_000, 100_000];
const LATENCY_MS = 200;
/** Functions on a page of the list call. */
const PAGE = 100;

/** What one connection took from the click on it. */
interface Listed {
  /** Until the first functions were painted, in milliseconds. */
  readonly firstMs: number;
  /** Until the tree knew all. */
  readonly allMs: number;
  readonly listRequests: number;
  readonly otherRequests: number;
}

/** The tree with many functions: when the first of them are on the screen, and what listing all of them takes. */
export async function measureListing(): Promise<Row[]> {
  const sandboxes = await Promise.all(
    COUNTS.map((count) =>
      startSandbox(String(count), ['--synthetic', String(count), '--latency', String(LATENCY_MS)]),
    ),
  );
  try {
    const accounts = sandboxes.map(({ connection, secret }) => ({ connection, secret }));
    const env = { FNDECK_BENCH_ACCOUNTS: JSON.stringify(accounts) };
    return await inWindow({ vsix: [VSIX, packAdder()], env }, (window) => list(window, sandboxes));
  } finally {
    for (const sandbox of sandboxes) sandbox.stop();
  }
}

async function list(window: Window, sandboxes: readonly Sandbox[]): Promise<Row[]> {
  await window.workbench.activity('FnDeck').click();
  const results = new Map<number, Listed>();
  for (const [index, sandbox] of sandboxes.entries()) {
    const count = COUNTS[index] ?? 0;
    results.set(count, await listOne(window, sandbox, count));
  }
  const of = (count: number): Listed => {
    const found = results.get(count);
    if (!found) throw new Error(`nothing was measured for ${String(count)}`);
    return found;
  };
  const many = of(10_000);
  return [
    ...COUNTS.map((count) => ({
      what: `first functions of ${count.toLocaleString('en')} on screen, over one response`,
      measured: of(count).firstMs - LATENCY_MS,
      budget: 100,
      unit: 'ms',
      detail: `response time ${String(LATENCY_MS)} ms; from the click on the connection to the painted rows`,
    })),
    {
      what: 'listing all of 10,000: list requests',
      measured: many.listRequests,
      budget: 10_000 / PAGE,
      unit: 'requests',
      detail: 'as many as pages',
    },
    {
      what: 'listing all of 10,000: other requests',
      measured: many.otherRequests,
      budget: 2,
      unit: 'requests',
      detail: 'none for a function',
    },
    {
      what: 'listing 100,000, by listing 10,000',
      measured: of(100_000).allMs / many.allMs,
      budget: 12,
      unit: '×',
      detail: `${(many.allMs / 1000).toFixed(1)} s and ${(of(100_000).allMs / 1000).toFixed(1)} s; linear is 10`,
    },
  ];
}

async function listOne({ page, workbench }: Window, sandbox: Sandbox, count: number): Promise<Listed> {
  const connection = workbench.treeItem(String(count));
  await expect(connection).toBeVisible();
  const start = Date.now();
  const firstMs = (await clickAndTime(page, String(count))) + (await clickAndTime(page, 'batch-000'));
  await expect(connection).toContainText(`${String(count)} functions`, { timeout: 600_000 });
  await expect(connection).not.toContainText('so far');
  const allMs = Date.now() - start;
  const requests = await sandbox.requests();
  const listRequests = requests.filter(({ operation }) => /list-?functions/i.test(operation)).length;
  const others = requests.filter(
    ({ operation, path }) => !/list-?functions/i.test(operation) && !path.startsWith('/sandbox/'),
  );
  await connection.locator('.monaco-tl-twistie').click(); // out of the way of the next
  return { firstMs, allMs, listRequests, otherRequests: others.length };
}

/**
 * Clicks a row of the tree that is closed and gives the milliseconds until rows of its children are painted. Measured
 * inside the page, from the press of the button to the frame after the rows came.
 */
async function clickAndTime(page: Page, label: string): Promise<number> {
  const children = label.startsWith('batch') ? 'made-up-' : 'batch-';
  const timing = page.evaluate<number>(`new Promise((resolve) => {
    let pressed;
    addEventListener('mousedown', () => (pressed ??= performance.now()), { capture: true, once: true });
    const names = () => [...document.querySelectorAll('.part.sidebar .monaco-list-row .label-name')];
    const before = names().filter((name) => name.textContent.startsWith('${children}')).length;
    const look = () => {
      const now = names().filter((name) => name.textContent.startsWith('${children}')).length;
      if (pressed !== undefined && now > before) requestAnimationFrame((time) => resolve(performance.now() - pressed));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
  await page
    .locator('.part.sidebar .monaco-list-row', { hasText: label })
    .first()
    .locator('.monaco-tl-twistie')
    .click();
  return timing;
}

/** An extension that adds the connections of the bench by FnDeck's own command. */
function packAdder(): string {
  return packExtension({
    name: 'bench-connections',
    activationEvents: ['onStartupFinished'],
    code: `
      const { commands } = require('vscode');
      exports.activate = async () => {
        for (const account of JSON.parse(process.env.FNDECK_BENCH_ACCOUNTS)) {
          await commands.executeCommand('fndeck.addConnection', account);
        }
      };`,
  });
}
