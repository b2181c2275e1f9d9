import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import axe, { type AxeResults } from 'axe-core';
import { wear } from './stage';
import { THEMES, type ThemeName } from './themes';

/** The rules of axe about colours, which are all that a theme brings. */
const OF_COLOURS = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/**
 * Holds that axe finds nothing on an open page, and that nothing is wider than the page: at these widths, in every
 * theme. With FNDECK_PICTURES, a folder, each look leaves a picture there.
 */
export async function expectAccessible(page: Page, title: string, widths: readonly number[]): Promise<void> {
  await page.evaluate(axe.source);
  for (const width of widths) {
    await expectNoWider(page, title, width);
    for (const [number, theme] of (Object.keys(THEMES) as ThemeName[]).entries()) {
      const where = `${title} at ${String(width)} in ${theme}`;
      await wear(page, theme);
      const options = JSON.stringify(number === 0 ? {} : OF_COLOURS);
      const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, where).toEqual([]);
      expect(await excessWidth(page), where).toBeLessThanOrEqual(0);
      await photograph(page, where);
    }
  }
}

/** Holds that an open page has nothing that is wider than the page where that has a width, in pixels. */
export async function expectNoWider(page: Page, title: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  // What is drawn to measure is drawn anew after the first frame of a new width.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  expect(await excessWidth(page), `${title} at ${String(width)}`).toBeLessThanOrEqual(0);
}

function excessWidth(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

async function photograph(page: Page, title: string): Promise<void> {
  const folder = process.env['FNDECK_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${title.replaceAll(/\W+/g, '-')}.png`) });
}
