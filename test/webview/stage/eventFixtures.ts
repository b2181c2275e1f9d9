import { test as base, type Page } from '@playwright/test';
import type { FromEventPage } from '../../../src/webview/event/protocol';
import type { EventStage } from './eventHost';
import type { Recorded } from './eventStates';
import { serveStage, type Opening, type StageServer } from './stage';

export { expect } from '@playwright/test';

/** An event's page on its stage, and what it did. */
export class EventPage {
  readonly page: Page;
  readonly #server: StageServer<Recorded>;
  /** Errors and warnings of the browser, a broken policy among them. */
  readonly complaints: string[] = [];

  constructor(page: Page, server: StageServer<Recorded>) {
    this.page = page;
    this.#server = server;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  open(opening: Opening<Recorded>): Promise<void> {
    return this.#server.open(this.page, opening);
  }

  /** Lets the host send a state. */
  show(state: Recorded): Promise<void> {
    return this.page.evaluate((text) => {
      const { eventStage } = window as unknown as { eventStage: EventStage };
      eventStage.show(JSON.parse(text) as Recorded);
    }, JSON.stringify(state));
  }

  /** What the page sent, of one kind. */
  async sent<T extends FromEventPage['type']>(
    type: T,
  ): Promise<readonly Extract<FromEventPage, { type: T }>[]> {
    const all = await this.page.evaluate(
      () => (window as unknown as { eventStage: EventStage }).eventStage.sent,
    );
    return all.filter((message): message is Extract<FromEventPage, { type: T }> => message.type === type);
  }
}

/** A test with an event's page. */
export const test = base.extend<{ event: EventPage }, { eventStage: StageServer<Recorded> }>({
  eventStage: [
    async ({ browserName }, use) => {
      if (browserName !== 'chromium') throw new Error('VS Code is Chromium');
      const server = await serveStage<Recorded>(undefined, {
        page: 'event',
        host: 'test/webview/stage/eventHost.ts',
      });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  event: async ({ page, eventStage }, use) => {
    await use(new EventPage(page, eventStage));
  },
});
