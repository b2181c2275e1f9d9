import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

const NAME = 'hello-node';
const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };

let colleague: Colleague;

test.beforeEach(async () => {
  colleague = await Colleague.start();
  await colleague.puts(NAME, ONE);
});

test.afterEach(() => colleague.stop());

async function openForm(workbench: Workbench, connection: string, mark: string): Promise<void> {
  await colleague.connect(workbench, connection, mark);
  await workbench.expand(connection);
  await workbench.expand('demo');
  await workbench.expand(NAME);
  await expect(workbench.treeItem('latest')).toContainText('1 h');
  await workbench.treeItem('latest').click();
  await expect(workbench.webview().getByRole('heading', { level: 1 })).toContainText(`demo/${NAME}@latest`);
}

const retriesHeld = async () => (await colleague.holds(NAME))?.['max_async_retry_attempts'];

test('a save on production is shown and confirmed by typing the name, one on a read-only connection is not sent', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.activity('FnDeck').click();
  await openForm(workbench, 'Shop', 'Production');
  const editor = workbench.webview();
  await expect(editor.getByText('Production: Shop')).toBeVisible();
  await expect(workbench.statusItem(/Production: Shop/)).toBeVisible();
  await inThemes(workbench, 'guard', 'marks');

  const retries = editor.getByRole('textbox', { name: 'Retries' });
  await retries.fill('3');
  await retries.press('Control+s');
  await expect(workbench.dialog()).toContainText('Retries: 3 (was: 1)');
  await page.screenshot({ path: test.info().outputPath('changes.png') });
  await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect(workbench.tab(NAME)).toHaveClass(/\bdirty\b/);
  await expect(retries).toHaveValue('3');
  expect(await retriesHeld()).toBe(1);

  await retries.press('Control+s');
  await workbench.dialog().getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('.quick-input-message')).toContainText('Type the name of the connection');
  await workbench.quickInput().fill('Shot');
  await expect(page.locator('.quick-input-message')).toContainText('This is not “Shop”');
  await page.screenshot({ path: test.info().outputPath('name.png') });
  await workbench.quickInput().fill('Shop');
  await page.keyboard.press('Enter');
  await expect(workbench.tab(NAME)).not.toHaveClass(/\bdirty\b/);
  expect(await retriesHeld()).toBe(3);

  await workbench.command('View: Close All Editors');
  await workbench.collapse('Shop');
  await openForm(workbench, 'Archive', 'Read-only');
  await expect(editor.getByText('Read-only: Archive')).toBeVisible();
  await expect(workbench.statusItem(/Read-only: Archive/)).toBeVisible();
  await retries.fill('1');
  await expect(editor.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await retries.press('Control+s');
  await expect(workbench.notification('is marked as read-only')).toBeVisible();
  await inThemes(workbench, 'guard', 'read-only');
  await expect(workbench.tab(NAME)).toHaveClass(/\bdirty\b/);
  expect(await retriesHeld()).toBe(3);
});
