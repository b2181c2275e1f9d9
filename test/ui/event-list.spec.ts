import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

test('the events of a version are in the tree, live while it is open', async ({ workbench }) => {
  const { page } = workbench;
  const colleague = await Colleague.start();
  try {
    await colleague.puts('slow', { max_async_retry_attempts: 0, enable_async_status_log: true });
    await colleague.puts('orders/fails', { max_async_retry_attempts: 0, enable_async_status_log: true });
    await workbench.activity('FnDeck').click();
    await colleague.connect(workbench, 'Team');
    await workbench.expand('Team');
    await workbench.expand('orders');
    await workbench.expand('fails');
    await workbench.expand('latest');
    await colleague.queues('orders/fails', { orderId: 'A-1', items: [{ sku: 'CUP', quantity: 0 }] });
    await colleague.queues('orders/fails', { orderId: 'A-2', items: [] });
    await workbench.expand('Events');
    await expect(rows(workbench, /Failed/)).toHaveCount(1);
    await expect(rows(workbench, /Succeeded/)).toHaveCount(1);
    await colleague.queues('orders/fails', { orderId: 'A-3', items: [] });
    await expect(rows(workbench, /Succeeded/)).toHaveCount(2, { timeout: 30_000 });
    await inThemes(workbench, 'event-list', 'list');

    await rows(workbench, /Failed/).click();
    const heading = workbench.webview().getByRole('heading', { level: 1 });
    await expect(heading).toHaveText('orders/fails@latest');
    await expect(workbench.webview().locator('.badge')).toHaveText('Failed');
    await workbench.treeItem('latest').click();
    await expect(workbench.webview().getByLabel('Retries', { exact: true })).toHaveValue('0');

    await workbench.collapse('Events');
    const before = await colleague.asked('listAsyncInvocations');
    await page.waitForTimeout(8000);
    expect(await colleague.asked('listAsyncInvocations')).toBe(before);
    await workbench.expand('Events');
    await expect
      .poll(() => colleague.asked('listAsyncInvocations'), { timeout: 20_000 })
      .toBeGreaterThan(before);
    await workbench.collapse('orders');

    for (let one = 0; one < 3; one++) await colleague.queues('slow', { task: 'wait', steps: 100 });
    await workbench.expand('demo');
    await workbench.expand('slow');
    await workbench.expand('latest');
    await workbench.expand('Events');
    const open = rows(workbench, /Running|Queued|Waiting/);
    await expect(open).toHaveCount(3, { timeout: 30_000 });
    await open.first().click();
    // Its page takes the focus when it is there, and an open menu goes with that.
    await expect(heading).toHaveText('demo/slow@latest');
    await open.last().click({ modifiers: ['Shift'] });
    await open.last().click({ button: 'right' });
    await page.screenshot({ path: test.info().outputPath('menu.png') });
    await page.getByRole('menuitem', { name: /^Stop/ }).click();
    await expect(workbench.dialog()).toContainText('Stop 3 events on the service?');
    await workbench.dialog().getByRole('button', { name: 'Stop' }).click();
    await expect(rows(workbench, /Stopped/)).toHaveCount(3, { timeout: 30_000 });
    await page.screenshot({ path: test.info().outputPath('stopped.png') });
  } finally {
    colleague.stop();
  }
});

/** The events in the tree that say so. */
function rows(workbench: Workbench, said: RegExp) {
  return workbench.page
    .locator('.part.sidebar .monaco-list-row[aria-label^="Event of"]')
    .filter({ hasText: said });
}
