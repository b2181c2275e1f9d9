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
    if (functionName === 'hello-node') await workbench.option(/^latest/).click();
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
});
