import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

test.use({
  files: {
    'works.json': '{ "orderId": "B-7", "failures": 0 }\n',
    'fails.json': '{ "orderId": "B-8", "failures": 9 }\n',
  },
});

test('destinations are verified with a payload that the person chooses, and the version keeps what was found', async ({
  workbench,
}) => {
  const { page } = workbench;
  await startSandbox(workbench, async (_, work) => void (await work()));
  await workbench.openFile('works.json');
  await workbench.openFile('fails.json');
  await workbench.expand('orders');
  await workbench.expand('flaky');
  const version = workbench.treeItem('latest');
  await expect(version).toContainText('2 retries');
  await expect(version).not.toContainText('verified');

  await workbench.command('FnDeck: Verify Destinations…', { asks: true });
  await workbench.quickInput().fill('flaky');
  await workbench.take(/^flaky\b.*Huawei Cloud/);
  await expect(workbench.quickInput()).toHaveAttribute(
    'placeholder',
    'One event, whose record goes to orders/alert@latest',
  );
  // The payload in front is offered first, and the beginning of each is shown.
  await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('"failures": 9');
  await page.screenshot({ path: test.info().outputPath('payloads.png') });
  await workbench.take(/^fails\.json/);

  const plan = workbench.dialog();
  await expect(plan).toContainText('One event that is to fail: fails.json');
  await expect(plan).toContainText('orders/flaky@latest runs up to 3 times within 1 h, as it fails.');
  await expect(plan).toContainText('The record runs orders/alert@latest, with all that it does.');
  await page.screenshot({ path: test.info().outputPath('plan.png') });
  await plan.getByRole('button', { name: 'Send 1 Event' }).click();
  await expect(workbench.notification('Verifying the destinations of orders/flaky@latest')).toBeVisible();

  const told = workbench.notification('Destinations of orders/flaky@latest · failure: proven');
  await expect(told).toBeVisible({ timeout: 60_000 });
  await expect(version).toContainText(/verified \d{4}-\d\d-\d\d \d\d:\d\d, failure: proven/);
  await told.getByRole('button', { name: 'Show' }).click();
  await expect(workbench.tab('flaky@latest.verification.txt')).toBeVisible();
  const record = page.locator('.editor-group-container.active .view-lines').first();
  await expect(record).toContainText(/Proven:\sthe\ssandbox\shas\srun\sthe\starget\sfunction/);
  await expect(record).toContainText(/Attempts:\s3/);
  await page.screenshot({ path: test.info().outputPath('record.png') });

  await version.click();
  const front = workbench.webview();
  await expect(front.locator('.verified')).toContainText(
    /verified \d{4}-\d\d-\d\d \d\d:\d\d, failure: proven/,
  );
  await front.locator('.verified').scrollIntoViewIfNeeded();
  await expectAccessible(await workbench.webviewFrame());
  await inThemes(workbench, 'verify', 'form');
  await front.getByRole('button', { name: 'Show Verification' }).click();
  await expect(page.locator('.tab.active', { hasText: 'flaky@latest.verification.txt' })).toBeVisible();
});
