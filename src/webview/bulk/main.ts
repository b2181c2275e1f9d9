import './bulk.css';
import { createWords } from '../i18n';
import { createBulkPage, type BulkPage } from './page';
import type { FromBulkPage, ToBulkPage } from './protocol';

declare function acquireVsCodeApi(): { postMessage(message: FromBulkPage): void };

start(acquireVsCodeApi());

/** Wires the page to its host: nothing is drawn before the host's `start`. */
function start(api: { postMessage(message: FromBulkPage): void }): void {
  let page: BulkPage | undefined;
  const receive = (message: ToBulkPage): void => {
    switch (message.type) {
      case 'start':
        document.documentElement.lang = message.locale;
        page = createBulkPage(createWords(message.bundle), (asked) => api.postMessage(asked));
        document.body.replaceChildren(page.element);
        page.draw(message.state);
        return;
      case 'state':
        page?.draw(message.state);
        return;
      default:
        message satisfies never;
    }
  };
  const failed = (thrown: unknown): void =>
    api.postMessage({
      type: 'failed',
      text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    });
  window.addEventListener('message', (event: MessageEvent<ToBulkPage>) => receive(event.data));
  window.addEventListener('error', (event) => failed(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => failed(event.reason));
  api.postMessage({ type: 'ready' });
}
