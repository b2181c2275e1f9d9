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
 * Activation of FnDeck and of an extension that does nothing, by turns in windows of their own and by the same events;
 * by opening its view where no event came before.
 */
export async function measureActivation(): Promise<Row[]> {
  const fndeck: Subject = { id: 'fndeck.fndeck', vsix: VSIX, title: 'FnDeck' };
  const empty: Subject = { id: 'fndeck.bench-empty', vsix: packEmpty(), title: 'Bench' };
  const times = { fndeck: [] as Activation[], empty: [] as Activation[] };
  for (let run = 0; run < RUNS; run++) {
    times.fndeck.push(await activate(fndeck));
    times.empty.push(await activate(empty));
  }
  const [own, other] = [median(times.fndeck.map(whole)), median(times.empty.map(whole))];
  const [load, call] = [
    median(times.fndeck.map((one) => one.load)),
    median(times.fndeck.map((one) => one.call)),
  ];
  const detail = `median of ${String(RUNS)}; FnDeck ${String(own)} ms (its code ${String(load)}, activate ${String(call)}), an empty extension ${String(other)} ms`;
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
