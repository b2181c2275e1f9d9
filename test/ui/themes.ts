import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { OUT } from '../harness/project.mjs';
import { chosenVscode } from '../harness/vscodes.mjs';
import type { Workbench } from './workbench';

/** The themes in which things are looked at: VS Code's name, and how its window and its webviews are marked then. */
const THEMES = {
  light: { label: 'Light Modern', window: 'vs', webview: 'vscode-light' },
  'high-contrast': { label: 'Dark High Contrast', window: 'hc-black', webview: 'vscode-high-contrast' },
  'high-contrast-light': {
    label: 'Light High Contrast',
    window: 'hc-light',
    webview: 'vscode-high-contrast-light',
  },
  dark: { label: 'Dark Modern', window: 'vs-dark', webview: 'vscode-dark' },
} as const;

/**
 * Looks at the window as it stands in each theme, chosen one after another as a person would; the last one, dark,
 * stays. Before each look the webview in front, where there is one, has the theme as well. Each look leaves a picture,
 * out/screenshots/<VS Code>/<story>-<theme>/<title>.png. Where nothing but pictures comes of it, the other themes wait
 * for FNDECK_PICTURES=1: they are three minutes of the whole run, and nobody looks at them there.
 */
export async function inThemes(
  workbench: Workbench,
  story: string,
  title: string,
  look?: () => Promise<unknown>,
): Promise<void> {
  const { page } = workbench;
  const picture = async (theme: string): Promise<void> => {
    const folder = join(OUT, 'screenshots', chosenVscode(), `${story}-${theme}`);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${title}.png`) });
  };
  if (!look && !process.env.FNDECK_PICTURES) return picture('dark');
  for (const [name, { label, window, webview }] of Object.entries(THEMES)) {
    await expect(async () => {
      // VS Code puts another command first for the name of this one.
      if (!(await workbench.quickInput().isVisible())) await page.keyboard.press('F1');
      await workbench.quickInput().fill('>Preferences: Color Theme', { timeout: 2_000 });
      await workbench.option(/^Preferences: Color Theme/).click({ timeout: 5_000 });
    }).toPass({ timeout: 30_000 });
    await workbench.choose('Color Theme', label);
    await expect(page.locator('.quick-input-widget')).toBeHidden();
    await expect(page.locator(`.monaco-workbench.${window}`)).toBeVisible();
    if (await workbench.hasWebview()) {
      const body = workbench.webview().locator('body');
      await expect(body).toHaveAttribute('data-vscode-theme-kind', webview);
    }
    await look?.();
    await picture(name);
  }
}
