import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT, VSIX } from '../harness/project.mjs';
import type { Row } from './row';
import { packStarter, startedSandbox, starterDone, starterEnvironment } from './starter';
import { inWindow } from './window';

/** Function Compute gives back 32 MB at most. */
const BYTES = 30 * 1024 * 1024;
/** Bytes of a line of text. */
const LINE = 64;
/** Other programs run in between: of so many runs the best counts. */
const RUNS = 3;

/** What the function gives back: lines of ASCII, lines of other letters, one JSON document, bytes that are no text. */
const KINDS = ['lines', 'letters', 'json', 'bytes'] as const;

/** What the starter says of a kind. */
interface Seen {
  /** Longest stretches without a pause, in milliseconds, one a run. */
  readonly invoking: readonly number[];
  readonly writing: readonly number[];
  /** Lines in the file that shows it, and how many of them are different. */
  readonly lines: number;
  readonly different: number;
}

/** A result of 30 MB on Function Compute: how long it blocks the extension host, and whether all of it can be read. */
export function measureResults(): Promise<Row[]> {
  const settings = {
    'fndeck.sandbox.arguments': ['--functions', makeFunction()],
    'fndeck.invoke.revealOutput': 'never',
  };
  const files = Object.fromEntries(KINDS.map((kind) => [`${kind}.json`, `{"kind":"${kind}"}\n`]));
  const options = { vsix: [VSIX, packStarter(INVOKE)], files, settings, env: starterEnvironment() };
  return inWindow(options, async () => {
    await startedSandbox();
    const seen = (await starterDone(400_000)) as Readonly<Record<(typeof KINDS)[number], Seen>>;
    const { lines, different } = seen.lines;
    return [
      ...KINDS.flatMap((kind) => [
        block(`a result of 30 MB (${kind}) is taken`, seen[kind].invoking),
        ...(kind === 'bytes'
          ? []
          : [block(`a result of 30 MB (${kind}) is written to a file`, seen[kind].writing)]),
      ]),
      {
        what: 'lines of a result of 30 MB that are lost or there twice',
        measured: BYTES / LINE - different + (lines - different),
        budget: 0,
        unit: 'lines',
        detail: `of ${(BYTES / LINE).toLocaleString('en')}, in the file that shows it`,
      },
    ];
  });
}

function block(what: string, times: readonly number[]): Row {
  const detail = `longest stretch of the extension host; best of ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`;
  return { what: `${what}, longest block`, measured: Math.min(...times), budget: 50, unit: 'ms', detail };
}

/**
 * Invokes, and shows the result as a person would. What the host's thread did not work while a timer was late does not
 * count: then it was other programs that had the processor.
 */
const INVOKE = `
  const { readFileSync } = require('node:fs');
  const [folder] = vscode.workspace.workspaceFolders;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const blockOf = async (work) => {
    let [longest, last, cpu, over] = [0, performance.now(), process.threadCpuUsage(), false];
    const tick = () => {
      const { user, system } = process.threadCpuUsage(cpu);
      longest = Math.max(longest, Math.min(performance.now() - last - 5, (user + system) / 1000));
      [last, cpu] = [performance.now(), process.threadCpuUsage()];
      if (!over) setTimeout(tick, 5);
    };
    tick();
    const value = await work();
    await pause(300);
    over = true;
    return { longest, value };
  };
  const seen = {};
  for (const kind of ${JSON.stringify(KINDS)}) {
    const payload = vscode.Uri.joinPath(folder.uri, kind + '.json');
    const ref = { connection: 'sandbox-functioncompute-3', group: '', name: 'large', qualifier: 'LATEST' };
    const [invoking, writing] = [[], []];
    let [lines, different] = [0, 0];
    for (let run = 0; run < ${String(RUNS)}; run++) {
      const { longest, value } = await blockOf(() =>
        vscode.commands.executeCommand('fndeck.invokeWithPayload', ref, payload));
      if (!value || value.outcome.kind !== 'succeeded') throw new Error(JSON.stringify(value && value.outcome));
      invoking.push(longest);
      if (kind === 'bytes') continue;
      const shown = await blockOf(() =>
        vscode.commands.executeCommand('fndeck.showInvocationResult', { kind: 'ended', summary: value }));
      writing.push(shown.longest);
      const { input } = vscode.window.tabGroups.all.map(({ activeTab }) => activeTab).find((tab) => tab && /result/.test(tab.label));
      const file = input.uri.fsPath;
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      if (kind !== 'lines' || run > 0) continue;
      const all = readFileSync(file, 'utf8').split('\\n').filter((line) => line !== '');
      [lines, different] = [all.length, new Set(all).size];
    }
    seen[kind] = { invoking, writing, lines, different };
  }
  return seen;`;

/** Makes the folder of a function that gives back as many bytes as it is asked for, of a kind. */
function makeFunction(): string {
  const functions = join(OUT, 'bench', 'functions');
  const folder = join(functions, 'bench', 'large');
  rmSync(functions, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const about = { runtime: 'Node.js18.15', handler: 'index.handler', timeout: 60, memory: 1024 };
  writeFileSync(join(folder, 'function.json'), JSON.stringify(about));
  writeFileSync(
    join(folder, 'index.js'),
    `const bytes = ${String(BYTES)};
     const lines = (text) => Array.from({ length: bytes / ${String(LINE)} }, (_, i) => text(String(i).padStart(8, '0')));
     const kinds = {
       lines: () => lines((number) => number + ' ' + 'x'.repeat(${String(LINE - 10)}) + '\\n').join(''),
       letters: () => lines((number) => number + ' ' + '世界'.repeat(9) + '\\n').join(''),
       json: () => JSON.stringify(lines((number) => ({ number, text: 'x'.repeat(${String(LINE - 34)}) }))),
       bytes: () => Buffer.alloc(bytes, 255),
     };
     exports.handler = async (event) => Buffer.from(kinds[JSON.parse(event).kind]());`,
  );
  return functions;
}
