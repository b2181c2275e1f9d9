import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { VSIX, manifest } from '../harness/project.mjs';
import { median, type Row } from './row';
import { inWindow } from './window';

const RUNS = 5;

/** An extension to measure. */
interface Subject {
  readonly id: string;
  readonly vsix: string;
  /** Name of its view container. */
  readonly title: string;
}

/**
 * Activation of FnDeck, of an extension that does nothing, and of one that tells VS Code the same as FnDeck with nothing
 * behind it, by turns in windows of their own and by the same events; by opening its view where no event came before.
 */
export async function measureActivation(): Promise<Row[]> {
  const fndeck: Subject = { id: 'fndeck.fndeck', vsix: VSIX, title: 'FnDeck' };
  const empty: Subject = { id: 'fndeck.bench-empty', vsix: packEmpty(), title: 'Bench' };
  const bare: Subject = { id: 'fndeck.bench-bare', vsix: packBareRegistrations(), title: 'Bench' };
  const times = { fndeck: [] as Activation[], empty: [] as Activation[], bare: [] as Activation[] };
  for (let run = 0; run < RUNS; run++) {
    times.fndeck.push(await activate(fndeck));
    times.empty.push(await activate(empty));
    times.bare.push(await activate(bare));
  }
  const [own, other] = [median(times.fndeck.map(whole)), median(times.empty.map(whole))];
  const registering = median(times.bare.map(whole)) - other;
  const [load, call] = [
    median(times.fndeck.map((one) => one.load)),
    median(times.fndeck.map((one) => one.call)),
  ];
  const detail = `median of ${String(RUNS)}; FnDeck ${String(own)} ms (its code ${String(load)}, activate ${String(call)}), an empty extension ${String(other)} ms; VS Code takes ${String(registering)} of what is over for an extension that registers the same with nothing behind it`;
  return [
    { what: 'activation, over an empty extension', measured: own - other, budget: 8, unit: 'ms', detail },
  ];
}

/** Milliseconds of VS Code's own table. */
interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

function whole({ load, call, finish }: Activation): number {
  return load + call + finish;
}

function packEmpty(): string {
  return packExtension({
    name: 'bench-empty',
    activationEvents: manifest().activationEvents,
    contributes: {
      viewsContainers: { activitybar: [{ id: 'bench', title: 'Bench', icon: '$(circle)' }] },
      views: { bench: [{ id: 'bench.empty', name: 'Bench' }] },
    },
    code: 'exports.activate = () => undefined;',
  });
}

/** An extension that registers as many commands, views, editors and the like as FnDeck does when it is activated. */
function packBareRegistrations(): string {
  const { commands } = manifest().contributes;
  return packExtension({
    name: 'bench-bare',
    activationEvents: manifest().activationEvents,
    contributes: {
      viewsContainers: { activitybar: [{ id: 'bench', title: 'Bench', icon: '$(circle)' }] },
      views: { bench: ['first', 'second'].map((name) => ({ id: `bench.${name}`, name })) },
      commands: commands.map(({ command, title }) => ({ command: `bench.${command}`, title })),
      customEditors: [
        { viewType: 'bench.bare', displayName: 'Bench', selector: [{ filenamePattern: '*.bench' }] },
      ],
    },
    code: `
      const { Disposable, EventEmitter, commands, languages, window, workspace } = require('vscode');
      const nothing = () => undefined;
      const event = () => new EventEmitter().event;
      exports.activate = ({ extension }) => {
        window.createOutputChannel('Bench', { log: true });
        window.createStatusBarItem('bench', 1, 100);
        for (const scheme of ['bench-first', 'bench-second'])
          workspace.registerFileSystemProvider(scheme, {
            onDidChangeFile: event(),
            watch: () => new Disposable(nothing),
            ...{ stat: nothing, readFile: nothing, writeFile: nothing, delete: nothing, rename: nothing },
            ...{ readDirectory: nothing, createDirectory: nothing },
          });
        window.registerCustomEditorProvider('bench.bare', { resolveCustomTextEditor: nothing });
        for (const kind of ['event', 'overview', 'replay', 'repeat'])
          window.registerWebviewPanelSerializer('bench.' + kind, { deserializeWebviewPanel: nothing });
        for (const pattern of ['**/*.json', '**/*.jsonc', '**/*.yaml'])
          languages.registerCodeLensProvider([{ pattern }], { onDidChangeCodeLenses: event() });
        window.registerFileDecorationProvider({ onDidChangeFileDecorations: event() });
        window.registerUriHandler({ handleUri: nothing });
        workspace.createFileSystemWatcher('**/*.bench').onDidCreate(nothing);
        for (const id of ['bench.first', 'bench.second'])
          window.createTreeView(id, { treeDataProvider: { getChildren: nothing, getTreeItem: nothing } });
        for (const { command } of extension.packageJSON.contributes.commands)
          commands.registerCommand(command, nothing);
      };`,
  });
}

/** In the extension host: loading the code, calling `activate`, and waiting for its promise. */
function activate({ id, vsix, title }: Subject): Promise<Activation> {
  return inWindow({ vsix: [vsix] }, async ({ workbench, server }) => {
    const hostLog = () => server.logs(/remoteexthost\.log$/);
    await workbench.activity(title).waitFor();
    await expect.poll(hostLog, { timeout: 30_000 }).toContain('Eager extensions activated');
    const host = await extensionHostOf(server.pid);
    await quiet(host); // the work of the start would count as activation
    await workbench.activity(title).click();
    await expect.poll(hostLog).toContain(`_doActivateExtension ${id}`);
    await quiet(host);
    await workbench.command('Developer: Startup Performance');
    let text = '';
    await expect(async () => {
      text = await workbench.editorText();
      expect(text).toContain(`| ${id} `);
    }).toPass({ timeout: 30_000 });
    return timeOf(text, id);
  });
}

/** Of VS Code's table `| Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By |`. */
function timeOf(text: string, id: string): Activation {
  const row = text.split('\n').find((line) => line.startsWith(`| ${id} `)) ?? '';
  const [load = NaN, call = NaN, finish = NaN] = row.split('|').slice(3, 6).map(Number);
  return { load, call, finish };
}

async function extensionHostOf(server: number): Promise<string> {
  const find = () =>
    readdirSync('/proc').find((entry) => {
      if (!/^\d+$/.test(entry)) return false;
      return (
        readProc(entry, 'cmdline').includes('--type=extensionHost') &&
        new RegExp(`^PPid:\\s+${String(server)}$`, 'm').test(readProc(entry, 'status'))
      );
    });
  await expect.poll(find, { timeout: 15_000 }).toBeTruthy();
  return find() ?? '';
}

/** Waits for three seconds in a row in which a process took at most 5 % of a core. */
async function quiet(pid: string): Promise<void> {
  let last = NaN;
  let seconds = 0;
  await expect(() => {
    const fields = (readProc(pid, 'stat').split(') ')[1] ?? '').split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]); // of 10 ms
    seconds = ticks - last <= 5 ? seconds + 1 : 0;
    last = ticks;
    expect(seconds).toBeGreaterThanOrEqual(3);
  }).toPass({ intervals: [1000], timeout: 60_000 });
}

/** A file of Linux's /proc; empty where the process is gone. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
