import { test as base, type Page } from '@playwright/test';
import type { PageName } from '../../../src/webview/protocol';
import { serveStage, type StageServer } from './stage';

export { expect, type Page } from '@playwright/test';

/** Errors and warnings of the browser from now on, a broken policy among them. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/**
 * Tests of a page other than the editor, which is shown what is of the type `S`; `host`: the file of the stage that plays
 * VS Code's side. A test that has `complaints` fails where there are any.
 */
export function testsOf<S>(page: PageName, host: `${string}Host.ts`) {
  return base.extend<{ complaints: string[] }, { server: StageServer<S> }>({
    server: [
      async ({ browserName }, use) => {
        if (browserName !== 'chromium') throw new Error('VS Code is Chromium');
        const server = await serveStage<S>(undefined, { page, host: `test/webview/stage/${host}` });
        await use(server);
        await server.close();
      },
      { scope: 'worker' },
    ],
    complaints: async ({ page: shown }, use) => {
      const complaints = complaintsOf(shown);
      await use(complaints);
      base.expect(complaints).toEqual([]);
    },
  });
}
