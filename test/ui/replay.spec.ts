import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

const FILE = 'order.payload.json';

test.use({
  files: { [FILE]: '{ "orderId": "A-9", "failures": 9 }' },
  // What is typed is what stands there.
  settings: { 'editor.autoClosingBrackets': 'never', 'editor.autoClosingQuotes': 'never' },
});

test('an event that failed for good is replayed from its page, with another payload, once', async ({
  workbench,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const badge = front.locator('.badge');
  await startSandbox(workbench, async (_, work) => void (await work()));
  await workbench.openFile(FILE);
  await workbench.pressLens('Queue event');
  await workbench.quickInput().fill('flaky');
  await workbench
    .option(/^flaky\b.*Sandbox · Huawei Cloud/)
    .first()
    .click();
  await workbench.command('Open Event', { asks: true });
  await workbench.option(/flaky/).first().click();
  await expect(badge).toHaveText('Failed', { timeout: 30_000 });
  await expect(front.locator('.story details')).toHaveCount(3);

  await front.getByRole('button', { name: 'Replay…' }).click();
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('Replay');
  const row = front.getByRole('row').filter({ hasText: 'orders/flaky' });
  const send = front.getByRole('button', { name: 'Send 1 Event' });
  await expect(row).toContainText('"failures": 9');
  await expect(send).toBeVisible();
  await front.getByRole('button', { name: /^Edit Payload of/ }).click();
  const payload = page.locator('.editor-group-container.active .view-lines').first();
  await expect(payload).toContainText('"failures"');
  await payload.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{"orderId":"A-9","failures":0}');
  await expect(row).toContainText('edited');
  await expect(row).toContainText('"failures":0');
  await expectAccessible(await workbench.webviewFrame());
  await inThemes(workbench, 'replay', 'table');

  await send.click();
  await expect(row).toContainText('Sent: Succeeded', { timeout: 30_000 });
  await expect(front.getByRole('button', { name: /^Send/ })).toBeHidden();
  await inThemes(workbench, 'replay', 'result');
  await front.getByRole('button', { name: /^Show Replay of/ }).click();
  await expect(badge).toHaveText('Succeeded');
  await expect(front.locator('.story details')).toHaveCount(1);
  await expect(front.getByRole('group', { name: 'Payload' })).toContainText('"failures":0');
});
