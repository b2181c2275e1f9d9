import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { FunctionRef } from '../../src/model/functionRef';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { npmPackage, wheel } from '../app/dependencies/packages';
import { answering, errorsShown, startSandbox } from './account';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ROOT = 'Pakete für 函数';
const INSTALL = 'fndeck.installDependencies';

describe('Install Dependencies', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const at = (path: string) => vscode.Uri.joinPath(folder, ROOT, path);
  const write = (files: Readonly<Record<string, string | Uint8Array>>) =>
    Promise.all(
      Object.entries(files).map(([path, text]) => vscode.workspace.fs.writeFile(at(path), Buffer.from(text))),
    );
  const node = (name: string, code: string) => ({
    [`${name}/function.json`]: JSON.stringify({
      ...{ group: 'packages', name, runtime: 'Node.js18.15', handler: 'index.handler', timeout: 30 },
    }),
    [`${name}/index.js`]: code,
  });
  const HELLO = {
    ...node('hello', "const { words } = require('hello-words');\nexports.handler = async () => words;\n"),
    'hello/package.json': '{\n  "dependencies": {\n    "hello-words": "file:./lib/hello-words"\n  }\n}\n',
    ...within('hello/lib', npmPackage('hello-words', 'hello from npm')),
  };
  let restore: () => Promise<void>;

  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await write(HELLO);
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
    await startSandbox();
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
    await vscode.workspace.fs.delete(at('.'), { recursive: true });
  });

  const ref = (name: string): FunctionRef => ({
    ...{ connection: 'sandbox-functiongraph-huawei', group: 'packages', name, qualifier: 'latest' },
  });
  /** Runs the command, and answers what it asks; gives what it gave, what it asked and what it told. */
  const install = async (given: unknown, answer = 'Install') => {
    const asked: string[] = [];
    const told: string[] = [];
    const { showWarningMessage, showInformationMessage, showErrorMessage } = vscode.window;
    const tells = (text: string) => Promise.resolve(void told.push(text));
    Object.assign(vscode.window, {
      showInformationMessage: tells,
      showErrorMessage: tells,
      showWarningMessage: (text: string, { detail = '' }: vscode.MessageOptions) => {
        asked.push(`${text}\n${detail}`);
        return Promise.resolve(answer === 'leave' ? undefined : answer);
      },
    });
    try {
      const gave = await vscode.commands.executeCommand<boolean | undefined>(INSTALL, given);
      return { gave, asked: asked.join('\n'), told: told.join('\n') };
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage, showErrorMessage });
    }
  };
  const invoke = async (name: string) => {
    await write({ 'payload.json': '{}' });
    const record = await vscode.commands.executeCommand<InvocationRecord | undefined>(
      'fndeck.invokeWithPayload',
      ref(name),
      at('payload.json'),
    );
    return record?.outcome.kind === 'succeeded' ? record.result : record?.outcome.kind;
  };
  const problems = (path: string) =>
    vscode.languages
      .getDiagnostics(at(path))
      .filter(({ source }) => source === 'FnDeck')
      .map(({ message, range: { start } }) => `${start.line + 1}: ${message}`);
  const fixes = async (path: string) => {
    const [diagnostic] = vscode.languages.getDiagnostics(at(path));
    assert.ok(diagnostic);
    await vscode.workspace.openTextDocument(at(path));
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      at(path),
      diagnostic.range,
    );
    return found.flatMap(({ command }) => {
      const given: unknown = command?.command === INSTALL && command.arguments?.[0];
      return given instanceof vscode.Uri ? [given.path] : [];
    });
  };

  it('is offered where a package is missing, installs it with npm, and the next call loads it', async () => {
    await eventually(() =>
      assert.deepEqual(problems('hello/package.json'), [
        '3: hello-words is not installed: a call in the sandbox that loads it fails.',
      ]),
    );
    const offered = await answering('Not now', async () => {
      assert.equal(await invoke('hello'), 'functionError');
      await eventually(() =>
        assert.match(problems('hello/index.js').join(), /Cannot find module 'hello-words'/),
      );
    });
    assert.match(offered, /index\.handler could not be loaded: hello-words is not installed/);
    for (const path of ['hello/package.json', 'hello/index.js'])
      assert.deepEqual(await fixes(path), [at('hello').path], path);

    const { gave, asked, told } = await install(at('hello'));
    assert.equal(gave, true, told);
    assert.match(asked, /^Install: npm install --ignore-scripts=true /m);
    assert.match(asked, /^Install with Scripts: npm install --ignore-scripts=false /m);
    assert.match(asked, /Not installed: hello-words/);
    assert.match(told, /packages\/hello are installed/);
    assert.equal(await invoke('hello'), '"hello from npm"');
    await eventually(() => {
      assert.deepEqual([...problems('hello/package.json'), ...problems('hello/index.js')], []);
    });
  });

  it('leaves all as it is where the person leaves the question', async () => {
    await write({
      ...node('left', 'exports.handler = 1;\n'),
      'left/package.json': '{"dependencies": {"x": "1"}}',
    });
    assert.equal((await install(at('left'), 'leave')).gave, undefined);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(at('left/node_modules'))));
  });

  it('installs for two functions at once, of the sandbox and of a file; not twice for one', async () => {
    for (const name of ['one', 'two']) {
      await write({
        ...node(name, `exports.handler = async () => require('${name}-words').words;\n`),
        [`${name}/package.json`]: `{"dependencies": {"${name}-words": "file:./lib/${name}-words"}}`,
        ...within(`${name}/lib`, npmPackage(`${name}-words`, name)),
      });
      await vscode.commands.executeCommand('fndeck.runFunctionHere', at(name));
    }
    const said = await errorsShown(async () => {
      await answering('Install', () =>
        Promise.all(
          [ref('one'), at('two/package.json'), at('one')].map((given) =>
            vscode.commands.executeCommand(INSTALL, given),
          ),
        ),
      );
    });
    assert.match(said.join(), /packages\/one are being installed already/);
    assert.deepEqual([await invoke('one'), await invoke('two')], ['"one"', '"two"']);
  });

  it('ends the installer where the person cancels', async () => {
    await write({
      ...node('slow', 'exports.handler = 1;\n'),
      'slow/package.json': '{"dependencies": {"slow-words": "file:./lib/slow-words"}}',
      ...within(
        'slow/lib',
        npmPackage(
          'slow-words',
          '',
          `node -e "require('fs').writeFileSync('../began', ''); setInterval(() => {}, 1000)"`,
        ),
      ),
    });
    const { withProgress } = vscode.window;
    const cancelling = new vscode.CancellationTokenSource();
    Object.assign(vscode.window, {
      withProgress: (_: unknown, work: Parameters<typeof withProgress>[1]) =>
        work({ report: () => undefined }, cancelling.token),
    });
    const installing = install(at('slow'), 'Install with Scripts');
    try {
      await eventually(() => vscode.workspace.fs.stat(at('slow/lib/began')), 30_000);
    } finally {
      Object.assign(vscode.window, { withProgress });
      cancelling.cancel();
    }
    assert.deepEqual(await installing.then(({ gave, told }) => [gave, told]), [undefined, '']);
  });

  it('tells why it failed, and what to do', async () => {
    await write({
      ...node('offline', 'exports.handler = 1;\n'),
      'offline/package.json': '{"dependencies": {"nowhere-at-all": "1"}}',
      'offline/.npmrc': 'registry=http://127.0.0.1:9/\nfetch-retries=0\n',
    });
    const { gave, told } = await install(at('offline'));
    assert.deepEqual(
      [gave, told],
      [
        false,
        'The dependencies of packages/offline could not be installed. The registry was not reached. Check the network and the proxy, then try again.',
      ],
    );
  });

  it('installs packages of Python beside the code; without pip it says how to get that', async () => {
    const [file, bytes] = wheel('hello_words', '1.0', 'hello from pip');
    await write({
      'snake/function.json': JSON.stringify({
        ...{ group: 'packages', name: 'snake', runtime: 'Python3.10', handler: 'main.run', timeout: 30 },
      }),
      'snake/main.py': 'import hello_words\n\ndef run(event, context):\n    return hello_words.WORDS\n',
      'snake/requirements.txt': `./${file}\n`,
      [`snake/${file}`]: bytes,
    });
    await vscode.commands.executeCommand('fndeck.runFunctionHere', at('snake'));
    await eventually(() => assert.match(problems('snake/requirements.txt').join(), /^1: hello_words is not/));
    const { gave, told } = await install(at('snake/main.py'));
    const hasPip = await promisify(execFile)('python3', ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    assert.equal(gave, hasPip, told);
    if (!hasPip) return assert.match(told, /This Python has no pip/);
    assert.equal(await invoke('snake'), '"hello from pip"');
    await eventually(() => assert.deepEqual(problems('snake/requirements.txt'), []));
  });

  it('is refused in a workspace that is not trusted', async () => {
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
    assert.ok(trusted);
    Object.defineProperty(vscode.workspace, 'isTrusted', { ...trusted, get: () => false });
    try {
      const said = await errorsShown(async () => {
        for (const [command, given] of [
          [INSTALL, at('hello')],
          ['fndeck.runFunctionHere', at('hello')],
        ] as const)
          assert.equal(await vscode.commands.executeCommand(command, given), undefined);
      });
      assert.equal(said.filter((one) => /workspace that is not trusted must not start/.test(one)).length, 2);
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
  });
});

function within(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
