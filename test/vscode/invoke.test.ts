import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { errorsShown } from './account';

/** What `fndeck.startSandbox` gives; the token opens the sandbox's own controls. */
interface Ready {
  readonly url: string;
  readonly token: string;
}

const CONNECTION = 'sandbox-functiongraph-huawei';

describe('invoking in the sandbox', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let sandbox: Ready;

  before(async () => {
    sandbox = await vscode.commands.executeCommand<Ready>('fndeck.startSandbox');
  });
  afterEach(async () => {
    await control('DELETE', 'faults');
    await vscode.workspace
      .getConfiguration('fndeck')
      .update('invoke.revealOutput', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => vscode.commands.executeCommand('fndeck.stopSandbox'));

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
      method,
      headers: { 'X-Auth-Token': sandbox.token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  };
  /** Invocations that reached the sandbox. */
  const posts = async (): Promise<number> => {
    const { requests } = (await control('GET', 'requests')) as {
      readonly requests: readonly { readonly method: string; readonly path: string }[];
    };
    return requests.filter(({ method, path }) => method === 'POST' && path.includes('/invocations')).length;
  };
  const ref = (group: string, name: string, qualifier = 'latest') => {
    return { connection: CONNECTION, group, name, qualifier };
  };
  let files = 0;
  /** A new file each time: a document that is still open keeps its text for a while. */
  const payload = async (text: string): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.joinPath(folder, `payload-${++files}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return vscode.workspace.openTextDocument(uri);
  };
  const invoke = (...given: unknown[]) =>
    vscode.commands.executeCommand<InvocationRecord | undefined>('fndeck.invokeWithPayload', ...given);
  const invokeAsync = (...given: unknown[]) =>
    vscode.commands.executeCommand<InvocationRecord | undefined>('fndeck.invokeAsyncWithPayload', ...given);
  /** What the output channel shows, once it shows `text`. */
  const output = async (text: string): Promise<string> => {
    for (;;) {
      const shown = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'output' && /FnDeck$/.test(uri.path),
      );
      const content = shown?.getText() ?? '';
      if (content.includes(text)) return content;
      await new Promise<void>((resolve) => {
        const listening = vscode.workspace.onDidChangeTextDocument(() => done());
        const opening = vscode.workspace.onDidOpenTextDocument(() => done());
        const done = () => {
          listening.dispose();
          opening.dispose();
          resolve();
        };
      });
    }
  };

  it('sends the unsaved text, without comments, once', async () => {
    const document = await payload('{}');
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(0, 0, 1, 0), '{ // who\n  "name": "Grace",\n}'),
    );
    assert.ok(document.isDirty);
    const before = await posts();
    const record = await invoke(ref('demo', 'hello-node'));
    assert.equal(await posts(), before + 1);
    assert.equal(record?.outcome.kind, 'succeeded');
    assert.deepEqual(JSON.parse(record.payload ?? ''), { name: 'Grace' });
    assert.match(record.result ?? '', /Hello, Grace/);
    assert.ok(record.requestId);
    assert.ok((record.numbers.durationMs ?? 0) > 0 && (record.numbers.memoryMb ?? 0) > 0);
    assert.match(record.log, /greeting Grace/);

    const shown = await output(`Request ${record.requestId}`);
    assert.match(shown, /▶ #\d+ .*demo\/hello-node@latest.*Sandbox/);
    assert.match(shown, /"message": "Hello, Grace"/);
    // The output is that of all tests in this window.
    const own = `${record.requestId} INFO greeting Grace`;
    assert.equal(shown.split(own).length, 2, 'each log line once');
  });

  it('remembers the function of a file, with its version', async () => {
    const document = await payload('{"name":"Ada"}');
    await invoke(ref('demo', 'hello-node', 'v1'), document.uri);
    const record = await invoke(document.uri);
    assert.equal(record?.ref.qualifier, 'v1');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.ok(lenses.some(({ command }) => command?.title.includes('demo/hello-node@v1')));
  });

  it('sends the selection where that is JSON by itself', async () => {
    const document = await payload('[{"name":"one"},\n{"name":"two"}]');
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 14);
    assert.equal((await invoke(ref('demo', 'hello-node')))?.payload, '{"name":"two"}');
    editor.selection = new vscode.Selection(1, 0, 1, 5);
    assert.equal((await invoke(ref('demo', 'hello-node')))?.payload, '[{"name":"one"},\n{"name":"two"}]');
  });

  it('sends nothing of a broken payload, and goes to the place', async () => {
    const document = await payload('{\n  "a": 1,\n  "b": oops\n}');
    const before = await posts();
    assert.equal(await invoke(ref('demo', 'hello-node'), document.uri), undefined);
    assert.equal(await posts(), before);
    const [mark] = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'FnDeck');
    assert.deepEqual(mark?.range, new vscode.Range(2, 7, 2, 11));
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, new vscode.Position(2, 7));
  });

  it('tells what is wrong with a payload before it asks for a function', async () => {
    // A question for the function would stay open, and the command would not end.
    const broken = await payload('{\n  "a": [1,, 2]\n}');
    const shown = await errorsShown(() => invoke(undefined, broken.uri));
    assert.match(shown.join(), /payload-\d+\.json, line 2, column 11: Value expected\./);
    assert.deepEqual(vscode.window.activeTextEditor?.document.uri.toString(), broken.uri.toString());
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, new vscode.Position(1, 10));
    const large = await payload(JSON.stringify({ text: 'é'.repeat(4_000_000) }));
    assert.match(
      (await errorsShown(() => invokeAsync(undefined, large.uri))).join(),
      /limit for asynchronous invocations is 256 KB/,
    );
  });

  it('sends once for a key that is held down, and again for one that is pressed again', async () => {
    const document = await payload('{"name":"held"}');
    await invoke(ref('demo', 'hello-node'), document.uri);
    await vscode.window.showTextDocument(document);
    const before = await posts();
    await Promise.all(Array.from({ length: 20 }, () => invoke()));
    for (let again = 0; again < 5; again++) await invoke();
    assert.equal(await posts(), before + 1);
    await Promise.all([invoke(document.uri), invoke(document.uri)]);
    assert.equal(await posts(), before + 2);
    assert.equal((await invoke(document.uri))?.outcome.kind, 'succeeded');
    assert.equal(await posts(), before + 3);
  });

  it('shows no notice beside an output that says the same', async () => {
    const document = await payload('{"orderId":"A-1","items":[{"sku":"CUP","quantity":0}]}');
    const fail = () => invoke(ref('orders', 'fails'), document.uri);
    const settings = vscode.workspace.getConfiguration('fndeck');
    assert.deepEqual(await errorsShown(fail), []);
    await settings.update('invoke.revealOutput', 'never', vscode.ConfigurationTarget.Global);
    assert.deepEqual(await errorsShown(fail), [], 'still on the screen');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    while (vscode.window.visibleTextEditors.some(({ document: { uri } }) => uri.scheme === 'output')) {
      await new Promise<void>((resolve) => {
        const listening = vscode.window.onDidChangeVisibleTextEditors(() => {
          listening.dispose();
          resolve();
        });
      });
    }
    assert.match((await errorsShown(fail)).join(), /^orders\/fails@latest: Function error/);
  });

  it('sends nothing that is over the limit', async () => {
    const document = await payload(JSON.stringify({ text: 'é'.repeat(200_000) }));
    const before = await posts();
    assert.equal(await invokeAsync(ref('demo', 'hello-node'), document.uri), undefined);
    assert.equal(await posts(), before);
    assert.equal((await invoke(ref('demo', 'hello-node'), document.uri))?.outcome.kind, 'succeeded');
  });

  it('tells a function error from a service error', async () => {
    const document = await payload('{"orderId":"A-1","items":[{"sku":"CUP","quantity":0}]}');
    const failed = await invoke(ref('orders', 'fails'), document.uri);
    assert.equal(failed?.outcome.kind, 'functionError');
    assert.match(failed.log, /checking order A-1/);
    const missing = await invoke(ref('orders', 'no-such-function'), document.uri);
    assert.equal(missing?.outcome.kind, 'serviceError');
    assert.ok(missing.outcome.failure.code);
  });

  it('says “unknown” where no answer came, and sends nothing twice', async () => {
    const document = await payload('{"name":"Ada"}');
    for (const fault of ['lost', 'reset', 'truncated']) {
      await control('POST', 'faults', { faults: [`invoke:${fault}:1`] });
      const before = await posts();
      const record = await invoke(ref('demo', 'hello-node'), document.uri);
      assert.equal(record?.outcome.kind, 'unknown', fault);
      assert.equal(await posts(), before + 1, fault);
    }
    for (const status of [429, 500, 503]) {
      await control('POST', 'faults', { faults: [`invoke:${status}:1`] });
      const before = await posts();
      assert.equal((await invoke(ref('demo', 'hello-node'), document.uri))?.outcome.kind, 'serviceError');
      assert.equal(await posts(), before + 1, String(status));
    }
  });

  it('shows the lines of a slow function while it runs, each once, in order', async () => {
    const document = await payload('{"task":"live","steps":6}');
    const running = invoke(ref('demo', 'slow'), document.uri);
    let ended = false;
    void running.then(() => (ended = true));
    await output('step 1 of 6: live');
    assert.equal(ended, false, 'the first line was there before the end');
    const record = await running;
    const shown = await output(`Request ${record?.requestId ?? ''}`);
    const steps = [...shown.matchAll(/step (\d) of 6: live/g)].map(([, step]) => step);
    assert.deepEqual(steps, ['1', '2', '3', '4', '5', '6']);
    assert.equal(record?.log.split('\n').filter((line) => line.includes('of 6: live')).length, 6);
  });

  it('runs an invocation again, once, and compares two', async () => {
    const document = await payload('{"name":"again"}');
    const first = await invoke(ref('demo', 'hello-node'), document.uri);
    const before = await posts();
    const second = await vscode.commands.executeCommand<InvocationRecord>('fndeck.rerunInvocation', {
      kind: 'ended',
      summary: first,
    });
    assert.equal(await posts(), before + 1);
    assert.equal(second.payload, first?.payload);
    assert.notEqual(second.requestId, first?.requestId);
    const rows = [first, second].map((summary) => ({ kind: 'ended', summary }));
    await vscode.commands.executeCommand('fndeck.compareInvocations', rows[0], rows);
    // They differ in request, times and durations, which is no difference.
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.match(activeTab?.label ?? '', /hello-node@latest .* ↔ .*: no difference but in the numbers/);
    await vscode.commands.executeCommand('fndeck.compareInvocationsAsTheyAre', rows[0], rows);
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
  });

  it('opens the result beside the payload, unwrapped, and the raw text', async () => {
    const document = await payload('{"name":"Ada"}');
    await vscode.window.showTextDocument(document);
    const record = await invoke(ref('demo', 'hello-node'), document.uri);
    await vscode.commands.executeCommand('fndeck.showInvocationResult', { kind: 'ended', summary: record });
    // What a comparison shows has the same scheme, and an older VS Code counts it as visible for a while.
    const shown = vscode.window.visibleTextEditors.find(
      ({ document: { uri } }) =>
        uri.scheme === 'fndeck-result' &&
        uri.path.startsWith(`/${record?.id ?? ''}/result/`) &&
        uri.query === '',
    );
    assert.ok(shown);
    const result = JSON.parse(shown.document.getText()) as { readonly body: { readonly message: string } };
    assert.equal(result.body.message, 'Hello, Ada');
    assert.equal(shown.document.languageId, 'json');
    await vscode.commands.executeCommand('fndeck.showRawResult', shown.document.uri);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), record?.result);
  });

  it('copies an invocation as curl, without the secret', async () => {
    const record = await invoke(ref('demo', 'hello-node'), (await payload('{"name":"O\'Hara"}')).uri);
    const command = await vscode.commands.executeCommand<string>('fndeck.copyInvocationAsCurl', {
      kind: 'ended',
      summary: record,
    });
    assert.match(command, /^curl --request POST 'http:\/\/127\.0\.0\.1:\d+\/v2\/\w+\/fgs\/functions\//);
    assert.ok(command.includes('TOKEN'));
    assert.ok(!command.includes(sandbox.token));
  });

  it('says that an asynchronous invocation cannot be followed without records', async () => {
    const record = await invokeAsync(ref('demo', 'hello-python'), (await payload('{"name":"Ada"}')).uri);
    assert.equal(record?.outcome.kind, 'queued');
    assert.match(record.outcome.failure?.text ?? '', /status records/);
  });

  it('follows an asynchronous invocation to its end', async () => {
    const config = vscode.Uri.from({
      scheme: 'fndeck',
      path: `/${CONNECTION}/demo/hello-node@latest.functiongraph-huawei.async.json`,
    });
    const text = JSON.stringify({ max_async_retry_attempts: 0, enable_async_status_log: true });
    await vscode.workspace.fs.writeFile(config, Buffer.from(text));
    const before = await posts();
    const record = await invokeAsync(ref('demo', 'hello-node'), (await payload('{"name":"later"}')).uri);
    assert.equal(await posts(), before + 1);
    assert.equal(record?.outcome.kind, 'succeeded');
    assert.match(record.log, /greeting later/);
    assert.match(await output(`Request ${record.requestId ?? ''}`), /SUCCESS/);
  });
});
