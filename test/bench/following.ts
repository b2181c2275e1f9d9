import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT, VSIX } from '../harness/project.mjs';
import type { Row } from './row';
import { packStarter, startedSandbox, starterDone, starterEnvironment, type Answered } from './starter';
import { inWindow } from './window';

/**
 * The function writes lines for so long, and nothing for the rest of its time; in seconds. Together less than a minute,
 * after which a command no longer waits for an event's end.
 */
const [WRITING, SILENT] = [12, 40];
/** Silence after which looks are far apart, in seconds. */
const SETTLING = 15;

/** What is followed, by the requests that begin it and that read its log. */
const FOLLOWED = [
  { what: 'event (FunctionGraph)', begin: 'invokeAsync', look: 'ltsQuery' },
  { what: 'synchronous invocation (Function Compute)', begin: 'InvokeFunction', look: 'GetLogs' },
] as const;

/**
 * Requests to the log services while an event and a synchronous invocation are followed, at the same time: first their
 * functions write, then nothing comes.
 */
export async function measureFollowing(): Promise<Row[]> {
  const settings = { 'fndeck.sandbox.arguments': ['--functions', makeFunction()] };
  const files = { 'payload.json': '{}\n' };
  const options = { vsix: [VSIX, packStarter(FOLLOW)], files, settings, env: starterEnvironment() };
  const requests = await inWindow(options, async () => {
    const sandbox = await startedSandbox();
    const outcomes = JSON.stringify(await starterDone((WRITING + SILENT + 60) * 1000));
    if (outcomes !== '["succeeded","succeeded"]') throw new Error(`not followed to the end: ${outcomes}`);
    return sandbox.requests();
  });
  return FOLLOWED.flatMap((followed) => rowsOf(followed, requests));
}

function rowsOf({ what, begin, look }: (typeof FOLLOWED)[number], requests: readonly Answered[]): Row[] {
  const secondsOf = (wanted: string) =>
    requests
      .filter(({ operation }) => operation === wanted)
      .map(({ at, ms }) => (Date.parse(at) - ms) / 1000)
      .sort((one, other) => one - other);
  const [began = NaN] = secondsOf(begin);
  const looks = secondsOf(look).map((at) => at - began);
  const row = (when: string, seconds: number, from: number, to: number): Row => {
    const between = looks.filter((at) => at >= from && at < to);
    const [first = NaN, last = NaN] = [between[0], between.at(-1)];
    return {
      what: `log requests in ${String(seconds)} s ${when}, ${what}`,
      measured: ((between.length - 1) / (last - first)) * seconds,
      budget: 1,
      unit: 'requests',
      detail: `${String(between.length)}, the last ${(last - first).toFixed(1)} s after the first`,
    };
  };
  return [
    row('while lines come', 1, 0, WRITING),
    row('while nothing comes', 5, WRITING + SETTLING, WRITING + SILENT),
  ];
}

/** Sends the payload as an event and to be waited for, and follows both to their ends. */
const FOLLOW = `
  const [folder] = vscode.workspace.workspaceFolders;
  const payload = vscode.Uri.joinPath(folder.uri, 'payload.json');
  const run = (command, connection, group, qualifier) =>
    vscode.commands.executeCommand(command, { connection, group, name: 'follow', qualifier }, payload);
  const records = await Promise.all([
    run('fndeck.invokeAsyncWithPayload', 'sandbox-functiongraph-huawei', 'bench', 'latest'),
    run('fndeck.invokeWithPayload', 'sandbox-functioncompute-3', '', 'LATEST'),
  ]);
  const said = ({ outcome }) => (outcome.kind === 'succeeded' ? outcome.kind : outcome);
  return records.map((record) => record && said(record));`;

/** Makes the folder of a function that writes a line each half second, and then takes its time. */
function makeFunction(): string {
  const functions = join(OUT, 'bench', 'functions');
  const folder = join(functions, 'bench', 'follow');
  rmSync(functions, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const about = {
    runtime: 'Node.js18.15',
    handler: 'index.handler',
    timeout: 80,
    memory: 128,
    async: { record: true },
  };
  writeFileSync(join(folder, 'function.json'), JSON.stringify(about));
  writeFileSync(
    join(folder, 'index.js'),
    `const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
     exports.handler = async () => {
       for (let line = 1; line <= ${String(WRITING * 2)}; line++) {
         console.log('line ' + line);
         await wait(500);
       }
       await wait(${String(SILENT * 1000)});
       return '{}';
     };`,
  );
  return functions;
}
