import { payloadFiles } from '../demo/workspace.mjs';
import { SLOW_PAYLOAD } from './main-job';
import { expect, test } from './fixtures';

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
