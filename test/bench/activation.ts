import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { VSIX, manifest } from '../harness/project.mjs';
import { median, type Row } from './row';
import { inWindow, type Window } from './window';

const RUNS = 5;
const FNDECK = 'fndeck.fndeck';
const EMPTY = 'fndeck.bench-empty';

/** Milliseconds of the extension host: loading the code, calling `activate`, and waiting for its promise. */
type Times = Readonly<Record<string, number>>;

/**
 * Activation of FnDeck and of an extension that does nothing, in the same windows and by the same events; by opening
 * its view where no event came before.
 */
export async function measureActivation(): Promise<Row[]> {
  const vsix = [VSIX, packEmpty()];
  const runs: Times[] = [];
  for (let run = 0; run < RUNS; run++) {
    // By turns: whoever comes second finds the extension host a little warmer.
    const order = run % 2 === 0 ? ['FnDeck', 'Bench'] : ['Bench', 'FnDeck'];
    runs.push(await inWindow({ vsix }, (window) => activate(window, order)));
  }
  const own = median(runs.map((times) => times[FNDECK] ?? NaN));
  const empty = median(runs.map((times) => times[EMPTY] ?? NaN));
  const detail = `median of ${String(RUNS)}; FnDeck ${String(own)} ms, an empty extension ${String(empty)} ms`;
  return [
    { what: 'activation', measured: own, budget: 15, unit: 'ms', detail },
    { what: 'activation, by an empty extension', measured: own / empty, budget: 1.5, unit: '×', detail },
  ];
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

async function activate({ page, workbench, server }: Window, order: readonly string[]): Promise<Times> {
  const hostLog = () => server.logs(/remoteexthost\.log$/);
  for (const title of order) await workbench.activity(title).waitFor();
  await expect.poll(hostLog, { timeout: 30_000 }).toContain('Eager extensions activated');
  const host = await extensionHostOf(server.pid);
  for (const title of order) {
    await quiet(host); // the work of the start would count as activation
    await workbench.activity(title).click();
    await expect.poll(hostLog).toContain(`_doActivateExtension ${title === 'FnDeck' ? FNDECK : EMPTY}`);
  }
  await quiet(host);
  await workbench.command('Developer: Startup Performance');
  let text = '';
  await expect(async () => {
    text = await workbench.editorText();
    expect(text).toContain(`| ${FNDECK} `);
  }).toPass({ timeout: 30_000 });
  await page.close();
  return { [FNDECK]: timeOf(text, FNDECK), [EMPTY]: timeOf(text, EMPTY) };
}

/** Of VS Code's table `| Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By |`. */
function timeOf(text: string, id: string): number {
  const row = text.split('\n').find((line) => line.startsWith(`| ${id} `)) ?? '';
  const [load, call, finish] = row.split('|').slice(3, 6).map(Number);
  return (load ?? NaN) + (call ?? NaN) + (finish ?? NaN);
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
