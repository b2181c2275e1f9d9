import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';

const UUID = /"name":\s"[0-9a-f]{8}-[0-9a-f-]{27}"/;

test.use({
  settings: { 'fndeck.invoke.revealOutput': 'never' },
  files: {
    '.fndeck/functions.json': '{ "demo/hello-node": { "connection": "sandbox-functiongraph-huawei" } }\n',
    '.fndeck/demo/hello-node/anybody.json': '{ "name": "{{$uuid}}" }\n',
    '.fndeck/demo/hello-node/paid.json': '{ "name": "Ada" }\n',
  },
});

test('a payload file is previewed, sent to two versions, and kept by the service as a test event', async ({
  workbench,
}) => {
  const { page } = workbench;
  const lens = page.locator('.codelens-decoration');
  await startSandbox(workbench, (_, work) => work().then(() => undefined));

  await test.step('what will be sent is shown, without sending it', async () => {
    await workbench.openFile('anybody.json');
    await expect(lens.getByText('Invoke demo/hello-node@latest')).toBeVisible();
    await workbench.command('FnDeck: Preview Payload');
    await expect(workbench.textEditor('As sent: anybody.json')).toContainText(UUID);
    await inThemes(workbench, 'payload-files', 'preview');
    await expect(workbench.statusItem(/hello-node/)).toBeHidden();
  });

  await test.step('the same payload goes to two versions, whose answers are compared', async () => {
    await workbench.command('FnDeck: Compare on Two Versions', { asks: true });
    await workbench.take(/^v1\b/);
    await workbench.take(/^latest\b/);
    await expect(workbench.tab('hello-node@v1')).toContainText('hello-node@latest');
    await inThemes(workbench, 'payload-files', 'compared');
  });

  await test.step('a payload is saved as a test event, opened from the tree and deleted on the service', async () => {
    await workbench.openFile('paid.json');
    await workbench.command('FnDeck: Save Payload as Cloud Test Event', { asks: true });
    await expect(workbench.quickInput()).toHaveValue('paid');
    await page.keyboard.press('Enter');
    await workbench.expand('demo');
    await workbench.expand('hello-node');
    await workbench.expand('Test Events');
    const row = workbench.treeItem('paid');
    await row.click();
    await expect(lens.getByText('Invoke demo/hello-node@latest').first()).toBeVisible();
    await inThemes(workbench, 'payload-files', 'event');
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete Test Event' }).click();
    await expect(workbench.dialog()).toContainText('Delete the test event “paid”');
    await workbench.dialog().getByRole('button', { name: 'Delete' }).click();
    await expect(row).toBeHidden();
  });
});
