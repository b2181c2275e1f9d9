import type { FromReplayPage, ReplayState, ToReplayPage } from '../../../src/webview/replay/protocol';

/** What plays VS Code's side of a replay's page. */
export interface ReplayStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromReplayPage[];
  show(state: ReplayState): void;
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: ReplayState, bundle: Record<string, string>): void {
  const post = (message: ToReplayPage): void => window.postMessage(message, '*');
  const sent: FromReplayPage[] = [];
  const stage: ReplayStage = { sent, show: (state) => post({ type: 'state', state }) };
  const receive = (message: FromReplayPage): void => {
    sent.push(message);
    if (message.type === 'ready')
      post({ type: 'start', bundle, locale: 'en', state: first, kept: { events: [] } });
  };
  Object.assign(window, {
    replayStage: stage,
    acquireVsCodeApi: () => ({
      postMessage: (message: FromReplayPage) => receive(structuredClone(message)),
      setState: () => undefined,
    }),
  });
}
