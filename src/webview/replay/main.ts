import './replay.css';
import { createWords } from '../i18n';
import { createReplayPage, type ReplayPage } from './page';
import type { FromReplayPage, KeptReplay, ToReplayPage } from './protocol';

/** What VS Code gives the page. The state outlives the page; it holds ids only. */
interface HostApi {
  postMessage(message: FromReplayPage): void;
  setState(state: KeptReplay): void;
}

declare function acquireVsCodeApi(): HostApi;

start(acquireVsCodeApi());

/** Wires the page to its host: nothing is drawn before the host's `start`. */
function start(api: HostApi): void {
  let page: ReplayPage | undefined;
  const receive = (message: ToReplayPage): void => {
    switch (message.type) {
      case 'start':
        api.setState(message.kept);
        document.documentElement.lang = message.locale;
        page = createReplayPage(createWords(message.bundle), (asked) => api.postMessage(asked));
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
  window.addEventListener('message', (event: MessageEvent<ToReplayPage>) => receive(event.data));
  window.addEventListener('error', (event) => failed(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => failed(event.reason));
  api.postMessage({ type: 'ready' });
}
