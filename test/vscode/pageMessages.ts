import * as vscode from 'vscode';
import type { PageName } from '../../src/webview/protocol';

/** What the pages of one name were sent, whose states are of one form. */
export interface PageMessages<S> extends vscode.Disposable {
  /** The newest state; undefined before the first page has asked for one. */
  state(): S | undefined;
  /** All messages, oldest first. */
  all(): readonly { readonly state?: S }[];
  clear(): void;
}

/** Listens in on all pages of a name from now on: all webviews have one prototype. */
export function listenToPages<S>(page: PageName): PageMessages<S> {
  const probe = vscode.window.createWebviewPanel('fndeckTest.probe', 'probe', vscode.ViewColumn.Active);
  const prototype = Object.getPrototypeOf(probe.webview) as vscode.Webview;
  probe.dispose();
  const original = Object.getOwnPropertyDescriptor(prototype, 'postMessage');
  if (!original) throw new Error('this VS Code has its webviews made otherwise');
  const post = original.value as vscode.Webview['postMessage'];
  const seen: { readonly state?: S }[] = [];
  Object.defineProperty(prototype, 'postMessage', {
    ...original,
    value(this: vscode.Webview, message: { readonly state?: S }) {
      if (this.html.includes(`data-page="${page}"`)) seen.push(message);
      return post.call(this, message);
    },
  });
  return {
    state: () => seen.flatMap(({ state }) => (state === undefined ? [] : [state])).at(-1),
    all: () => [...seen],
    clear: () => {
      seen.length = 0;
    },
    dispose: () => {
      Object.defineProperty(prototype, 'postMessage', original);
    },
  };
}
