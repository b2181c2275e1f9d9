import type { BulkState, FromBulkPage, ToBulkPage } from '../../../src/webview/bulk/protocol';

/** What plays VS Code's side of the page of a bulk apply. */
export interface BulkStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromBulkPage[];
  show(state: BulkState): void;
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: BulkState, bundle: Record<string, string>): void {
  const post = (message: ToBulkPage): void => window.postMessage(message, '*');
  const sent: FromBulkPage[] = [];
  const stage: BulkStage = { sent, show: (state) => post({ type: 'state', state }) };
  const receive = (message: FromBulkPage): void => {
    sent.push(message);
    if (message.type === 'ready') post({ type: 'start', bundle, locale: 'en', state: first });
  };
  Object.assign(window, {
    bulkStage: stage,
    acquireVsCodeApi: () => ({ postMessage: (message: FromBulkPage) => receive(structuredClone(message)) }),
  });
}
