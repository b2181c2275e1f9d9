import './page.css';
import { createOutbox } from './edits/outbox';
import { createWords } from './i18n';
import { createPage, type Page } from './page';
import { createPost, onHostMessage, type HostApi } from './post';
import type { ToWebview } from './protocol';

declare function acquireVsCodeApi(): HostApi;

/** Milliseconds without a keystroke after which typed text is sent. */
const PAUSE = 300;

start(acquireVsCodeApi());

/** Wires the page to its host: nothing is drawn before the host's `start`. */
function start(api: HostApi): void {
  const post = createPost(api);
  const outbox = createOutbox(
    (editNumber, edits) => post.edits(editNumber, edits),
    (then) => {
      const timer = setTimeout(then, PAUSE);
      return () => clearTimeout(timer);
    },
  );
  let page: Page | undefined;

  const receive = (message: ToWebview): void => {
    switch (message.type) {
      case 'start': {
        document.documentElement.lang = message.locale;
        page = createPage(createWords(message.bundle), message.state, outbox, (command) =>
          post.command(command),
        );
        document.body.replaceChildren(page.element);
        page.draw(message.state);
        return;
      }
      case 'state':
        page?.draw(message.state);
        return;
      case 'flush': {
        const { editNumber, edits } = outbox.handOver();
        post.flushed(message.id, editNumber, edits);
        return;
      }
      default:
        message satisfies never;
    }
  };

  onHostMessage(window, receive);
  window.addEventListener('error', (event) => post.failed(describe(event.error ?? event.message)));
  window.addEventListener('unhandledrejection', (event) => post.failed(describe(event.reason)));
  // A shortcut such as save, undo or close acts on the document: what is typed has to be in it.
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) outbox.send();
  });
  window.addEventListener('blur', () => outbox.send());
  document.addEventListener('visibilitychange', () => outbox.send());
  post.ready();
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
