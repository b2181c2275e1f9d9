import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from './fixtures';
import type { Workbench } from './workbench';

const HELLO = 'hello-node.payload.json';

/**
 * Invokes `hello-node` in the sandbox that runs, sets a breakpoint in its code and presses F5 there. Returns the tree of
 * variables, in which the payload is then.
 * @param extensions the folder in which FnDeck is installed, with the samples
 */
export async function stopInHelloNode(workbench: Workbench, extensions: string) {
  const { page } = workbench;
  await workbench.openFile(HELLO);
  await workbench.pressLens('Invoke…');
  await workbench.quickInput().fill('hello-node');
  await workbench.take(/^hello-node\b.*Huawei Cloud/);
  await workbench.take(/^latest/);
  await expect.poll(() => workbench.outputText()).toContain('✓ Succeeded');
  await expect(page.getByText('Debug', { exact: true }).first()).toBeVisible();

  const [installed = ''] = readdirSync(extensions).filter((name) => name.startsWith('fndeck'));
  const samples = join(extensions, installed, 'media', 'samples', 'demo');
  await page.keyboard.press('Control+p');
  await workbench.quickInput().fill(join(samples, 'hello-node', 'index.js'));
  await workbench.take(/^index\.js/);
  const code = workbench.textEditor('index.js');
  await expect(code).toContainText('exports.handler');
  await page.keyboard.press('Control+g');
  await workbench.quickInput().fill(':8');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await expect(
    page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified').first(),
  ).toBeVisible();

  const variables = page.getByRole('tree', { name: 'Debug Variables' });
  await expect(async () => {
    // Until FnDeck has looked at whose code it is, VS Code asks for a debugger of its own.
    if (await workbench.quickInput().isVisible()) await page.keyboard.press('Escape');
    if (!(await page.locator('.debug-toolbar').isVisible())) await page.keyboard.press('F5');
    await expect(variables).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
  const local = variables.getByRole('treeitem', { name: /exports\.handler/ });
  await expect(async () => {
    // Some VS Codes open the scope by themselves, a moment later.
    if ((await local.getAttribute('aria-expanded')) !== 'true') await local.click();
    await expect(variables).toContainText('payload', { timeout: 3_000 });
  }).toPass();
  return variables;
}
