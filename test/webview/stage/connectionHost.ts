import type {
  ConnectionTestState,
  FromConnectionPage,
  ToConnectionPage,
} from '../../../src/webview/connection/protocol';

/** What plays VS Code's side of the page of a connection's test. */
export interface ConnectionStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromConnectionPage[];
  show(state: ConnectionTestState): void;
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: ConnectionTestState, bundle: Record<string, string>): void {
  const post = (message: ToConnectionPage): void => window.postMessage(message, '*');
  const sent: FromConnectionPage[] = [];
  const stage: ConnectionStage = { sent, show: (state) => post({ type: 'state', state }) };
  const receive = (message: FromConnectionPage): void => {
    sent.push(message);
    if (message.type === 'ready') post({ type: 'start', bundle, locale: 'en', state: first });
  };
  Object.assign(window, {
    connectionStage: stage,
    acquireVsCodeApi: () => ({
      postMessage: (message: FromConnectionPage) => receive(structuredClone(message)),
    }),
  });
}
