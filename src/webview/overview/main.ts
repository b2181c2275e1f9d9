import './overview.css';
import { createWords } from '../i18n';
import { createOverviewPage, type OverviewPage } from './overviewPage';
import type { FromOverviewPage, OverviewIds, ToOverviewPage } from './protocol';

/** What VS Code gives the page. The state outlives the page; it holds what the overview is about, nothing of its rows. */
interface HostApi {
  postMessage(message: FromOverviewPage): void;
  setState(state: OverviewIds): void;
}

declare function acquireVsCodeApi(): HostApi;

start(acquireVsCodeApi());

/** Wires the overview's page to its host: nothing is drawn before the host's `start`. */
function start(api: HostApi): void {
  let page: OverviewPage | undefined;
  const receive = (message: ToOverviewPage): void => {
    const { state } = message;
    api.setState(state.ids);
    if (message.type === 'start') {
      document.documentElement.lang = message.locale;
      page = createOverviewPage(createWords(message.bundle), state, message.locale, (sent) =>
        api.postMessage(sent),
      );
      document.body.replaceChildren(page.element);
      page.draw(state, [], []);
    } else {
      page?.draw(state, message.lines, message.order);
    }
  };
  const fail = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    api.postMessage({ type: 'failed', text });
  };
  window.addEventListener('message', ({ data }: MessageEvent<ToOverviewPage>) => receive(data));
  window.addEventListener('error', (event) => fail(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => fail(event.reason));
  api.postMessage({ type: 'ready' });
}
