import { expect } from '@playwright/test';
import type { Step } from './main-job';
import type { Workbench } from './workbench';

/** The second life of an event: queued, tried three times, and what became of it, on the event's own page. */
export async function eventStory(workbench: Workbench, step: Step): Promise<void> {
  const page = workbench.webview();
  const attempts = page.locator('.story details');
  await queueSample(workbench, 'flaky', step);
  await openEventPage(workbench, 'flaky', step);
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

/** An event that is too old before it succeeds: its wait is skipped, and the record that was delivered is opened. */
export async function lateStory(workbench: Workbench, step: Step): Promise<void> {
  const page = workbench.webview();
  await queueSample(workbench, 'late', step);
  await openEventPage(workbench, 'late', step);
  await step('Click “Skip the Wait” and choose the age limit: the service discards the event', async () => {
    const badge = page.locator('.badge');
    const skip = page.getByRole('button', { name: 'Skip the Wait' });
    // Between two looks an attempt may begin, during which there is nothing to skip.
    await expect(async () => {
      if ((await badge.innerText()) === DISCARDED) return;
      if (!(await workbench.quickInput().isVisible())) await skip.click({ timeout: 2_000 });
      await workbench.option('Past the age limit').click({ timeout: 2_000 });
      await expect(badge).toHaveText(DISCARDED, { timeout: 5_000 });
    }).toPass({ timeout: 30_000 });
    return badge.innerText();
  });
  await step('Click “Open Delivered Record”: this is what the destination on failure got', async () => {
    await expect(page.locator('.story')).toContainText('Delivered to');
    const said = await page.locator('.story > li').last().locator('.text').innerText();
    await page.getByRole('button', { name: 'Open Delivered Record' }).click();
    const record = workbench.page.locator('.editor-group-container.active .view-lines');
    await expect(record).toContainText('A-1049');
    return said;
  });
}

const DISCARDED = 'Discarded by the service';

/** Queues the payload of a sample for the sandbox's Huawei Cloud, as a file of the workspace offers it. */
async function queueSample(workbench: Workbench, name: string, step: Step): Promise<void> {
  const file = `${name}.payload.json`;
  await step(`Open ${file} and click “Queue Event”: it is queued for “${name}”`, async () => {
    await workbench.openFile(file);
    await workbench.pressLens('Queue Event');
    await workbench.quickInput().fill(name);
    await workbench.take(new RegExp(`^${name}\\b.*Sandbox · Huawei Cloud`));
    // Its first line in the output may have left the screen before anybody looks: an event that is over is in the
    // status bar.
    const over = workbench.statusItem(new RegExp(`orders/${name}@`));
    const said = async (): Promise<string> => {
      const first = (await workbench.outputText())
        .split('\n')
        .find((line) => line.includes(`Queue Event for orders/${name}@`));
      return first ?? ((await over.isVisible()) ? over.innerText() : '');
    };
    await expect.poll(said).not.toBe('');
    return said();
  });
}

async function openEventPage(workbench: Workbench, name: string, step: Step): Promise<void> {
  const page = workbench.webview();
  await step('Open the page of the event from the palette', async () => {
    await workbench.command('Open Event', { asks: true });
    await workbench.option(new RegExp(name)).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`orders/${name}@latest`);
    await expect(page.getByRole('img')).toHaveAccessibleName(/^(Queued|Running|Waiting|Succeeded)/);
    return (await page.getByRole('img').getAttribute('aria-label')) ?? '';
  });
}
