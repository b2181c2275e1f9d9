import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { payloadFiles } from '../demo/workspace.mjs';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

const HELLO = 'hello-node.payload.json';

test.use({ files: payloadFiles() });

test('F5 in the code of a function stops at its breakpoint, with the payload that it was invoked with', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  await startSandbox(workbench, (_, work) => work().then(() => undefined));
  await workbench.openFile(HELLO);
  await workbench.pressLens('Invoke…');
  await workbench.quickInput().fill('hello-node');
  await workbench.option(/^hello-node\b.*Huawei Cloud/).click();
  await workbench.option(/^latest/).click();
  await expect.poll(() => workbench.outputText()).toContain('✓ Succeeded');
  await expect(page.getByText('Debug', { exact: true }).first()).toBeVisible();

  const [installed = ''] = readdirSync(server.folders.extensions).filter((name) => name.startsWith('fndeck'));
  const samples = join(server.folders.extensions, installed, 'media', 'samples', 'demo');
  await page.keyboard.press('Control+p');
  await workbench.quickInput().fill(join(samples, 'hello-node', 'index.js'));
  await workbench.option(/^index\.js/).click();
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
  await expect(page.locator('.debug-top-stack-frame-line').first()).toBeVisible();
  await expect(variables).toContainText('Ada');
  await inThemes(workbench, 'debug', 'stopped');
  await code.click();
  await page.keyboard.press('F10');
  await expect(variables).toContainText("'Hello'");
  await page.keyboard.press('F5');
  await expect.poll(() => workbench.outputText()).toMatch(/✓ Succeeded.*#2/);
});
