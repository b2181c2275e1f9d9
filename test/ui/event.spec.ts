import { payloadFiles } from '../demo/workspace.mjs';
import { expectAccessible } from './accessibility';
import { Colleague } from './colleague';
import { eventStory } from './event-story';
import { expect, test } from './fixtures';
import { startSandbox, type Step } from './main-job';
import { inThemes } from './themes';

const step: Step = (title, work) =>
  test.step(title, async () => {
    await work();
  });

const FILE = 'again.payload.json';

test.use({ files: { ...payloadFiles(), [FILE]: '{ "orderId": "A-7" }\n' } });

test('an event is seen through its attempts, and half-way is followed on by the next window', async ({
  workbench,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const badge = front.locator('.badge');
  const attempts = front.locator('.story details');
  await startSandbox(workbench, step);
  await eventStory(workbench, step);
  await inThemes(workbench, 'event', 'event', async () => expectAccessible(await workbench.webviewFrame()));

  // A service that stays when the window goes, and whose attempts come when it is told so.
  const colleague = await Colleague.start('--retry-delay', '600000');
  try {
    const reserved = { destination: 'OBS', param: '{"bucket":"reserved"}' };
    await colleague.puts('orders/flaky', {
      ...{ max_async_retry_attempts: 2, enable_async_status_log: true },
      destination_config: { on_success: reserved },
    });
    await colleague.connect(workbench, 'Team');
    await workbench.openFile(FILE);
    await workbench.pressLens('Queue Event');
    await workbench.quickInput().fill('flaky');
    await workbench.take(/^flaky\b.*Team/);
    const id = await colleague.waits(1);
    await workbench.command('Open Event', { asks: true });
    await workbench
      .option(/flaky.*Team/)
      .first()
      .click();
    await expect(attempts.first()).toContainText(/Attempt 1 (ended|failed)/);

    await workbench.reload('fndeck.event', id);
    await colleague.skips(1);
    await expect(attempts).toHaveText([/Attempt 1 failed/, /Attempt 2 ended/], { timeout: 60_000 });
    await expect(badge).toHaveText('Waiting for the next attempt');
    await page.locator('.part.sidebar .pane-header', { hasText: 'Invocations' }).click();
    const row = page.locator('.part.sidebar .monaco-list-row[aria-label^="orders/flaky@latest"]').first();
    await expect(row).toContainText('Waiting for the next attempt');
    await expect(workbench.statusItem(/Logs: live, complete to/)).toBeVisible();
    await colleague.skips(2);
    await expect(badge).toHaveText('Succeeded');
    await expect(workbench.statusItem(/orders\/flaky@latest ✓ Succeeded/)).toBeVisible();
    await expect(attempts).toHaveText([/Attempt 1 failed/, /Attempt 2 failed/, /Attempt 3 succeeded/]);
    await expect(front.locator('.story > li').last()).toContainText('Goes to OBS reserved');
    expect((await colleague.delivered()).join()).toContain('A-7');
    await expect(row).toHaveAttribute('aria-label', /Succeeded/);
    await row.locator('.monaco-tl-twistie').click();
    for (const number of [1, 2, 3]) {
      const attempt = page.locator(
        `.part.sidebar .monaco-list-row[aria-label*="Attempt ${String(number)} "]`,
      );
      await expect(attempt).toHaveCount(1);
    }
    await expect.poll(() => workbench.outputText()).toMatch(/Attempt 3 succeeded/);
    expect(await colleague.asked('invokeAsync')).toBe(1);
    await page.screenshot({ path: test.info().outputPath('followed-on.png') });
  } finally {
    colleague.stop();
  }
});
