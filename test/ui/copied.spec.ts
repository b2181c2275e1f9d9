import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

// The first save is refused, as by an administrator who has not allowed it yet.
test.use({ settings: { 'fndeck.sandbox.arguments': ['--fault', 'PutAsyncInvokeConfig:403:x1'] } });

test('a config is copied to another service, and a refused save has the policy that would allow it', async ({
  workbench,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const heading = front.getByRole('heading', { level: 1 });
  const age = front.getByLabel('Event age limit', { exact: true });
  const version = workbench.treeItem('LATEST');
  await startSandbox(workbench, async (_, work) => void (await work()));
  await workbench.expand('orders');
  await workbench.expand('flaky');
  await workbench.treeItem('latest').click();
  await expect(heading).toHaveText('orders/flaky@latest');
  const hours = await age.inputValue();

  await workbench.command('FnDeck: Copy Async Configuration To…', { asks: true });
  await expect(workbench.quickInput()).toHaveAttribute('placeholder', /part of the name/);
  await workbench.quickInput().fill('slow');
  await workbench.take(/^slow\b.*Function Compute 3\.0/);
  const question = workbench.dialog();
  await expect(question).toContainText(
    'Copy the configuration of orders/flaky@latest to slow@LATEST (Sandbox · Function Compute 3.0)?',
  );
  await expect(question).toContainText('Not everything can be carried over:');
  await expect(question).toContainText(/Failure destination FunctionGraph .*orders:alert.* has no such kind/);
  await expect(question).toContainText('Nothing is sent before you save the document.');
  await page.screenshot({ path: test.info().outputPath('losses.png') });
  await question.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.locator('.editor.modified .view-lines')).toContainText('"maxAsyncRetryAttempts": 2');

  await workbench.collapse('Sandbox · Huawei Cloud');
  await workbench.expand('Sandbox · Function Compute 3.0');
  await workbench.expand('slow');
  await expect(version).toContainText('not configured');
  await version.click();
  await expect(heading).toHaveText('slow@LATEST');
  await expect(front.getByText('Unsaved changes')).toBeVisible();
  await expect(age).toHaveValue(hours);
  await front.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(front.getByRole('heading', { name: 'Not saved' })).toBeVisible();
  await expect(front.locator('.problems')).toContainText('fc:PutFunctionAsyncInvokeConfig');
  await expectAccessible(await workbench.webviewFrame());
  await inThemes(workbench, 'copied', 'refused');
  await front.getByRole('button', { name: 'Copy Policy' }).click();
  await expect
    .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
    .toMatch(/"fc:PutFunctionAsyncInvokeConfig"[^]*"acs:fc:[^"]+slow/);
  await expect(version).toContainText('not configured');

  await front.getByRole('button', { name: 'Try Again' }).click();
  await expect(front.getByText('Unsaved changes')).toBeHidden();
  await expect(front.getByRole('heading', { name: 'Not saved' })).toBeHidden();
  await expect(version).toContainText('2 retries');
});
