import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { watchDebuggers } from './debuggers';

const CONNECTION = 'sandbox-functiongraph-huawei';

/** A handler in TypeScript, and what esbuild has made of it. */
const TYPED = [
  'interface Order {',
  '  readonly name: string;',
  '}',
  '',
  'export const handler = async ({ name }: Order) => {',
  '  const greeting: string = `Hello, ${name}`;',
  '  return greeting;',
  '};',
  '',
].join('\n');
const COMPILED = [
  'var __defProp = Object.defineProperty;',
  'var __getOwnPropDesc = Object.getOwnPropertyDescriptor;',
  'var __getOwnPropNames = Object.getOwnPropertyNames;',
  'var __hasOwnProp = Object.prototype.hasOwnProperty;',
  'var __export = (target, all) => {',
  '  for (var name in all)',
  '    __defProp(target, name, { get: all[name], enumerable: true });',
  '};',
  'var __copyProps = (to, from, except, desc) => {',
  '  if (from && typeof from === "object" || typeof from === "function") {',
  '    for (let key of __getOwnPropNames(from))',
  '      if (!__hasOwnProp.call(to, key) && key !== except)',
  '        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });',
  '  }',
  '  return to;',
  '};',
  'var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);',
  'var handler_exports = {};',
  '__export(handler_exports, {',
  '  handler: () => handler',
  '});',
  'module.exports = __toCommonJS(handler_exports);',
  'const handler = async ({ name }) => {',
  '  const greeting = `Hello, ${name}`;',
  '  return greeting;',
  '};',
  '// Annotate the CommonJS export names for ESM import in node:',
  '0 && (module.exports = {',
  '  handler',
  '});',
  '//# sourceMappingURL=index.js.map',
  '',
].join('\n');
const SOURCE_MAP = JSON.stringify({
  version: 3,
  sources: ['../src/handler.ts'],
  mappings:
    ';;;;;;;;;;;;;;;;;AAAA;AAAA;AAAA;AAAA;AAAA;AAIO,MAAM,UAAU,OAAO,EAAE,KAAK,MAAa;AAChD,QAAM,WAAmB,UAAU,IAAI;AACvC,SAAO;AACT;',
  names: [],
});

/** Files below the folder of functions. */
const FILES: Readonly<Record<string, string>> = {
  'demo/typed/function.json': manifest({ handler: 'dist/index.handler' }),
  'demo/typed/src/handler.ts': TYPED,
  'demo/typed/dist/index.js': COMPILED,
  'demo/typed/dist/index.js.map': SOURCE_MAP,
  'demo/fails/function.json': manifest({ async: { record: true, retries: 1 } }),
  'demo/fails/index.js': 'exports.handler = async (event) => {\n  throw new Error(event.reason);\n};\n',
  'demo/endless/function.json': manifest({}),
  'demo/endless/index.js': 'exports.handler = async () => {\n  for (;;);\n};\n',
  'demo/broken/function.json': manifest({}),
  'demo/broken/index.js': 'exports.handler = (;\n',
};

