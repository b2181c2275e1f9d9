import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { followLog } from '../../src/app/logs/liveLog';
import type { FollowedLog } from '../../src/app/logs/followedLog';
import { createLogStreams, type LogStreams } from '../../src/app/logs/logStreams';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import { sandboxAccounts, type Ready } from '../../src/app/sandbox/ready';
import type { Account, Secret } from '../../src/model/connection';
import type { FunctionRef } from '../../src/model/functionRef';
import { createConnections, type Connections } from '../../src/vscode/connections/connections';
import { createFollowLogs, type FollowLogs } from '../../src/vscode/logs/followLogs';
import { createReport, type Report } from '../../src/vscode/report';
import { answering, directly, errorsShown, requestsSeen } from './account';
import { eventually } from './eventually';

/** Writes as many lines as it is told to, one of them as JSON with a level. */
const TALK = `
  exports.handler = async (event) => {
    const { word, lines = 3, from = 0 } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
    for (let i = 1; i <= lines; i++) console.log(word + ' ' + (from + i) + '.');
    console.log(JSON.stringify({ level: 'warn', msg: word + ' is over', lines }));
    return '{}';
  };`;

const SERVICES = ['functiongraph-huawei', 'functioncompute-3'] as const;
const NEVER = new AbortController().signal;
const noSecrets: vscode.SecretStorage = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
};

