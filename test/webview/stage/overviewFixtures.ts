import type { Page } from '@playwright/test';
import type { FromOverviewPage } from '../../../src/webview/overview/protocol';
import type { OverviewScene, OverviewStage } from './overviewHost';
import { complaintsOf, testsOf } from './shownPage';
import type { Opening, StageServer } from './stage';

export { expect } from '@playwright/test';

/** An overview on its stage, and what it did. */
export class OverviewPage {
  readonly page: Page;
  readonly #server: StageServer<OverviewScene>;
  /** Errors and warnings of the browser, a broken policy among them. */
  readonly complaints: readonly string[];

  constructor(page: Page, server: StageServer<OverviewScene>) {
    this.page = page;
    this.#server = server;
    this.complaints = complaintsOf(page);
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
export const test = testsOf<OverviewScene>('overview', 'overviewHost.ts').extend<{ overview: OverviewPage }>({
  overview: async ({ page, server }, use) => {
    await use(new OverviewPage(page, server));
  },
});
