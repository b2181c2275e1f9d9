import { expect } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { packProbe, probe, probeEnvironment } from './probe';
import type { Row } from './row';
import { inWindow } from './window';

const COUNTS = [10_000, 100_000] as const;
/** Without groups: all its functions stand below it. */
const CONNECTION = 'Sandbox · Function Compute 3.0';

/** What a window with so many functions came to. */
interface Listed {
  readonly heap: number;
  readonly expanding: number;
  readonly step: number;
}

/** The extension host with many functions listed: its heap over idle, and how long opening rows blocks it. */
export async function measureMemory(): Promise<Row[]> {
  const [many, most] = [await listed(COUNTS[0]), await listed(COUNTS[1])];
  const blocks = (what: string, of: keyof Listed): Row => ({
    what,
    measured: Math.max(many[of], most[of]),
    budget: 50,
    unit: 'ms',
    detail: `the longest stretch; ${many[of].toFixed(0)} ms of 10,000 and ${most[of].toFixed(0)} ms of 100,000 functions`,
  });
  const heap = ({ heap: measured }: Listed, count: number, budget: number): Row => ({
    what: `heap of the extension host, ${count.toLocaleString('en')} functions listed, over idle`,
    measured,
    budget,
    unit: 'MB',
    detail: 'after a collection; 500 rows on display',
  });
  return [
    heap(many, COUNTS[0], 40),
    heap(most, COUNTS[1], 400),
    blocks('opening a node with many functions', 'expanding'),
    blocks('opening the next 500', 'step'),
  ];
}

function listed(count: number): Promise<Listed> {
  const settings = { 'fndeck.sandbox.arguments': ['--synthetic', String(count)] };
  return inWindow({ vsix: [VSIX, packProbe()], settings, env: probeEnvironment() }, async ({ workbench }) => {
    const connection = workbench.treeItem(CONNECTION);
    await workbench.activity('FnDeck').click();
    await workbench.command('FnDeck: Start Sandbox');
    const open = workbench.treeItem('Sandbox · Huawei Cloud');
    await expect(open).toHaveAttribute('aria-label', /\d+ functions$/, { timeout: 300_000 });
    await workbench.collapse('Sandbox · Huawei Cloud');
    await workbench.command('FnDeck: Refresh');
    await expect(open).not.toHaveAttribute('aria-label', /functions/);
    await expect(connection).toBeVisible();
    const idle = await probe();
    await connection.locator('.monaco-tl-twistie').click();
    await expect(connection).toHaveAttribute('aria-label', /\d+ functions$/, { timeout: 300_000 });
    const { heap } = await probe();
    // Closed and opened again, all is known: what remains is the work of showing it.
    await workbench.collapse(CONNECTION);
    await probe();
    await workbench.command('FnDeck: Refresh');
    await connection.locator('.monaco-tl-twistie').click();
    await expect(connection).toHaveAttribute('aria-label', /\d+ functions$/, { timeout: 300_000 });
    const { blocked: expanding } = await probe();
    await workbench.page.keyboard.press('End');
    const range = workbench.page.locator('.monaco-list-row[aria-label*="more, from"]').last();
    await range.locator('.monaco-tl-twistie').click();
    await expect(range).toHaveAttribute('aria-expanded', 'true');
    const { blocked: step } = await probe();
    return { heap: heap - idle.heap, expanding, step };
  });
}
