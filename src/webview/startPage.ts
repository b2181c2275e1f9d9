import { createWords, type Words } from './i18n';

/** What VS Code gives a page to talk to its host with. `setState` keeps what outlives the page, which gets it back by `getState`. */
export interface HostApi<Sent, Kept = never> {
  postMessage(message: Sent | { readonly type: 'ready' } | Failed): void;
  setState(state: Kept): void;
  getState(): unknown;
}

/** Something threw in a page; for the host's log. */
interface Failed {
  readonly type: 'failed';
  readonly text: string;
}

/** The first message of every host: the texts in the language of `locale`, by the English ones. */
interface Start {
  readonly type: 'start';
  readonly bundle: Readonly<Record<string, string>>;
  readonly locale: string;
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
  open: (start: Extract<Received, Start>, words: Words) => OpenPage<Received>,
): void {
  let page: OpenPage<Received> | undefined;
  const fail = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    api.postMessage({ type: 'failed', text });
  };
  window.addEventListener('message', ({ data }: MessageEvent<Received>) => {
    if (isStart(data)) {
      document.documentElement.lang = data.locale;
      page = open(data, createWords(data.bundle));
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
): message is Extract<Received, Start> {
  return message.type === 'start';
}
