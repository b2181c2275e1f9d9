import { payloadFiles } from '../demo/workspace.mjs';
import { stopInHelloNode } from './debug-story';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

test.use({ files: payloadFiles() });

test('F5 in the code of a function stops at its breakpoint, with the payload that it was invoked with', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  await startSandbox(workbench, (_, work) => work().then(() => undefined));
  const variables = await stopInHelloNode(workbench, server.folders.extensions);
  await expect(page.locator('.debug-top-stack-frame-line').first()).toBeVisible();
  await expect(variables).toContainText('Ada');
  await inThemes(workbench, 'debug', 'stopped');
  await workbench.textEditor('index.js').click();
  await page.keyboard.press('F10');
  await expect(variables).toContainText("'Hello'");
  await page.keyboard.press('F5');
  await expect.poll(() => workbench.outputText()).toMatch(/✓ Succeeded.*#2/);
});
