import type { Page } from '@playwright/test';
import type { FromEventPage } from '../../../src/webview/event/protocol';
import type { EventStage } from './eventHost';
import type { Recorded } from './eventStates';
import { complaintsOf, testsOf } from './shownPage';
import type { Opening, StageServer } from './stage';

export { expect } from '@playwright/test';

/** An event's page on its stage, and what it did. */
export class EventPage {
  readonly page: Page;
  readonly #server: StageServer<Recorded>;
  /** Errors and warnings of the browser, a broken policy among them. */
  readonly complaints: readonly string[];

  constructor(page: Page, server: StageServer<Recorded>) {
    this.page = page;
    this.#server = server;
    this.complaints = complaintsOf(page);
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
export const test = testsOf<Recorded>('event', 'eventHost.ts').extend<{ event: EventPage }>({
  event: async ({ page, server }, use) => {
    await use(new EventPage(page, server));
  },
});
