import type { Run } from '../../../src/model/repeat/run';
import type { FromRepeatPage, RepeatState, ToRepeatPage } from '../../../src/webview/repeat/protocol';

/** What a page of repeated invocations is sent. */
export interface ShownSeries {
  readonly state: RepeatState;
  readonly runs: readonly Run[];
}

/** What plays VS Code's side of the page of repeated invocations. */
export interface RepeatStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromRepeatPage[];
  show(series: ShownSeries): void;
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: ShownSeries, bundle: Record<string, string>): void {
  const post = (message: ToRepeatPage): void => window.postMessage(message, '*');
  const sent: FromRepeatPage[] = [];
  const stage: RepeatStage = { sent, show: (series) => post({ type: 'runs', ...series }) };
  const receive = (message: FromRepeatPage): void => {
    sent.push(message);
    if (message.type === 'ready')
      post({ type: 'start', bundle, locale: 'en', ...first, kept: { id: 'series' } });
  };
  Object.assign(window, {
    repeatStage: stage,
    acquireVsCodeApi: () => ({
      postMessage: (message: FromRepeatPage) => receive(structuredClone(message)),
      setState: () => undefined,
    }),
  });
}
