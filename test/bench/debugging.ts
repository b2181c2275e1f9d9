import { VSIX } from '../harness/project.mjs';
import { median, type Row } from './row';
import { packStarter, startedSandbox, starterDone, starterEnvironment } from './starter';
import { inWindow } from './window';

const RUNS = 9;

/** A handler that runs itself where the file is what Node.js is started with; the breakpoint is on line 2. */
const CODE = `exports.handler = async (event) => {
  return 'Hello, ' + event.name;
};
if (require.main === module) exports.handler({ name: 'Ada' });
`;
const FILES = {
  'functions/demo/timed/function.json': JSON.stringify({ runtime: 'Node.js18.15', handler: 'index.handler' }),
  'functions/demo/timed/index.js': CODE,
  'payload.json': '{ "name": "Ada" }',
};

/** Debugs the function and the plain file by turns; gives both times from the start to the breakpoint, in milliseconds. */
const WORK = `
  const [folder] = vscode.workspace.workspaceFolders;
  const at = (path) => vscode.Uri.joinPath(folder.uri, path);
  const code = at('functions/demo/timed/index.js');
  const line = new vscode.Location(code, new vscode.Position(1, 0));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(line)]);
  let stopped = () => undefined;
  let wake = () => undefined;
  const open = new Set();
  vscode.debug.onDidStartDebugSession((session) => open.add(session.id));
  vscode.debug.onDidTerminateDebugSession((session) => (open.delete(session.id), wake()));
  vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: ({ type, event, body }) => {
        if (type === 'event' && event === 'stopped') stopped({ session, threadId: body.threadId });
      },
    }),
  });
  const timed = async (start) => {
    const stop = new Promise((resolve) => (stopped = resolve));
    const began = performance.now();
    const going = start();
    const { session, threadId } = await stop;
    const ms = performance.now() - began;
    await session.customRequest('continue', { threadId });
    await going;
    while (open.size > 0) await new Promise((resolve) => (wake = resolve));
    return ms;
  };
  const ref = { connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'timed', qualifier: 'latest' };
  const ours = () => vscode.commands.executeCommand('fndeck.debugWithPayload', ref, at('payload.json'));
  const launch = { type: 'node', request: 'launch', name: 'plain', program: code.fsPath };
  const quiet = { console: 'internalConsole', internalConsoleOptions: 'neverOpen' };
  const plain = () =>
    vscode.debug.startDebugging(folder, { ...launch, ...quiet, runtimeExecutable: process.execPath });
  const times = { ours: [], plain: [] };
  for (let run = 0; run <= ${String(RUNS)}; run++) {
    times.ours.push(await timed(ours));
    times.plain.push(await timed(plain));
  }
  return times;`;

/** From “Start Debugging with Payload” to the breakpoint, against a plain debug session of the same file. */
export async function measureDebugging(): Promise<Row[]> {
  const options = { vsix: [VSIX, packStarter(WORK)], files: FILES, env: starterEnvironment() };
  const { ours, plain } = await inWindow(options, async () => {
    await startedSandbox();
    return (await starterDone(180_000)) as Readonly<Record<'ours' | 'plain', readonly number[]>>;
  });
  // The first of each loads what is loaded once.
  const [own, other] = [median(ours.slice(1)), median(plain.slice(1))];
  return [
    {
      what: 'from debugging with a payload to the breakpoint, by a plain debug session',
      measured: own / other,
      budget: 1.5,
      unit: '×',
      detail: `median of ${String(RUNS)}: ${own.toFixed(0)} ms and ${other.toFixed(0)} ms; the first takes ${(ours[0] ?? 0).toFixed(0)} and ${(plain[0] ?? 0).toFixed(0)} ms`,
    },
  ];
}
