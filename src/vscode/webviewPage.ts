import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { message } from '../model/message';
import type { FromEveryPage, PageName, Start } from '../webview/protocol';
import type { Report } from './report';

/** What a page draws first: its `start` without what every page is told in it. */
type First<To> = Omit<Extract<To, { readonly type: 'start' }>, keyof Start<unknown>>;

/** What a page asks of its host that not every page says. */
export type Asked<From> = Exclude<From, FromEveryPage>;

/** The host's part in a page; `To` and `From` are the messages of its `protocol.ts`. */
interface PageHost<To, From> {
  readonly extension: vscode.Uri;
  readonly report: Report;
  readonly page: PageName;
  /** What the log calls the page. */
  readonly name: string;
  /** What the page draws first; undefined where that is not known yet: `ShownPage.start` starts it then. */
  readonly first: () => First<To> | undefined;
  /** What is to be sent right behind that. */
  readonly started?: () => void;
  /** Does what the page asks for. A failure, or that of a promise that is given back, is told. */
  readonly receive: (asked: Asked<From>) => unknown;
}

/** A page in its panel. */
interface ShownPage<To> {
  /** Sends a message; nothing before the page has started, which brings all, and nothing once the panel is closed. */
  post(sent: Exclude<To, { readonly type: 'start' }>): void;
  /** Starts the page where it listens already and there is now something to draw. */
  start(): void;
  isStarted(): boolean;
  /** Aborted once the panel is closed. */
  readonly closed: AbortSignal;
}

/** Shows one of the pages in a panel, and talks to it until the panel is closed. */
export function showPage<To, From extends { readonly type: string }>(
  panel: Pick<vscode.WebviewPanel, 'webview' | 'onDidDispose' | 'iconPath'>,
  { extension, report, page, name, first, started, receive }: PageHost<To, From>,
): ShownPage<To> {
  const closing = new AbortController();
  let listens = false;
  let isStarted = false;
  const start = (): void => {
    const drawn = listens && !closing.signal.aborted ? first() : undefined;
    if (!drawn) return;
    isStarted = true;
    const { bundle = {} } = vscode.l10n;
    const begun: Start<First<To>> = { ...drawn, type: 'start', bundle, locale: vscode.env.language };
    void panel.webview.postMessage(begun);
    started?.();
  };
  const answer = async (said: FromEveryPage | Asked<From>): Promise<void> => {
    if (isOfEveryPage(said)) {
      if (said.type === 'failed') report.log.error(`${name}: ${said.text}`);
      listens ||= said.type === 'ready';
      if (said.type === 'ready') start();
      return;
    }
    await receive(said);
  };
  const heard = panel.webview.onDidReceiveMessage((said: FromEveryPage | Asked<From>) => {
    answer(said).catch((error: unknown) => report.failure(message('FnDeck could not do this.'), error));
  });
  panel.onDidDispose(() => {
    closing.abort();
    heard.dispose();
  });
  // A config's tab has the icon of its file.
  if (page !== 'config') panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
  load(panel.webview, extension, page);
  return {
    post: (sent) => {
      if (isStarted && !closing.signal.aborted) void panel.webview.postMessage(sent);
    },
    start,
    isStarted: () => isStarted,
    closed: closing.signal,
  };
}

function isOfEveryPage(said: { readonly type: string }): said is FromEveryPage {
  return said.type === 'ready' || said.type === 'failed';
}

/** Gives a webview a page and its policy: nothing but our own script and style sheets, and data by messages only. */
function load(webview: vscode.Webview, extension: vscode.Uri, page: PageName): void {
  const folder = vscode.Uri.joinPath(extension, 'dist');
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  webview.html = `<!DOCTYPE html>
<html lang="${vscode.env.language}" data-page="${page}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>FnDeck</title>
<link rel="stylesheet" href="${address('common.css')}">
<link rel="stylesheet" href="${address(`${page}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${address('pages.js')}"></script>
</body>
</html>`;
}

/**
 * Does something `ms` milliseconds after it was asked for first, once for all that asked meanwhile; nothing once `signal`
 * is aborted.
 */
export function afterPause(ms: number, signal: AbortSignal, work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      if (!signal.aborted) work();
    }, ms);
  };
}
