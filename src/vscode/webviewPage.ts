import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageName } from '../webview/protocol';

/**
 * Gives a webview one of the pages and its policy: nothing but our own script and style sheets, and data by messages
 * only.
 */
export function showPage(webview: vscode.Webview, extension: vscode.Uri, page: PageName): void {
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
