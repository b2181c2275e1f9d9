import { test as base, type Locator, type Page } from '@playwright/test';
import type { JsonObject } from '../../../src/model/json';
import type { Edit, FromWebview, PageState } from '../../../src/webview/protocol';
import { complaintsOf } from './shownPage';
import { serveStage, type Opening, type StageServer } from './stage';

export { expect } from '@playwright/test';

/** The editor page on its stage, and what it did. */
export class Editor {
  readonly page: Page;
  readonly #server: StageServer;
  /** Errors and warnings of the browser, a broken policy among them. */
  readonly complaints: readonly string[];

  constructor(page: Page, server: StageServer) {
    this.page = page;
    this.#server = server;
    this.complaints = complaintsOf(page);
  }

  open(opening: Opening): Promise<void> {
    return this.#server.open(this.page, opening);
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The document as the host has it. */
  document(): Promise<JsonObject | undefined> {
    return this.page.evaluate(() => window.stage.state.document);
  }

  /** What the page sent, of one kind. */
  async sent<T extends FromWebview['type']>(type: T): Promise<readonly Extract<FromWebview, { type: T }>[]> {
    const all = await this.page.evaluate(() => window.stage.sent);
    return all.filter((message): message is Extract<FromWebview, { type: T }> => message.type === type);
  }

  /** Edits that the page sent, in order. */
  async edits(): Promise<readonly Edit[]> {
    return (await this.sent('edits')).flatMap((message) => message.edits);
  }

  /** Lets the host send a state that differs in some properties and lacks others. */
  show(changed: Partial<PageState>, ...absent: readonly (keyof PageState)[]): Promise<void> {
    // As text: Playwright's type of what can be handed over has no end where JSON is part of it.
    return this.page.evaluate(
      (given) => window.stage.show(JSON.parse(given.changed) as Partial<PageState>, given.absent),
      { changed: JSON.stringify(changed), absent },
    );
  }

  /** Holds the echo of edits back until `release`. */
  hold(): Promise<void> {
    return this.page.evaluate(() => {
      window.stage.held = true;
    });
  }

  release(): Promise<void> {
    return this.page.evaluate(() => window.stage.release());
  }

  /** Waits until everything that the host sent has been drawn. */
  settled(): Promise<void> {
    return this.page.evaluate(
      () =>
        new Promise<void>((done) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => requestAnimationFrame(() => done());
          // Behind the messages of the host, which are posted to this window.
          window.addEventListener('message', () => port2.postMessage(''), { once: true });
          window.postMessage({ type: 'flush', id: -1 }, '*');
        }),
    );
  }
}

/** A test with the editor page. */
export const test = base.extend<{ editor: Editor }, { stage: StageServer }>({
  stage: [
    async ({ browserName }, use) => {
      if (browserName !== 'chromium') throw new Error('VS Code is Chromium');
      const server = await serveStage();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  editor: async ({ page, stage }, use) => {
    await use(new Editor(page, stage));
  },
});
