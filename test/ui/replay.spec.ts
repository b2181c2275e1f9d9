import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessibility';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

const NOBODY = ['nobody.payload.json', 'no-one.payload.json'];
const RECORD = 'delivered.json';

test.use({
  files: Object.fromEntries(NOBODY.map((name) => [name, 'null\n'])),
  settings: { 'fndeck.invoke.revealOutput': 'never' },
});

test('failed events are replayed from a table, and a delivered record from its file, each by one POST', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const colleague = await Colleague.start();
  const posts = () => colleague.asked('invokeAsync');
  const accessible = async () => expectAccessible(await workbench.webviewFrame());
  try {
    const recorded = { max_async_retry_attempts: 0, enable_async_status_log: true };
    const destination = { destination: 'OBS', param: '{"bucket":"nobody"}' };
    await colleague.puts('hello-node', { ...recorded, destination_config: { on_failure: destination } });
    await colleague.puts('hello-node@v2', recorded);
    await colleague.queues('hello-node', null);
    await workbench.activity('FnDeck').click();
    await colleague.connect(workbench, 'Team');
    for (const [index, name] of NOBODY.entries()) {
      const sent = index + 2;
      await workbench.openFile(name);
      await workbench.pressLens('Queue Event');
      await workbench.quickInput().fill('hello-node');
      await workbench.take(/^hello-node\b/);
      await workbench.take(/^latest/);
      await expect.poll(posts).toBe(sent);
      await expect.poll(async () => (await colleague.delivered()).length).toBe(sent);
    }

    await workbench.command('Replay Failed Events', { asks: true });
    await workbench.take('The last hour');
    await expect(front.getByRole('heading', { level: 1 })).toHaveText('Replay');
    const tally = front.locator('.tally');
    await expect(tally).toHaveText('3 events · 2 chosen · 1 cannot be replayed');
    const row = (which: number) => front.locator('tbody tr').nth(which);
    await expect(row(0)).toContainText('Cannot be replayed');
    await expect(front.getByRole('checkbox', { name: /^Replay / }).first()).toBeDisabled();
    await writePayload(workbench, 1, '{"name":"Ada"}');
    await expect(row(1)).toContainText('{"name":"Ada"}');
    await expect(row(1)).toContainText('edited');
    await inThemes(workbench, 'replay', 'table', accessible);

    await front.getByRole('button', { name: 'Send 2 Events' }).click({ timeout: 15_000 });
    await expect(row(1)).toContainText('Sent: Succeeded', { timeout: 30_000 });
    await expect(row(2)).toContainText('Sent: Function error', { timeout: 30_000 });
    await expect(tally).toHaveText('3 events · 2 sent · 1 failed again · 1 cannot be replayed');
    expect(await posts()).toBe(5);
    await accessible();
    await page.screenshot({ path: test.info().outputPath('result.png') });
    const id = await row(1).locator('.id').innerText();
    await page.locator('.part.sidebar .pane-header', { hasText: 'Invocations' }).click();
    const inJournal = page.locator('.part.sidebar .monaco-list-row', {
      hasText: `replay of ${id.slice(0, 8)}`,
    });
    await expect(inJournal).toBeVisible();
    await front
      .getByRole('button', { name: /^Show Replay of/ })
      .first()
      .click();
    await expect(front.locator('.badge')).toHaveText('Succeeded');

    // What nobody has told FnDeck is in the record that was delivered.
    const [record = ''] = await colleague.delivered();
    writeFileSync(join(server.folders.workspace, RECORD), record);
    await workbench.openFile(RECORD);
    await page.locator('.codelens-decoration').getByText('Replay the Payload of This Record').click();
    await expect(tally).toHaveText('1 event · 1 chosen');
    await writePayload(workbench, 0, '{"name":"Grace"}');
    await front.getByLabel('Team goes to').selectOption({ label: 'prod → v2' });
    await expect(row(0)).toContainText('demo/hello-node@!prod');
    await front.getByRole('button', { name: 'Send 1 Event' }).click();
    await expect(row(0)).toContainText('Sent: Succeeded', { timeout: 30_000 });
    expect(await posts()).toBe(6);
  } finally {
    colleague.stop();
  }
});

/** Writes the payload of a row in the document that its link opens beside the table. */
async function writePayload(workbench: Workbench, row: number, text: string): Promise<void> {
  const { page } = workbench;
  const edit = workbench
    .webview()
    .locator('tbody tr')
    .nth(row)
    .getByRole('button', { name: /^Edit Payload/ });
  await edit.click();
  const lines = page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
  await expect(lines).toBeVisible();
  await lines.click();
  // Pasted: VS Code closes brackets and quotes that are typed.
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}
