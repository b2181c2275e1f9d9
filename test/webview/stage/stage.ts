import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Page } from '@playwright/test';
import type { PageName, PageState } from '../../../src/webview/protocol';
import { THEMES, type Theme, type ThemeName } from './themes';

const NONCE = 'c3RhZ2U';
const SOURCE = resolve(import.meta.dirname, '../../..');

/** What a page is opened with. */
export interface Opening<S = PageState> {
  readonly state: S;
  readonly theme?: ThemeName;
  readonly bundle?: Record<string, string>;
}

/** A built page behind an address of this machine. */
export interface StageServer<S = PageState> {
  open(page: Page, opening: Opening<S>): Promise<void>;
  close(): Promise<void>;
}

/** What is served: a page, and what plays its host. */
interface Play {
  readonly page: PageName;
  readonly host: string;
}

const EDITOR: Play = { page: 'config', host: 'test/webview/stage/host.ts' };

/**
 * Builds a page and its stage as they ship, and serves them under the policy of a webview. `tables`: a module that
 * stands in the place of `src/model/services/tables`.
 */
export async function serveStage<S = PageState>(
  tables?: string,
  play: Play = EDITOR,
): Promise<StageServer<S>> {
  const files = new Map<string, { readonly type: string; readonly text: string }>([
    ...(await bundled('pages', 'src/webview/main.ts', tables)),
    ...(await bundled('common', 'src/webview/common.css')),
    ...(await bundled('own', sheetOf(play.page))),
    ...(await bundled('stage', play.host, tables)),
    ['/defaults.css', { type: 'text/css', text: DEFAULTS }],
  ]);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stage').pathname;
    const file = files.get(path);
    if (path === '/') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
      });
      response.end(htmlOf(play.page));
    } else if (file) {
      response.writeHead(200, { 'content-type': `${file.type}; charset=utf-8` });
      response.end(file.text);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    open: async (page, { state, theme = 'dark', bundle = {} }) => {
      await page.goto(`${origin}/`);
      await wear(page, theme);
      await page.evaluate(
        (given) => {
          const { first, words } = JSON.parse(given) as { first: unknown; words: unknown };
          const global = window as unknown as { stageExports: { createStage(a: unknown, b: unknown): void } };
          global.stageExports.createStage(first, words);
        },
        JSON.stringify({ first: state, words: bundle }),
      );
      await page.evaluate((nonce) => {
        const script = document.createElement('script');
        script.nonce = nonce;
        script.src = '/pages.js';
        document.head.append(script);
      }, NONCE);
      await page.locator('.page').waitFor();
    },
    close: () => closed(server),
  };
}

/** Puts a theme on a page, as VS Code does when it opens a webview and when a person chooses another theme. */
export async function wear(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate((given) => {
    const { bodyClass, kind, colors } = JSON.parse(given) as Theme;
    document.documentElement.removeAttribute('style');
    for (const [name, value] of Object.entries(colors)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = bodyClass;
    document.body.dataset['vscodeThemeKind'] = kind;
  }, JSON.stringify(THEMES[theme]));
}

function sheetOf(page: PageName): string {
  return page === 'config' ? 'src/webview/page.css' : `src/webview/${page}/${page}.css`;
}

/** The bundle of an entry by its address. */
async function bundled(
  name: string,
  entry: string,
  tables?: string,
): Promise<[string, { type: string; text: string }][]> {
  const { outputFiles } = await build({
    entryPoints: { [name]: resolve(SOURCE, entry) },
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: `${name}Exports`,
    target: 'es2022',
    plugins: tables === undefined ? [] : [insteadOfTables(resolve(SOURCE, tables))],
  });
  return outputFiles.map(({ path, text }) => [
    path,
    { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', text },
  ]);
}

/** Puts a module in the place of the list of services, which that module itself still gets. */
function insteadOfTables(path: string): Plugin {
  return {
    name: 'tables',
    setup: (building) => {
      building.onResolve({ filter: /services\/tables$/ }, ({ importer }) =>
        importer === path ? undefined : { path },
      );
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

/** As strict as the webview's: no inline script or style, nothing from elsewhere. */
const POLICY = `default-src 'none'; style-src 'self'; script-src 'nonce-${NONCE}'`;

const htmlOf = (page: PageName): string => `<!DOCTYPE html>
<html lang="en" data-page="${page}">
<head>
<meta charset="utf-8">
<title>FnDeck editor page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/defaults.css">
<link rel="stylesheet" href="/common.css">
<link rel="stylesheet" href="/own.css">
<script nonce="${NONCE}" src="/stage.js"></script>
</head>
<body></body>
</html>`;

/** What VS Code styles in every webview before the page's own sheet. */
const DEFAULTS = `
html { scrollbar-color: rgba(121, 121, 121, 0.4) var(--vscode-editor-background); background: var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
  margin: 0; padding: 0 20px; }
a, a code { color: var(--vscode-textLink-foreground); }
a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
`;
