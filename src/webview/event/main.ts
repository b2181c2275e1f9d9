import './event.css';
import { createWords } from '../i18n';
import { createEventPage, type EventPage } from './eventPage';
import type { EventIds, FromEventPage, ToEventPage } from './protocol';

/** What VS Code gives the page. The state outlives the page; it holds ids only. */
interface HostApi {
  postMessage(message: FromEventPage): void;
  setState(state: EventIds): void;
}

declare function acquireVsCodeApi(): HostApi;

start(acquireVsCodeApi());

/** Wires the event's page to its host: nothing is drawn before the host's `start`. */
function start(api: HostApi): void {
  let page: EventPage | undefined;
  const receive = (message: ToEventPage): void => {
    if (message.type === 'start') {
      api.setState(message.ids);
      document.documentElement.lang = message.locale;
      page = createEventPage(createWords(message.bundle), message.state, {
        command: (command) => api.postMessage({ type: 'command', command }),
        opened: (attempts) => api.postMessage({ type: 'opened', attempts }),
      });
      document.body.replaceChildren(page.element);
    }
    page?.draw(message.state);
  };
  const fail = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    api.postMessage({ type: 'failed', text });
  };
  window.addEventListener('message', ({ data }: MessageEvent<ToEventPage>) => receive(data));
  window.addEventListener('error', (event) => fail(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => fail(event.reason));
  api.postMessage({ type: 'ready' });
}
