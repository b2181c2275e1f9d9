import { expect, type Page } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { BARE_ROW, BARE_VIEW, packBareTree } from './bare';
import { functionsIn, median, type Row } from './row';
import { packStarter, startedSandbox, starterEnvironment } from './starter';
import { inWindow, type Window } from './window';

const COUNTS = [100, 10_000, 100_000] as const;
const LATENCY_MS = 200;
const RUNS = 5;

/** Functions on the first page of the list call, and on each of the others. */
const [FIRST_PAGE, PAGE] = [100, 400];

/** The connection that is open from the start, with its groups. */
const CONNECTION = 'Sandbox · Huawei Cloud';

/** What a sandbox with so many functions took from the click on its connection. */
interface Listed {
  /** Until the first functions were painted, in milliseconds. */
  readonly firstMs: number;
  /** Until the tree knew all. */
  readonly allMs: number;
  /** All functions: the made-up ones and the samples. */
  readonly functions: number;
  readonly listRequests: number;
  readonly otherRequests: number;
}

/** The tree with many functions: when the first of them are on the screen, and what listing all of them takes. */
export async function measureListing(): Promise<Row[]> {
  const bare = await bareFirstMs();
  const few = await listed(COUNTS[0]);
  const many = await listed(COUNTS[1]);
  const most = await listed(COUNTS[2]);
  const first = ({ firstMs }: Listed, count: number): Row => ({
    what: `first functions of ${count.toLocaleString('en')} on screen, over one response`,
    measured: firstMs - LATENCY_MS,
    budget: 100,
    unit: 'ms',
    detail: `median of ${String(RUNS)}, from the click to painted rows; a response takes ${String(LATENCY_MS)} ms; VS Code itself takes ${(bare - LATENCY_MS).toFixed(0)} ms for a tree with nothing behind it`,
  });
  const pages = 1 + Math.ceil((many.functions - FIRST_PAGE) / PAGE);
  return [
    first(few, COUNTS[0]),
    first(many, COUNTS[1]),
    first(most, COUNTS[2]),
    {
      what: 'listing all of 10,000: list requests',
      measured: many.listRequests,
      budget: pages,
      unit: 'requests',
      detail: `as many as pages: one of ${String(FIRST_PAGE)}, then of ${String(PAGE)}`,
    },
    {
      what: 'listing all of 10,000: other requests',
      measured: many.otherRequests,
      budget: 0,
      unit: 'requests',
      detail: 'none for a function',
    },
    {
      what: 'listing 100,000, by listing 10,000',
      measured: most.allMs / many.allMs,
      budget: 12,
      unit: '×',
      detail: `${(most.allMs / 1000).toFixed(1)} s by ${(many.allMs / 1000).toFixed(1)} s; linear is 10`,
    },
  ];
}

function listed(count: number): Promise<Listed> {
  const settings = {
    'fndeck.sandbox.arguments': ['--synthetic', String(count), '--latency', String(LATENCY_MS)],
  };
  return inWindow({ vsix: [VSIX, packStarter()], settings, env: starterEnvironment() }, list);
}

/** The same for a tree that waits for so long and has so many rows, in milliseconds. */
function bareFirstMs(): Promise<number> {
  const vsix = [packBareTree(COUNTS[0], LATENCY_MS)];
  return inWindow({ vsix }, async ({ page, workbench }) => {
    await workbench.activity(BARE_VIEW).click();
    const row = workbench.treeItem(BARE_ROW);
    await row.waitFor();
    const firsts: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const timing = timeToFunctions(page);
      await row.locator('.monaco-tl-twistie').click();
      firsts.push(await timing);
      await workbench.collapse(BARE_ROW);
      await workbench.command('Bench: Forget');
    }
    return median(firsts.slice(1));
  });
}

async function list({ page, workbench }: Window): Promise<Listed> {
  await workbench.activity('FnDeck').click();
  const connection = workbench.treeItem(CONNECTION);
  const complete = async () => {
    await expect(connection).toHaveAttribute('aria-label', /\d+ functions$/, { timeout: 300_000 });
  };
  await expect(connection).toBeVisible({ timeout: 30_000 });
  await complete();
  const sandbox = await startedSandbox();
  const firsts: number[] = [];
  let start = NaN;
  for (let run = 0; run < RUNS; run++) {
    // Closed, all is forgotten and nothing is asked for; the click asks again.
    await workbench.collapse(CONNECTION);
    await workbench.command('FnDeck: Refresh');
    await expect(connection).not.toHaveAttribute('aria-label', /functions/);
    await sandbox.forget();
    start = Date.now();
    const timing = timeToFunctions(page);
    await connection.locator('.monaco-tl-twistie').click();
    firsts.push(await timing);
  }
  await complete();
  const allMs = Date.now() - start;
  const requests = await sandbox.requests();
  const listRequests = requests.filter(({ operation }) => operation === 'listFunctions').length;
  const functions = functionsIn(await connection.getAttribute('aria-label'));
  return {
    firstMs: median(firsts),
    allMs,
    functions,
    listRequests,
    otherRequests: requests.length - listRequests,
  };
}

/** Milliseconds from the next press of the mouse to the frame after the first functions; taken inside the page. */
function timeToFunctions(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    let pressed;
    addEventListener('mousedown', () => (pressed = performance.now()), { capture: true, once: true });
    const look = () => {
      const shown = document.querySelector('.part.sidebar .monaco-list-row[aria-label^="Function "]');
      requestAnimationFrame(pressed !== undefined && shown ? () => resolve(performance.now() - pressed) : look);
    };
    look();
  })`);
}
