import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { startSandbox } from './account';
import { closeAll, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Gives back what the payload asks for, as bytes, or within an HTTP response. */
const CODE = `
exports.handler = async (event) => {
  const { base64, zeros, http } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  if (http) return http;
  if (zeros) return Buffer.concat([Buffer.from([255]), Buffer.alloc(zeros)]);
  return Buffer.from(base64, 'base64');
};`;

describe('a result', () => {
  let functions: string;
  let restore: () => Promise<void>;
  before(async () => {
    functions = mkdtempSync(join(tmpdir(), 'fndeck-functions-'));
    const folder = join(functions, 'demo', 'answers');
    mkdirSync(folder, { recursive: true });
    const about = { runtime: 'Node.js18.15', handler: 'index.handler', timeout: 30, memory: 512 };
    writeFileSync(join(folder, 'function.json'), JSON.stringify(about));
    writeFileSync(join(folder, 'index.js'), CODE);
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    restore = await withSettings({
      'fndeck.sandbox.functions': functions,
      'fndeck.invoke.revealOutput': 'never',
    });
    await startSandbox();
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
    rmSync(functions, { recursive: true, force: true });
  });

  const CONNECTIONS = { graph: 'sandbox-functiongraph-huawei', compute: 'sandbox-functioncompute-3' };
  const invoke = async (on: keyof typeof CONNECTIONS, payload: unknown) => {
    const qualifier = on === 'graph' ? 'latest' : 'LATEST';
    const group = on === 'graph' ? 'demo' : '';
    const ref = { connection: CONNECTIONS[on], group, name: 'answers', qualifier };
    const content = JSON.stringify(payload);
    const { uri } = await untitledJson(content);
    const summary = await vscode.commands.executeCommand<InvocationRecord>(
      'fndeck.invokeWithPayload',
      ref,
      uri,
    );
    assert.equal(summary.outcome.kind, 'succeeded', JSON.stringify(summary.outcome));
    return { kind: 'ended', summary } as const;
  };
  /** The notice that is shown while something is done, and its buttons; the first button is pressed where one is named. */
  const notices = async (work: () => Thenable<unknown>, press?: string) => {
    const { showInformationMessage, showSaveDialog } = vscode.window;
    const shown: string[][] = [];
    const target = vscode.Uri.file(join(functions, 'saved'));
    let saved: string | undefined;
    Object.assign(vscode.window, {
      showInformationMessage: (...given: string[]) => {
        shown.push(given);
        return Promise.resolve(press);
      },
      showSaveDialog: ({ defaultUri }: vscode.SaveDialogOptions) => {
        saved = defaultUri?.path.split('/').at(-1);
        return Promise.resolve(target);
      },
    });
    try {
      await work();
      if (press !== undefined) await eventually(() => assert.ok(saved));
    } finally {
      Object.assign(vscode.window, { showInformationMessage, showSaveDialog });
    }
    return { shown, saved, target };
  };
  /** The files that are open in tabs, of which VS Code's own preview shows an image. */
  const imagesShown = (): readonly vscode.Uri[] =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) =>
        input instanceof vscode.TabInputCustom && input.viewType.startsWith('imagePreview')
          ? [input.uri]
          : [],
      );

  it('that is an image opens as one, byte for byte', async () => {
    const row = await invoke('compute', { base64: PNG });
    assert.equal(row.summary.result, undefined);
    assert.equal(row.summary.binary?.mime, 'image/png');
    await vscode.commands.executeCommand('fndeck.showInvocationResult', row);
    await eventually(() => assert.equal(imagesShown().length, 1));
    const [file] = imagesShown();
    assert.ok(file && file.path.endsWith('.result.png'));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(file)).toString('base64'), PNG);
  });

  it('that is no text is named with its size, and saved as it came', async () => {
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0x80, 0xff])]).toString('base64');
    const zip = Buffer.from('504b030480', 'hex').toString('base64');
    for (const [base64, said, name] of [
      [pdf, 'application/pdf, 11 bytes', 'answers.result.pdf'],
      [zip, 'application/zip, 5 bytes', 'answers.result.zip'],
    ] as const) {
      const row = await invoke('compute', { base64 });
      const show = () => vscode.commands.executeCommand('fndeck.showInvocationResult', row);
      const { shown, saved, target } = await notices(show, 'Save As…');
      assert.equal(shown[0]?.[0], `The result of answers@LATEST is no text: (${said}).`);
      assert.equal(saved, name);
      await eventually(async () => {
        assert.equal(Buffer.from(await vscode.workspace.fs.readFile(target)).toString('base64'), base64);
      });
    }
  });

  it('of 20 MB can be saved, and is said not to be kept later', async () => {
    const zeros = 20 * 1024 * 1024;
    const row = await invoke('compute', { zeros });
    const { target } = await notices(() =>
      vscode.commands.executeCommand('fndeck.saveInvocationResult', row),
    );
    assert.equal((await vscode.workspace.fs.stat(target)).size, zeros + 1);
    // Ten later, only what the journal keeps is left of it.
    for (let i = 0; i < 10; i++) await invoke('graph', { http: 'x' });
    const { shown, saved } = await notices(() =>
      vscode.commands.executeCommand('fndeck.showInvocationResult', row),
    );
    assert.match(shown[0]?.[0] ?? '', /was not kept: \(application\/octet-stream, 20 MB\)\.$/);
    assert.equal(saved, undefined);
  });

  it('opens as the HTTP response that it is, its body as what that is', async () => {
    const headers = { 'Content-Type': 'image/png', 'X-Link': '[x](command:y)' };
    const http = { statusCode: 201, headers, isBase64Encoded: true, body: PNG };
    for (const on of ['graph', 'compute'] as const) {
      const row = await invoke(on, { http });
      assert.equal(row.summary.isHttp, true);
      await vscode.commands.executeCommand('fndeck.showInvocationResponse', row);
      const document = vscode.workspace.textDocuments.find(({ uri }) =>
        uri.path.startsWith(`/${row.summary.id}/http/`),
      );
      assert.equal(
        document?.getText(),
        'HTTP 201 Created\nContent-Type: image/png\nX-Link: [x](command:y)\n\n(image/png, 70 bytes)\n',
      );
      assert.equal(document.languageId, 'plaintext');
      await eventually(() => assert.equal(imagesShown().length, 1));
      await closeAll();
    }
    const html = {
      statusCode: 200,
      headers: { 'Content-Type': 'text/html' },
      body: '<script>alert(1)</script>',
    };
    await vscode.commands.executeCommand(
      'fndeck.showInvocationResponse',
      await invoke('graph', { http: html }),
    );
    const texts = () =>
      vscode.workspace.textDocuments
        .filter(({ uri }) => uri.path.includes('/http/'))
        .map((document) => document.getText());
    await eventually(() => {
      const isWhole = (text: string) => text.endsWith('\n\n<script>alert(1)</script>\n');
      assert.ok(texts().some(isWhole), JSON.stringify(texts()));
    });
    const none = await invoke('graph', { http: { a: 1 } });
    const { shown } = await notices(() =>
      vscode.commands.executeCommand('fndeck.showInvocationResponse', none),
    );
    assert.deepEqual(shown, [['The result is no HTTP response.']]);
  });
});
