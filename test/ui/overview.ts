import { expect } from '@playwright/test';
import type { Workbench } from './workbench';

/** Opens the overview of the only connection, and selects the rows that a filter lets through. */
export async function selectConfigs(workbench: Workbench, filter: string, count: number): Promise<void> {
  const front = workbench.webview();
  await workbench.command('FnDeck: Overview of Async Configurations');
  await expect(front.getByRole('progressbar')).toBeHidden({ timeout: 60_000 });
  await front.getByRole('searchbox', { name: 'Filter' }).fill(filter);
  // The selection is of the rows that are there: a page that has only just opened may not have begun to load.
  await expect(front.locator('.counts')).toContainText(`${String(count)} of `, { timeout: 60_000 });
  await front.getByRole('checkbox', { name: 'Select all that are shown' }).click();
  await expect(front.locator('.counts')).toContainText(`${String(count)} selected`);
}

/** Asks for the dry run in which the selected configs get one field of the sample `flaky`. */
export async function changeSelected(workbench: Workbench, field: string): Promise<void> {
  const { page } = workbench;
  const front = workbench.webview();
  // The page takes the focus with the press, and with it the list where that is slow: once more then.
  await expect(async () => {
    if (!(await workbench.quickInput().isVisible()))
      await front.getByRole('button', { name: 'Change Selected…' }).click({ timeout: 3_000 });
    await workbench.quickInput().fill('flaky', { timeout: 3_000 });
    await workbench
      .option(/^flaky\b/)
      .first()
      .click({ timeout: 3_000 });
    await expect(workbench.option('Some of Its Fields…')).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await workbench.take('Some of Its Fields…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: field }).click();
  await page.keyboard.press('Enter');
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('Apply to Many');
}
