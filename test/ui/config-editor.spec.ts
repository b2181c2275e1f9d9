import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import type { Workbench } from './workbench';

const NAME = 'hello-node';
const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const THREE = { ...ONE, max_async_retry_attempts: 3 };

let colleague: Colleague;

test.beforeEach(async () => {
  colleague = await Colleague.start();
  await colleague.puts(NAME, ONE);
});

test.afterEach(() => colleague.stop());

/** The field; the picture speaks of retries, too. */
function retries(workbench: Workbench): Locator {
  return workbench.webview().getByRole('textbox', { name: 'Retries' });
}

/** Connects and opens the form of one function. */
async function openForm(workbench: Workbench): Promise<void> {
  await colleague.connect(workbench, 'Team');
  await openFromTree(workbench);
}

async function openFromTree(workbench: Workbench): Promise<void> {
  await workbench.activity('FnDeck').click();
  await workbench.expand('Team');
  await workbench.expand('demo');
  await workbench.expand(NAME);
  // The tree grows until the configurations are there.
  await expect(workbench.treeItem('latest')).toContainText('1 h');
  await workbench.treeItem('latest').click();
  await expect(workbench.webview().getByRole('heading', { level: 1 })).toContainText(`demo/${NAME}@latest`);
}

test('a config is saved to the last key, in spite of a failure, and not over what somebody else has saved', async ({
  workbench,
}) => {
  await openForm(workbench);
  const { page } = workbench;
  const editor = workbench.webview();

  await test.step('what is typed is saved to the last key, and the value stays in its field', async () => {
    await editor.getByLabel('On failure').selectOption('OBS');
    const bucket = editor.getByLabel('Bucket');
    await bucket.pressSequentially('failed-events-of-the-night');
    await page.keyboard.press('Control+s');
    await expect(workbench.tab(NAME)).not.toHaveClass(/\bdirty\b/);
    await expect(bucket).toHaveValue('failed-events-of-the-night');
    await expect
      .poll(async () => JSON.stringify(await colleague.holds(NAME)))
      .toContain('failed-events-of-the-night');
  });

  await test.step('a failure is told on the page, and nothing is lost', async () => {
    await colleague.breaks('putAsyncConfig:500:1');
    await retries(workbench).fill('0');
    await page.keyboard.press('Control+s');
    await expect(editor.getByRole('heading', { name: 'Not saved' })).toBeVisible();
    await expect(workbench.tab(NAME)).toHaveClass(/\bdirty\b/);
    await expect(retries(workbench)).toHaveValue('0');
    await page.screenshot({ path: test.info().outputPath('failed.png') });
    await colleague.breaks();
    await editor.getByRole('button', { name: 'Try Again' }).click();
    await expect.poll(async () => (await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(0);
    await expect(workbench.tab(NAME)).not.toHaveClass(/\bdirty\b/);
    await expect(editor.getByRole('heading', { name: 'Not saved' })).toBeHidden();
  });

  await test.step('a change by somebody else is found: compare, then overwrite', async () => {
    await colleague.puts(NAME, THREE);
    await retries(workbench).fill('2');
    await expect(workbench.tab(NAME)).toHaveClass(/\bdirty\b/);
    await page.keyboard.press('Control+s');

    const conflict = workbench.notification(/newer/);
    await expect(conflict).toBeVisible();
    await expect(workbench.treeItem('latest')).toContainText('3 retries');
    expect((await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(3);
    await conflict.getByRole('button', { name: 'Compare' }).click();
    const original = page.locator('.editor.original .view-lines');
    await expect(original).toContainText('"max_async_retry_attempts": 3');
    await expect(page.locator('.editor.modified .view-lines')).toContainText('"max_async_retry_attempts": 2');
    await page.screenshot({ path: test.info().outputPath('compare.png') });

    await page
      .getByRole('button', { name: /Overwrite|Use Your Changes/i })
      .first()
      .click();
    await expect.poll(async () => (await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(2);
    await expect(workbench.tab(NAME)).toHaveCount(1);
    await expect(workbench.tab(NAME)).not.toHaveClass(/\bdirty\b/);
    await expect(workbench.webview().getByText('Unsaved changes')).toBeHidden();
  });
});

test.describe('with auto save', () => {
  test.use({ settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 200 } });

  test('a draft is kept over a reload, marked, sent only when it is saved, and given up by Revert', async ({
    workbench,
    server,
  }) => {
    await openForm(workbench);
    const { page } = workbench;
    const editor = workbench.webview();
    await retries(workbench).fill('2');
    await expect(editor.getByText('Draft, not sent')).toBeVisible();
    await expect(workbench.tab(NAME)).not.toHaveClass(/\bdirty\b/);
    await expect(workbench.tab(NAME).getByLabel(/Draft/)).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('draft.png') });
    expect((await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(1);

    await workbench.open(server.url());
    await openFromTree(workbench);
    await expect(editor.getByText('Draft, not sent')).toBeVisible();
    await expect(retries(workbench)).toHaveValue('2');
    await retries(workbench).click();
    await page.keyboard.press('Control+s');
    await expect.poll(async () => (await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(2);
    await expect(editor.getByText('Draft, not sent')).toBeHidden();

    await retries(workbench).fill('3');
    await expect(editor.getByText('Draft, not sent')).toBeVisible();
    await editor.getByRole('button', { name: 'Revert' }).click();
    await expect(retries(workbench)).toHaveValue('2');
    await expect(editor.getByText('Draft, not sent')).toBeHidden();
    expect((await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(2);
  });
});

test('unsaved changes are there again after a reload, and a change since then is found', async ({
  workbench,
  server,
}) => {
  await openForm(workbench);
  const { page } = workbench;
  await retries(workbench).fill('2');
  await expect(workbench.tab(NAME)).toHaveClass(/\bdirty\b/);
  // VS Code backs up a second after the last change; until then it asks whether to stay, and we do.
  page.on('dialog', (dialog) => void dialog.dismiss());
  await expect(() => workbench.open(server.url())).toPass();
  await expect(retries(workbench)).toHaveValue('2');
  await colleague.puts(NAME, THREE);
  await retries(workbench).click();
  await page.keyboard.press('Control+s');
  await expect(workbench.notification(/newer/)).toBeVisible();
  expect((await colleague.holds(NAME))?.['max_async_retry_attempts']).toBe(3);
});

test.describe('a save that was cut off after the config had been deleted', () => {
  const connection = {
    ...{
      id: 'team',
      name: 'Team',
      service: 'functiongraph-huawei',
      region: 'cn-north-4',
      credential: 'keys',
    },
    ...{ endpoint: 'https://127.0.0.1:9', iamEndpoint: 'https://127.0.0.1:9' },
  };
  test.use({ settings: { 'fndeck.connections': [connection] } });

  test('is offered when FnDeck is used again, until it is answered', async ({ workbench, server }) => {
    const notes = join(server.folders.user, 'User', 'globalStorage', 'fndeck.fndeck', 'history');
    mkdirSync(notes, { recursive: true });
    const ref = { connection: 'team', group: 'demo', name: NAME, qualifier: 'latest' };
    const note = { version: 1, ref, before: ONE, wanted: THREE, process: 1, at: 0 };
    writeFileSync(join(notes, 'write.replacing.json'), JSON.stringify(note));

    await workbench.activity('FnDeck').click();
    const offer = workbench.notification(
      `Saving the configuration of demo/${NAME}@latest (Team) was interrupted`,
    );
    await expect(offer).toBeVisible();
    await expect(offer.getByRole('button', { name: 'Finish Saving' })).toBeVisible();
    await expect(offer.getByRole('button', { name: 'Restore Previous' })).toBeVisible();
    await offer.getByRole('button', { name: 'Leave as It Is' }).click();
    await expect.poll(() => readdirSync(notes)).toContain('write.settled.json');
  });
});
