import { test as base, type Page } from '@playwright/test';
import type { FromOverviewPage } from '../../../src/webview/overview/protocol';
import type { OverviewScene, OverviewStage } from './overviewHost';
import { serveStage, type Opening, type StageServer } from './stage';

export { expect } from '@playwright/test';

/** An overview on its stage, and what it did. */
export class OverviewPage {
  readonly page: Page;
  readonly #server: StageServer<OverviewScene>;
  /** Errors and warnings of the browser, a broken policy among them. */
  readonly complaints: string[] = [];

  constructor(page: Page, server: StageServer<OverviewScene>) {
    this.page = page;
    this.#server = server;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  open(opening: Opening<OverviewScene>): Promise<void> {
    return this.#server.open(this.page, opening);
  }

  /** Lets the host send rows. */
  show(scene: OverviewScene): Promise<void> {
    return this.page.evaluate((text) => {
      const { overviewStage } = window as unknown as { overviewStage: OverviewStage };
      overviewStage.show(JSON.parse(text) as OverviewScene);
    }, JSON.stringify(scene));
  }

  /** What the page sent, of one kind. */
  async sent<T extends FromOverviewPage['type']>(
    type: T,
  ): Promise<readonly Extract<FromOverviewPage, { type: T }>[]> {
    const all = await this.page.evaluate(
      () => (window as unknown as { overviewStage: OverviewStage }).overviewStage.sent,
    );
    return all.filter((message): message is Extract<FromOverviewPage, { type: T }> => message.type === type);
  }

  /** What the page has VS Code keep. */
  kept(): Promise<unknown> {
    return this.page.evaluate(
      () => (window as unknown as { overviewStage: OverviewStage }).overviewStage.kept,
    );
  }
}

/** A test with an overview. */
export const test = base.extend<{ overview: OverviewPage }, { overviewStage: StageServer<OverviewScene> }>({
  overviewStage: [
    async ({ browserName }, use) => {
      if (browserName !== 'chromium') throw new Error('VS Code is Chromium');
      const server = await serveStage<OverviewScene>(undefined, {
        page: 'overview',
        host: 'test/webview/stage/overviewHost.ts',
      });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  overview: async ({ page, overviewStage }, use) => {
    await use(new OverviewPage(page, overviewStage));
  },
});
