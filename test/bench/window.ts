import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';
import { startServer, type Server, type ServerOptions } from '../harness/server.mjs';
import { setUpVscode } from '../harness/vscodes.mjs';
import { Workbench } from '../ui/workbench';

/** A VS Code window for one measurement. */
export interface Window {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly server: Server;
}

interface WindowOptions extends Pick<ServerOptions, 'vsix' | 'env' | 'settings' | 'files'> {
  /** A script that runs in each frame before its own. */
  readonly inFrames?: string;
}

/** Opens the newest VS Code with these extensions in a browser, hands it to `measure`, and closes it all. */
export async function inWindow<T>(
  { inFrames, ...options }: WindowOptions,
  measure: (window: Window) => Promise<T>,
): Promise<T> {
  const server = await startServer({ ...options, vscode: setUpVscode('latest') });
  const browser = await chromium.launch({ executablePath: setUpChromium(), args: CHROMIUM_ARGS });
  try {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (inFrames !== undefined) await context.addInitScript(inFrames);
    const page = await context.newPage();
    const workbench = new Workbench(page);
    try {
      await workbench.open(server.url());
      return await measure({ page, workbench, server });
    } catch (error) {
      await page.screenshot({ path: join(OUT, 'bench', 'failure.png') }).catch(() => undefined);
      throw error;
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}
