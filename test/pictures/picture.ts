import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../harness/project.mjs';
import { expect } from '../ui/fixtures';
import type { Workbench } from '../ui/workbench';

/** Where pictures and frames of the animation wait to be made small. */
export const FOLDER = join(OUT, 'pictures');

/** A window without what VS Code shows of itself. */
export const PLAIN = {
  'workbench.colorTheme': 'Default Dark Modern',
  'editor.minimap.enabled': false,
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
};

/** Takes a picture of the window: no notice lies over it, and a page is seen from its heading on. */
export async function take(workbench: Workbench, name: string): Promise<void> {
  await tidy(workbench);
  if (await workbench.hasWebview()) {
    const frame = await workbench.webviewFrame();
    await frame.evaluate('document.activeElement.blur(), scrollTo(0, 0)');
    await expect(workbench.webview().getByRole('heading', { level: 1 })).toBeInViewport();
  }
  await shoot(workbench, name);
}

/** Takes away what lies over the window. */
export async function tidy({ page }: Workbench): Promise<void> {
  await page.addStyleTag({ content: '.notifications-toasts, .monaco-hover { display: none !important }' });
  await page.mouse.move(0, 0);
}

/** Takes a picture of the window as it stands, once what was changed is on the screen. */
export async function shoot({ page }: Workbench, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
