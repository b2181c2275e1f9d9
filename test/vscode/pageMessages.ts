import * as vscode from 'vscode';
import type { PageState, ToWebview } from '../../src/webview/protocol';

/** What FnDeck's pages were sent. */
export interface PageMessages extends vscode.Disposable {
  /** The newest state; undefined before the first page has asked for one. */
  state(): PageState | undefined;
  clear(): void;
}

/** Listens in on all pages from now on: all webviews have one prototype. */
export function listenToPages(): PageMessages {
  const probe = vscode.window.createWebviewPanel('fndeckTest.probe', 'probe', vscode.ViewColumn.Active);
  const prototype = Object.getPrototypeOf(probe.webview) as vscode.Webview;
  probe.dispose();
  const original = Object.getOwnPropertyDescriptor(prototype, 'postMessage');
  if (!original) throw new Error('this VS Code has its webviews made otherwise');
  const post = original.value as vscode.Webview['postMessage'];
  const seen: ToWebview[] = [];
  Object.defineProperty(prototype, 'postMessage', {
    ...original,
    value(this: vscode.Webview, message: ToWebview) {
      seen.push(message);
      return post.call(this, message);
    },
  });
  return {
    state: () => seen.flatMap((message) => ('state' in message ? [message.state] : [])).at(-1),
    clear: () => {
      seen.length = 0;
    },
    dispose: () => {
      Object.defineProperty(prototype, 'postMessage', original);
    },
  };
}
