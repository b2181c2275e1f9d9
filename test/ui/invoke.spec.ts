import { payloadFiles } from '../demo/workspace.mjs';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

const HELLO = 'hello-node.payload.json';

test.use({
  files: {
    ...payloadFiles(),
    'fails.payload.json': '{ "orderId": "A-1", "items": [{ "sku": "cup", "quantity": 0 }] }\n',
  },
});

test('a key that is held down sends once, and one place tells how it ended', async ({ workbench }) => {
  const { page } = workbench;
  const invokeFrom = async (file: string, functionName: string) => {
    await workbench.openFile(file);
    await workbench.pressLens('Invoke…');
    await workbench.quickInput().fill(functionName);
    await workbench.option(new RegExp(`^${functionName}\\b.*Huawei Cloud`)).click();
    if (functionName === 'hello-node') await workbench.take(/^latest/);
  };
  await startSandbox(workbench, (_, work) => work().then(() => undefined));
  await invokeFrom(HELLO, 'hello-node');
  await expect.poll(() => workbench.outputText()).toContain('✓ Succeeded');

  // A key that is held down: the browser repeats it.
  await workbench.textEditor(HELLO).click();
  await page.keyboard.down('Control');
  await page.keyboard.down('Alt');
  for (let repeated = 0; repeated < 30; repeated++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Alt');
  await page.keyboard.up('Control');
  await expect.poll(() => workbench.outputText()).toMatch(/✓ Succeeded.*#2/);
  await expect(workbench.statusItem(/hello-node.*✓ Succeeded/)).toBeVisible();
  await inThemes(workbench, 'invoke', 'success');

  await invokeFrom('fails.payload.json', 'fails');
  await expect.poll(() => workbench.outputText()).toMatch(/✗ Function error.*#3/);
  await expect(workbench.statusItem(/fails.*✗ Function error/)).toBeVisible();
  await inThemes(workbench, 'invoke', 'output');
  await expect(workbench.notification('Function error')).toHaveCount(0);

  await workbench.statusItem(/fails.*✗ Function error/).click();
  await expect(workbench.textEditor('fails.result')).toBeVisible();
  await inThemes(workbench, 'invoke', 'result');

  // The same payload many times: asked how often, told what it uses, drawn live, selected by the keyboard.
  await workbench.openFile(HELLO);
  await workbench.command('FnDeck: Repeat Invocation', { asks: true });
  await workbench.answer('How many runs?', '30');
  await workbench.answer('How many of them at a time?', '3');
  await expect(workbench.dialog()).toContainText(/Invoke demo\/hello-node@latest .* 30 times, 3 at a time\?/);
  await expect(workbench.dialog()).toContainText(/Requests: 30/);
  await workbench.dialog().getByRole('button', { name: 'Invoke 30 Times' }).click();
  const front = workbench.webview();
  await expect(front.getByText('30 runs · at most 3 at a time').first()).toBeVisible({ timeout: 60_000 });
  await expect(front.getByRole('row', { name: /^Succeeded 30 100 %/ })).toBeVisible();
  const until = front.getByRole('slider', { name: 'Show runs sent until' });
  await until.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
  await expect(front.locator('.chosen')).toHaveText(/^\d+ of 30 runs, sent from/);
  await inThemes(workbench, 'repeat', 'page');
  const grid = front.getByRole('grid', { name: 'Runs' });
  await grid.locator('[data-number][tabindex="0"]').focus();
  await page.keyboard.press('Enter');
  await expect(workbench.textEditor('hello-node.run-1.txt')).toBeVisible();
});
