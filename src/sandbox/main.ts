import os from 'node:os';
import path from 'node:path';
import { readArguments, USAGE, type SandboxOptions } from './options';
import { createRunner, type FunctionSpec, type RunResult, type SpecRemark } from './runner/runner';
import { startSandbox, type Sandbox } from './sandbox';

/** How long a warm instance of a function waits for its next event. */
const IDLE_MS = 60_000;
const MOST_INSTANCES = 16;

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The sandbox did not start: ${textOf(error)}\n`);
  process.exit(1);
});

/** The command line: prints one JSON line when ready; ends on SIGTERM, SIGINT, SIGHUP, or with its parent. */
async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const { options, parent, tellLoads } = readOrExplain(args);
  const sandbox = await start(options, tellLoads);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void sandbox.stop().finally(() => process.exit(0));
  };
  // A terminal that is closed hangs up: its folder and its handlers would be left behind.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
  if (parent) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
}

function start(options: SandboxOptions, tellLoads: boolean): Promise<Sandbox> {
  const runner = createRunner({
    node: process.execPath,
    python: 'python3',
    places: { path: process.env['PATH'] ?? '', home: process.env['HOME'] ?? os.homedir() },
    runtimesDir: path.join(__dirname, 'runtimes'),
    idleMs: IDLE_MS,
    maxInstances: MOST_INSTANCES,
    ...(tellLoads && { onLoad: tellLoad }),
  });
  return startSandbox(options, { runner, warn: (text) => process.stderr.write(`${text}\n`) });
}

/**
 * Prints that a function's code was loaded, or why it was not, and how it runs otherwise than its file says. What else
 * can end a start is no matter of the code.
 */
function tellLoad(
  { dir, settings, runtime, handler }: FunctionSpec,
  failure: RunResult | undefined,
  remarks: readonly SpecRemark[],
): void {
  if (failure !== undefined && failure.kind !== 'failed') return;
  const { errorType, message, place } = failure ?? {};
  const why = failure && { errorType, message, ...place };
  const load = { dir, runtime, handler, ...(why && { why }), settings, remarks };
  process.stdout.write(`${JSON.stringify({ load })}\n`);
}

function readOrExplain(args: readonly string[]): ReturnType<typeof readArguments> {
  try {
    return readArguments(args);
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
