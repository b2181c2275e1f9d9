import { existsSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { test as base, type Page } from '@playwright/test';
import { VSIX } from '../harness/project.mjs';
import { startServer, type Server } from '../harness/server.mjs';
import { chosenVscode, setUpVscode } from '../harness/vscodes.mjs';
import { Workbench } from './workbench';

interface Options {
  /** User settings of the workbench. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Text of the workspace's files by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Environment variables of the extension host. */
  readonly env: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** VS Code's server with a fresh profile and the packaged extension: what users get. */
  readonly server: Server;
  /** The workbench in the browser. Afterwards nothing may have been asked of the world outside. */
  readonly workbench: Workbench;
}

/** Playwright's `test`, in front of a VS Code with FnDeck. */
export const test = base.extend<Options & Fixtures>({
  settings: [{}, { option: true }],
  files: [{ 'readme.txt': 'A workspace for tests.\n' }, { option: true }],
  env: [{}, { option: true }],

  server: async ({ settings, files, env }, use) => {
    if (!existsSync(VSIX)) throw new Error('there is no dist/fndeck.vsix: npm run package makes it');
    const vscode = setUpVscode(chosenVscode());
    const server = await startServer({ vscode, vsix: [VSIX], settings, files, env });
    await use(server);
    await server.stop();
  },

  workbench: async ({ page, server }, use) => {
    const foreign = watchForeignRequests(page, server.authority);
    const workbench = new Workbench(page);
    await prepare(page);
    await workbench.open(server.url());
    await use(workbench);
    test.expect([...foreign], 'requests to the world outside').toEqual([]);
  },
});

export const { expect } = test;

/** Lets a page keep secrets and read the clipboard, as VS Code's own front end does. */
export async function prepare(page: Page): Promise<void> {
  // SecretStorage keeps its values over a reload only where this request answers the 32 bytes of a key.
  await page.route('**/mint-key', (route) =>
    route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 7) }),
  );
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
}

/** Collects requests that leave the server. VS Code's service worker answers those of webview resources. */
function watchForeignRequests(page: Page, authority: string): ReadonlySet<string> {
  const foreign = new Set<string>();
  page.context().on('request', (request) => {
    const { protocol, host, origin, pathname } = new URL(request.url());
    const inside = host === authority || host.endsWith('.vscode-resource.vscode-cdn.net');
    if (/^https?:$/.test(protocol) && !inside) foreign.add(origin + pathname);
  });
  return foreign;
}
