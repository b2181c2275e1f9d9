import { payloadFiles } from '../demo/workspace.mjs';
import { SLOW_PAYLOAD } from './main-job';
import { expect, test } from './fixtures';

/** What a person types who wants to invoke a function with a payload, and wants the answer. */
const TYPED = ['Invoke with Payload', 'invoke with', 'invoke', 'with payload', 'payload', 'invok', 'payl'];

test('the extension’s own page in VS Code shows no broken picture, and the palette offers “Invoke with Payload” first, whatever part of it is typed', async ({
  workbench,
}, info) => {
  const { page } = workbench;
  await workbench.activity('Extensions').click();
  await page.locator('.extension-list-item', { hasText: 'FnDeck' }).first().click();
  const readme = workbench.webview();
  await expect(readme.getByRole('heading', { level: 1 })).toHaveText('FnDeck');
  await expect(readme.getByText('No account needed.')).toBeVisible();
  await info.attach('page', { body: await page.screenshot(), contentType: 'image/png' });

  const frame = await workbench.webviewFrame();
  const broken = `[...document.images].filter((image) => image.src && image.complete && image.naturalWidth === 0).map(({ src }) => src)`;
  expect(await frame.evaluate(broken)).toEqual([]);
  expect(await page.evaluate(broken)).toEqual([]);
  // The icon, in the list and on the page.
  const shown = '[...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length';
  await expect.poll(() => page.evaluate(shown)).toBeGreaterThanOrEqual(2);

  await workbench.openFile('readme.txt');
  await page.keyboard.press('F1');
  for (const typed of TYPED) {
    await workbench.quickInput().fill(`>${typed}`);
    const first = page.locator('.quick-input-widget .monaco-list-row.focused');
    await expect(first, typed).toContainText('FnDeck: Invoke with Payload');
  }
});

test.describe('in a workspace that has not used FnDeck', () => {
  test.use({ files: payloadFiles() });

  test('a payload file has its button, which starts FnDeck and does its work', async ({
    workbench,
    server,
  }) => {
    const { page } = workbench;
    const started = () => /_doActivateExtension fndeck\.fndeck/.test(server.logs(/remoteexthost\.log$/));
    await workbench.openFile(SLOW_PAYLOAD);
    const button = page.locator('.editor-actions').getByRole('button', { name: /^Invoke with Payload/ });
    await expect(button).toBeVisible();
    await expect.poll(() => server.logs(/remoteexthost\.log$/)).toContain('Eager extensions activated');
    expect(started()).toBe(false);
    await expect(page.locator('.codelens-decoration', { hasText: 'Invoke…' })).toHaveCount(0);

    await button.click();
    await expect(workbench.quickInput()).toBeVisible();
    expect(started()).toBe(true);
    await page.keyboard.press('Escape');
    await expect(page.locator('.codelens-decoration', { hasText: 'Invoke…' })).toBeVisible();
  });
});