describe('a log that is followed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-follow-'));
  let process: SandboxProcess;
  let ready: Ready;
  let report: Report;
  let connections: Connections;
  let streams: LogStreams;
  let part: FollowLogs;
  let log: FollowedLog;

  const start = async (...more: string[]): Promise<void> => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    const script = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'sandbox.js').fsPath;
    process = startSandboxProcess({ script, arguments: ['--functions', folder, ...more] }, () => undefined);
    ready = await process.ready;
    report = createReport('Follow Logs Test');
    connections = createConnections({
      secrets: noSecrets,
      confirm: () => Promise.resolve(true),
      connect: (...to) => directly(...to),
    });
    connections.setSandbox(sandboxAccounts(ready));
    streams = createLogStreams();
    const pick = () => Promise.resolve(undefined);
    part = createFollowLogs({ connections, report, streams, pick });
  };
  before(() => {
    const talk = join(folder, 'orders', 'talk');
    mkdirSync(talk, { recursive: true });
    writeFileSync(
      join(talk, 'function.json'),
      JSON.stringify({ runtime: 'Node.js18.15', handler: 'index.handler' }),
    );
    writeFileSync(join(talk, 'index.js'), TALK);
  });
  afterEach(async () => {
    part.dispose();
    connections.dispose();
    report.dispose();
    process.stop();
    await process.ended;
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const refOf = (service: string): FunctionRef => ({
    connection: `sandbox-${service}`,
    group: service === 'functioncompute-3' ? '' : 'orders',
    name: 'talk',
    qualifier: service === 'functioncompute-3' ? 'LATEST' : 'latest',
  });
  const invoke = async (ref: FunctionRef, payload: unknown): Promise<string | undefined> => {
    const cloud = await connections.cloud(ref.connection);
    return (await cloud.invoke(ref, JSON.stringify(payload), { timeoutSeconds: 20 }, NEVER)).requestId;
  };
  const follow = async (ref: FunctionRef, minutes = 60): Promise<void> => {
    const followed = await part.follow(ref, minutes);
    assert.ok(followed);
    log = followed;
    await eventually(() => assert.equal(log.state.kind, 'live'));
  };
  const faults = (...specs: string[]) => control('faults', { faults: specs });
  const control = (path: string, body: unknown = {}) =>
    fetch(`${ready.url}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'x-auth-token': ready.token },
      body: JSON.stringify(body),
    });
  /** The lines of the channel as a person sees them. */
  const shown = (): readonly string[] => {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document: { uri } }) => uri.scheme === 'output' && uri.path.endsWith('talk'),
    );
    return editor?.document.getText().split('\n') ?? [];
  };
  /** The numbered words that the function said, in the order of the channel. */
  const said = (): string =>
    shown()
      .flatMap((line) => /(\S+ \d+)\.$/.exec(line)?.[1] ?? [])
      .join(', ');
  const saw = (text: string) => eventually(() => assert.equal(said(), text), 20_000);
  const notes = (): string =>
    shown()
      .filter((line) => /^[▶■⋯] /.test(line))
      .map((line) => line.replaceAll(/\d\d:\d\d:\d\d/g, 'T'))
      .join('\n');
  const queries = async (operation: string) =>
    (await requestsSeen(ready)).filter((one) => 'operation' in one && one.operation === operation);

  for (const service of SERVICES) {
    it(`shows what was before, and each line once while an invocation reads it, too: ${service}`, async () => {
      await start();
      const ref = refOf(service);
      await invoke(ref, { word: 'early' });
      await follow(ref);
      await saw('early 1, early 2, early 3');
      const cloud = await connections.cloud(ref.connection);
      const others: string[] = [];
      const wanted = { from: Date.now(), isEarlier: () => false };
      const live = followLog(streams, cloud, ref, wanted, (lines) =>
        others.push(...lines.map(({ text }) => text)),
      );
      await invoke(ref, { word: 'beside' });
      await invoke(ref, { word: 'late', lines: 2 });
      await saw('early 1, early 2, early 3, beside 1, beside 2, beside 3, late 1, late 2');
      assert.equal(streams.list().length, 1);
      assert.equal(others.filter((text) => /beside \d/.test(text)).length, 3);
      assert.ok(
        shown().some((line) => line.endsWith('[warn] late is over {"lines":2}')),
        shown().join('\n'),
      );
      // One look a second, whoever reads.
      const looks = (await queries(service === 'functioncompute-3' ? 'GetLogs' : 'ltsQuery')) as unknown as {
        at: string;
      }[];
      const times = looks.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
      const close = times.filter((time, i) => i > 0 && time - (times[i - 1] ?? 0) < 700);
      assert.ok(close.length <= 1, `looks at ${times.join(', ')}`);
      live.stop();
      assert.equal(log.state.kind, 'live');
      assert.equal(streams.list().length, 1);
    });
  }

  it('closes the gap after a broken connection, and an expired token leaves none', async () => {
    await start();
    const [account] = sandboxAccounts(ready);
    assert.ok(account);
    const { user = '', password = '', domain = '' } = ready.line as Readonly<Record<string, string>>;
    const signIn: Account = {
      connection: { ...account.connection, id: 'signed', credential: 'password', user, domain },
      secret: { kind: 'password', password } satisfies Secret,
    };
    connections.setSandbox([...sandboxAccounts(ready), signIn]);
    const ref = { ...refOf('functiongraph-huawei'), connection: 'signed' };
    await follow(ref);
    await invoke(ref, { word: 'one', lines: 1 });
    await saw('one 1');
    const kinds = new Set<string>();
    const listening = streams.onDidChange(() => kinds.add(log.state.kind));
    await faults('ltsQuery:reset:x1', 'ltsQuery:truncated:x1');
    await invoke(refOf('functiongraph-huawei'), { word: 'two', lines: 1 });
    await saw('one 1, two 1');
    await control('tokens/expire');
    await invoke(refOf('functiongraph-huawei'), { word: 'three', lines: 1 });
    await saw('one 1, two 1, three 1');
    listening.dispose();
    assert.ok(kinds.has('reconnecting'), [...kinds].join(', '));
    assert.equal(log.state.kind, 'live');
    assert.match(
      notes(),
      /^▶ T Log of orders\/talk from T on, through “.+”\n⋯ T Lines are missing since T: .+\n⋯ T Read again; the lines since T follow/,
    );
  });

  it('shows the lines of a request, of a word, of a level, while they are typed', async () => {
    await start();
    const ref = refOf('functiongraph-huawei');
    await follow(ref);
    const first = await invoke(ref, { word: 'apple', lines: 2 });
    await invoke(ref, { word: 'pear', lines: 2 });
    await saw('apple 1, apple 2, pear 1, pear 2');
    const typing = async (typed: string, answer: 'enter' | 'escape'): Promise<string | undefined> => {
      const original = vscode.window.showInputBox;
      let wrong: string | undefined;
      Object.assign(vscode.window, {
        showInputBox: async (options: vscode.InputBoxOptions) => {
          const told = await options.validateInput?.(typed);
          wrong = typeof told === 'string' ? told : undefined;
          if (answer === 'escape') await eventually(() => assert.match(said(), /^pear/));
          return answer === 'enter' ? typed : undefined;
        },
      });
      await part.filter(ref);
      Object.assign(vscode.window, { showInputBox: original });
      return wrong;
    };
    assert.equal(await typing(`request:${first ?? ''}`, 'enter'), undefined);
    await saw('apple 1, apple 2');
    assert.ok(shown()[0]?.startsWith('⋯ Shown are the lines that fit the filter: request:'), shown()[0]);
    assert.equal(await typing('PEAR', 'escape'), undefined);
    await saw('apple 1, apple 2');
    assert.equal(await typing('level:warn', 'enter'), undefined);
    await eventually(() => assert.equal(shown().filter((line) => line.includes('is over')).length, 2));
    assert.equal(said(), '');
    assert.match((await typing('level:loud', 'enter')) ?? '', /^“loud” is no level/);
    assert.equal(await typing('', 'enter'), undefined);
    await saw('apple 1, apple 2, pear 1, pear 2');
  });

  it('stops, asks no more, and goes on from where it was', async () => {
    await start();
    const ref = refOf('functioncompute-3');
    await follow(ref, 0);
    await invoke(ref, { word: 'one', lines: 1 });
    await saw('one 1');
    await part.stop(ref);
    assert.deepEqual([log.state.kind, streams.list()], ['left', []]);
    await eventually(() => assert.match(notes(), /■ T Stopped by you; lines are complete to T$/));
    const asked = (await queries('GetLogs')).length;
    await invoke(ref, { word: 'two', lines: 1 });
    assert.equal((await queries('GetLogs')).length, asked);
    const original = vscode.window.showQuickPick;
    let offered: readonly string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        offered = items.map(({ label }) => label.replace(/\d\d:\d\d:\d\d/, 'T'));
        return Promise.resolve(items[0]);
      },
    });
    await part.follow(ref);
    Object.assign(vscode.window, { showQuickPick: original });
    assert.deepEqual(offered, ['Go On from T', 'From Now On', 'Last 15 Minutes', 'Last Hour']);
    await saw('one 1, two 1');
  });

  it('says that logs are not collected, and the command that it offers lets them be', async () => {
    await start('--no-lts');
    const ref = refOf('functiongraph-huawei');
    await invoke(ref, { word: 'lost', lines: 1 });
    const [told = ''] = await errorsShown(async () => {
      const followed = await part.follow(ref, 60);
      assert.ok(followed);
      log = followed;
      await eventually(() => assert.equal(log.state.kind, 'stopped'));
    });
    assert.match(
      told,
      /^The log of orders\/talk is not followed: The logs of this function are not collected\. /,
    );
    await eventually(() =>
      assert.match(notes(), /■ T Stopped: The logs of this function are not collected\./),
    );
    const question = await answering('Enable', () => part.enable(ref));
    assert.match(question, /^Enable the collection of logs for the whole project of “Sandbox · Huawei/);
    assert.equal((await queries('enableLtsLogs')).length, 1);
    await eventually(() => assert.equal(log.state.kind, 'live'));
    await invoke(ref, { word: 'kept', lines: 1 });
    await eventually(() => assert.match(said(), /kept 1$/), 20_000);
  });

  it('leads to the console where no call lets logs be collected', async () => {
    await start();
    const offered: unknown[][] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showInformationMessage: (...given: unknown[]) => {
        offered.push(given.filter((each) => typeof each === 'string'));
        return Promise.resolve(undefined);
      },
    });
    try {
      assert.equal(await part.enable(refOf('functioncompute-3')), false);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(offered, [
      ['Where logs are collected is set for each function or service, in the console.', 'Open Console'],
    ]);
    assert.equal((await queries('enableLtsLogs')).length, 0);
  });

  it('ends when its connection leads elsewhere or is gone', async () => {
    await start();
    const accounts = sandboxAccounts(ready);
    const ref = refOf('functiongraph-huawei');
    await follow(ref);
    await invoke(ref, { word: 'one', lines: 1 });
    await saw('one 1');
    const elsewhere = ({ connection, secret }: (typeof accounts)[number]) =>
      connection.id === ref.connection
        ? { connection: { ...connection, endpoint: 'http://127.0.0.1:9' }, secret }
        : { connection, secret };
    connections.setSandbox(accounts.map(elsewhere));
    await eventually(() =>
      assert.match(notes(), /■ T Stopped; lines are missing since T: The connection leads elsewhere now\.$/),
    );
    assert.deepEqual([log.state.kind, streams.list()], ['left', []]);
    // Followed again, it is read where the connection leads now.
    const asked = (await queries('ltsQuery')).length;
    await part.follow(ref, 0);
    await eventually(() => assert.match(log.state.kind, /^(reconnecting|stopped)$/));
    assert.equal((await queries('ltsQuery')).length, asked);
    connections.setSandbox(accounts);
    await eventually(() => assert.equal(log.state.kind, 'left'));
    await follow(ref, 0);
    connections.setSandbox([]);
    await eventually(() => assert.equal(log.state.kind, 'left'));
    assert.match(notes(), /■ T Stopped[^\n]*\n?.*$/);
    assert.deepEqual(streams.list(), []);
    // What can be done with a log needs no connection.
    await part.stop(ref);
  });

  it('shows the newest lines of very many, and says how many are gone', async function () {
    this.timeout(60_000);
    await start();
    const ref = refOf('functiongraph-huawei');
    const original = vscode.window.createOutputChannel;
    let handed = '';
    Object.assign(vscode.window, {
      createOutputChannel: (name: string, language: string) => {
        const channel = original(name, language);
        return Object.assign(Object.create(channel) as vscode.OutputChannel, {
          append: (text: string) => {
            handed += text;
            channel.append(text);
          },
          clear: () => {
            handed = '';
            channel.clear();
          },
          show: () => channel.show(true),
          dispose: () => channel.dispose(),
        });
      },
    });
    try {
      await follow(ref, 0);
    } finally {
      Object.assign(vscode.window, { createOutputChannel: original });
    }
    // One run of so many is cut where its output is not read within a second.
    for (let from = 0; from < 21_000; from += 3000) await invoke(ref, { word: 'many', lines: 3000, from });
    await eventually(() => assert.match(handed.slice(-1000), /many 21000\.\n.* is over/), 40_000);
    const lines = handed.split('\n');
    const numbers = lines.flatMap((line) => /many (\d+)\.$/.exec(line)?.[1] ?? []);
    assert.ok(numbers.length <= 20_000 && numbers.length >= 10_000, String(numbers.length));
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, i) => String(21_001 - numbers.length + i)),
    );
    assert.match(
      lines[0] ?? '',
      /^⋯ [\d,]+ earlier lines are no longer shown: the newest 20,000 at most are\.$/,
    );
  });
});
