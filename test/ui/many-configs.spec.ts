import { expectAccessible } from './accessibility';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { changeSelected } from './overview';
import { inThemes } from './themes';

const [AGE, RETRIES] = ['max_async_event_age_in_seconds', 'max_async_retry_attempts'] as const;
const ONE = { [AGE]: 3600, [RETRIES]: 1 };
const NAMES = ['hello-node', 'hello-python', 'slow'] as const;

let colleague: Colleague;

test.beforeEach(async () => {
  colleague = await Colleague.start();
  for (const name of NAMES) await colleague.puts(name, ONE);
});

test.afterEach(() => colleague.stop());

const retriesHeld = () => Promise.all(NAMES.map(async (name) => (await colleague.holds(name))?.[RETRIES]));

test('many configs are found, changed and taken back at once', async ({ workbench }) => {
  const { page } = workbench;
  const front = workbench.webview();
  await workbench.activity('FnDeck').click();
  await colleague.connect(workbench, 'Team');

  await workbench.command('FnDeck: Overview of Async Configurations');
  await expect(front.getByRole('heading', { level: 1 })).toContainText('Team');
  await front.getByRole('searchbox', { name: 'Filter' }).fill('demo/');
  await front.getByRole('button', { name: 'no failure destination' }).click();
  const rows = front.locator('.body [role="row"]');
  await expect(rows).toHaveCount(NAMES.length);
  for (const name of NAMES) await expect(rows.filter({ hasText: `demo/${name}` })).toContainText('1 h');
  await front.getByRole('checkbox', { name: 'Select all that are shown' }).click();
  await expect(front.locator('.counts')).toContainText('3 selected');
  await expectAccessible(await workbench.webviewFrame());
  await inThemes(workbench, 'many-configs', 'overview');
  await front.getByRole('button', { name: 'Export CSV…' }).click();
  await expect(workbench.quickInput()).toHaveValue(/Team-async-configs\.csv$/);
  await page.keyboard.press('Enter');
  await expect(workbench.statusItem(/Exported 3 configurations/)).toBeVisible();

  await changeSelected(workbench, 'Retries');
  const apply = front.getByRole('button', { name: 'Apply to 3 Versions' });
  await expect(apply).toBeVisible();
  await expect(front.getByRole('checkbox', { name: /^Change / })).toHaveCount(NAMES.length);
  await expect(front.getByRole('row').filter({ hasText: 'demo/slow' })).toContainText('2 retries');
  expect(await retriesHeld()).toEqual([1, 1, 1]);
  await expectAccessible(await workbench.webviewFrame());
  await inThemes(workbench, 'many-configs', 'dry-run');
  await apply.click();
  await expect(front.getByRole('status')).toContainText('3 written', { timeout: 30_000 });
  expect(await retriesHeld()).toEqual([2, 2, 2]);

  await front.getByRole('button', { name: 'Undo…' }).click();
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('Undo Apply to Many');
  await front.getByRole('button', { name: 'Restore 3 Configurations' }).click();
  await expect(front.getByRole('status')).toContainText('3 written', { timeout: 30_000 });
  expect(await retriesHeld()).toEqual([1, 1, 1]);

  await workbench.openFile('Team-async-configs.csv');
  const exported = await workbench.editorText();
  for (const name of NAMES) expect(exported).toContain(name);
  expect(exported).not.toContain('orders');
});

test('a config is merged with what a colleague saved, taken back, and a refusal says what to ask for', async ({
  workbench,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const retries = front.getByRole('textbox', { name: 'Retries' });
  const held = async () => {
    const document = await colleague.holds('slow');
    return [document?.[AGE], document?.[RETRIES]];
  };
  await workbench.activity('FnDeck').click();
  await colleague.connect(workbench, 'Team');
  await workbench.expand('Team');
  await workbench.expand('demo');
  await workbench.expand('slow');
  await workbench.treeItem('latest').click();
  await expect(retries).toHaveValue('1');

  await colleague.puts('slow', { ...ONE, [AGE]: 7200 });
  await retries.fill('3');
  await retries.press('Control+s');
  await expect(front.locator('.problems')).toContainText('That is merged into your text now', {
    timeout: 30_000,
  });
  // What has happened is told once, where the person looks.
  await expect(workbench.notification('Not saved yet: see the form, then save again.')).toBeVisible();
  await expect(front.getByLabel('Event age limit', { exact: true })).toHaveValue('2');
  await expect(retries).toHaveValue('3');
  expect(await held()).toEqual([7200, 1]);
  await inThemes(workbench, 'one-config', 'merged');
  await retries.press('Control+s');
  await expect.poll(held).toEqual([7200, 3]);

  await workbench.command('FnDeck: Undo Last Save');
  await expect(workbench.dialog()).toContainText('Restore the earlier configuration of demo/slow@latest');
  await workbench.dialog().getByRole('button', { name: 'Restore' }).click();
  await expect.poll(held).toEqual([7200, 1]);
  await expect(retries).toHaveValue('1');
  await workbench.command('FnDeck: Show Configuration History', { asks: true });
  await expect(workbench.option(/Saved demo\/slow@latest/)).toHaveCount(2);
  await page.keyboard.press('Escape');

  await colleague.breaks('putAsyncConfig:403:1');
  await retries.fill('0');
  await retries.press('Control+s');
  const advice = 'Ask the administrator of the account for the role FunctionGraph FullAccess.';
  await expect(front.getByText(advice, { exact: true })).toBeVisible();
  await inThemes(workbench, 'one-config', 'refused');
  await expectAccessible(await workbench.webviewFrame());
  expect(await held()).toEqual([7200, 1]);
});
