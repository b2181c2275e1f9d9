import { expect } from '@playwright/test';
import type { Step } from './main-job';
import type { Workbench } from './workbench';

/** The payload of the sample `flaky`, as a file of the workspace. */
const FLAKY_PAYLOAD = 'flaky.payload.json';

/** The second life of an event: queued, tried three times, and what became of it, on the event's own page. */
export async function eventStory(workbench: Workbench, step: Step): Promise<void> {
  const page = workbench.webview();
  const attempts = page.locator('.story details');
  await step(`Open ${FLAKY_PAYLOAD} and click “Queue event”: it is queued for “flaky”`, async () => {
    await workbench.openFile(FLAKY_PAYLOAD);
    await workbench.pressLens('Queue event');
    await workbench.quickInput().fill('flaky');
    await workbench.option(/^flaky\b.*Sandbox · Huawei Cloud/).click();
    await expect.poll(() => workbench.outputText()).toContain('flaky');
    return (await workbench.outputText()).split('\n').find((line) => line.includes('flaky')) ?? '';
  });
  await step('Open the page of the event from the palette', async () => {
    await workbench.command('Open Event', { asks: true });
    await workbench.option(/flaky/).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('orders/flaky@latest');
    await expect(page.getByRole('img')).toHaveAccessibleName(/^(Queued|Running|Waiting|Succeeded)/);
    return (await page.getByRole('img').getAttribute('aria-label')) ?? '';
  });
  await step('Its attempts appear: two fail, the third succeeds', async () => {
    await expect(attempts).toHaveCount(3);
    await expect(page.locator('.badge')).toHaveText('Succeeded');
    await expect(attempts.nth(0)).toContainText('Attempt 1 failed');
    await expect(attempts.nth(1)).toContainText('Attempt 2 failed');
    await expect(attempts.nth(2)).toContainText('Attempt 3 succeeded');
    return (await page.getByRole('img').getAttribute('aria-label')) ?? '';
  });
  await step('Open the first attempt: these are its log lines', async () => {
    await attempts.nth(0).locator('summary').click();
    const lines = attempts.nth(0).locator('pre');
    await expect(lines).toContainText('attempt 1 to reserve stock for order A-1048');
    await expect(lines).not.toContainText('attempt 2 to');
    return (await lines.innerText()).split('\n')[0] ?? '';
  });
  await step('Read what became of its result', async () => {
    const end = page.locator('.story > li').last();
    await expect(end).toHaveText(/No destination is configured for this end/);
    return end.innerText();
  });
}
