import { createWords, type Words } from './i18n';
import type { FromEveryPage, Start } from './protocol';

/** What VS Code gives a page to talk to its host with. `setState` keeps what outlives the page, which gets it back by `getState`. */
export interface HostApi<Sent, Kept = never> {
  postMessage(message: Sent | FromEveryPage): void;
  setState(state: Kept): void;
  getState(): unknown;
}

/** A page that was opened. */
interface OpenPage<Received> {
  readonly element: HTMLElement;
  /** Takes each message of the host in turn, `start` as the first, once the element is in the document. */
  receive(message: Received): void;
}

/**
 * Wires a page to its host. Nothing is drawn before the host's `start`, which opens the page; what comes earlier is
 * lost, as `start` brings all. The host is told when the page listens, and what throws in it.
 */
export function startPage<Received extends { readonly type: string }>(
  api: Pick<HostApi<never>, 'postMessage'>,
  open: (start: Extract<Received, Start<unknown>>, words: Words) => OpenPage<Received>,
): void {
  let page: OpenPage<Received> | undefined;
  const fail = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    api.postMessage({ type: 'failed', text });
  };
  window.addEventListener('message', ({ data }: MessageEvent<Received>) => {
    if (isStart(data)) {
      document.documentElement.lang = data.locale;
      page = open(data, createWords(data.bundle, data.locale));
      document.body.replaceChildren(page.element);
    }
    page?.receive(data);
  });
  window.addEventListener('error', (event) => fail(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => fail(event.reason));
  api.postMessage({ type: 'ready' });
}

function isStart<Received extends { readonly type: string }>(
  message: Received,
): message is Extract<Received, Start<unknown>> {
  return message.type === 'start';
}