describe('debugging in the sandbox', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const functions = vscode.Uri.joinPath(folder, 'debugged');
  const debuggers = watchDebuggers();
  let sandbox: { readonly url: string; readonly token: string };

  before(async () => {
    for (const [path, text] of Object.entries(FILES)) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(functions, path), Buffer.from(text));
    }
    const { extensionUri = folder } = vscode.extensions.getExtension('fndeck.fndeck') ?? {};
    const sample = vscode.Uri.joinPath(extensionUri, 'media', 'samples', 'demo', 'hello-node');
    await vscode.workspace.fs.copy(sample, vscode.Uri.joinPath(functions, 'demo', 'hello-node'));
    await useFunctions(functions.fsPath);
    sandbox = await vscode.commands.executeCommand('fndeck.startSandbox');
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await debuggers.allOver();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    debuggers.dispose();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await useFunctions(undefined);
    await vscode.workspace.fs.delete(functions, { recursive: true });
  });

  /** Invocations that reached the sandbox. */
  const posts = async (): Promise<number> => {
    const answer = await fetch(`${sandbox.url}/sandbox/requests`, {
      headers: { 'X-Auth-Token': sandbox.token },
    });
    const { requests } = (await answer.json()) as {
      readonly requests: readonly { readonly method: string; readonly path: string }[];
    };
    return requests.filter(({ method, path }) => method === 'POST' && path.includes('/invocations')).length;
  };
  const ref = (name: string) => ({ connection: CONNECTION, group: 'demo', name, qualifier: 'latest' });
  const fileOf = (path: string) => vscode.Uri.joinPath(functions, 'demo', path);
  let files = 0;
  const payload = async (text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(functions, `payload-${++files}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return uri;
  };
  const debug = async (name: string, text: string) =>
    vscode.commands.executeCommand<InvocationRecord>(
      'fndeck.debugWithPayload',
      ref(name),
      await payload(text),
    );
  /** Sets a breakpoint at the first line of a file that has a text; gives the line, from 1. */
  const breakAt = async (path: string, text: string): Promise<number> => {
    const lines = Buffer.from(await vscode.workspace.fs.readFile(fileOf(path)))
      .toString()
      .split('\n');
    const line = lines.findIndex((each) => each.includes(text));
    assert.ok(line >= 0, text);
    const at = new vscode.Location(fileOf(path), new vscode.Position(line, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(at)]);
    return line + 1;
  };

  it('stops in hello-node with the payload in its variables, steps, and gives the result of the one POST', async () => {
    const line = await breakAt('hello-node/index.js', 'const name =');
    const before = await posts();
    const record = debug('hello-node', '{ "name": "Grace" }');
    const stop = await debuggers.stopped();
    assert.deepEqual([stop.name, stop.line], ['index.js', line]);
    assert.match(await stop.evaluate('JSON.stringify(payload)'), /Grace/);
    assert.ok((await stop.variables()).includes('payload'), 'in the Variables view');
    const next = await stop.step();
    assert.deepEqual([next.name, next.line], ['index.js', line + 1]);
    await next.resume();
    const ended = await record;
    assert.equal(ended.outcome.kind, 'succeeded');
    assert.match(ended.result ?? '', /Hello, Grace/);
    assert.match(ended.log, /greeting Grace/);
    assert.doesNotMatch(ended.log, /ws:\/\/|ebugger/);
    assert.equal(await posts(), before + 1);
    await debuggers.allOver();
    assert.match(debuggers.printed(), /greeting Grace/);
  });

  it('takes the payload beside the code where the code is what the editor shows', async () => {
    await vscode.window.showTextDocument(fileOf('hello-node/index.js'));
    await breakAt('hello-node/index.js', 'const greeting =');
    const record = vscode.commands.executeCommand<InvocationRecord>('fndeck.debugWithPayload');
    const stop = await debuggers.stopped();
    await stop.resume();
    assert.match((await record).source ?? '', /payload-1\.json$/, 'the one that was sent to it last');
  });

  it('stops in TypeScript by its source map', async () => {
    const line = await breakAt('typed/src/handler.ts', 'return greeting');
    const record = debug('typed', '{ "name": "Ada" }');
    const stop = await debuggers.stopped();
    assert.deepEqual([stop.name, stop.line], ['handler.ts', line]);
    assert.match(await stop.evaluate('greeting'), /Hello, Ada/);
    await stop.resume();
    assert.equal((await record).result, '"Hello, Ada"');
  });

  it('stops in the retry that was chosen, and in no other attempt', async () => {
    await breakAt('fails/index.js', 'throw');
    const record = vscode.commands.executeCommand<InvocationRecord>(
      ...(['fndeck.debugEventWithPayload', ref('fails'), await payload('{ "reason": "no" }'), 2] as const),
    );
    const stop = await debuggers.stopped();
    assert.match(stop.session.parentSession?.name ?? stop.session.name, /attempt 2/);
    assert.match(await stop.evaluate('event.reason'), /no/);
    await stop.resume();
    const { outcome, life } = await record;
    assert.equal(outcome.kind, 'functionError');
    assert.equal(life?.attempts.length, 2);
  });

  it('ends a handler that never returns when its debugger is stopped, and the sandbox goes on', async () => {
    const record = debug('endless', '{}');
    const session = await debuggers.begun();
    await vscode.debug.stopDebugging(session);
    const { outcome, result } = await record;
    assert.equal(outcome.kind, 'functionError');
    assert.match(result ?? '', /The function was stopped in the debugger/);
    const after = await vscode.commands.executeCommand<InvocationRecord>(
      ...(['fndeck.invokeWithPayload', ref('hello-node'), await payload('{}')] as const),
    );
    assert.equal(after.outcome.kind, 'succeeded');
  });

  it('holds two functions at once', async () => {
    await breakAt('hello-node/index.js', 'const name =');
    await breakAt('typed/src/handler.ts', 'return greeting');
    const records = [debug('hello-node', '{ "name": "Bo" }'), debug('typed', '{ "name": "Cy" }')];
    const stops = [await debuggers.stopped(), await debuggers.stopped()];
    assert.deepEqual(stops.map(({ name }) => name).sort(), ['handler.ts', 'index.js']);
    for (const stop of stops) await stop.resume();
    const results = (await Promise.all(records)).map(({ result }) => result ?? '');
    assert.match(results[0] ?? '', /Hello, Bo/);
    assert.equal(results[1], '"Hello, Cy"');
  });

  it('tells code with a syntax error as ever', async () => {
    const { outcome, result } = await debug('broken', '{}');
    assert.equal(outcome.kind, 'functionError');
    assert.match(result ?? '', /SyntaxError/);
  });
});

function manifest(more: object): string {
  return JSON.stringify({
    runtime: 'Node.js18.15',
    handler: 'index.handler',
    timeout: 5,
    memory: 128,
    ...more,
  });
}

/** Sets the folder of functions that the next sandbox takes. */
function useFunctions(path: string | undefined): Thenable<void> {
  return vscode.workspace
    .getConfiguration('fndeck.sandbox')
    .update('functions', path, vscode.ConfigurationTarget.Global);
}
