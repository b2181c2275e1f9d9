import path from 'node:path';
import { readArguments, USAGE, type SandboxOptions } from './options';
import { createRunner } from './runner/runner';
import { startSandbox, type Sandbox } from './sandbox';

/** How long a warm instance of a function waits for its next event. */
const IDLE_MS = 60_000;
const MOST_INSTANCES = 16;

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The sandbox did not start: ${textOf(error)}\n`);
  process.exit(1);
});

/** The command line: prints one JSON line when ready; ends on SIGTERM, SIGINT, or with its parent. */
async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const { options, parent } = readOrExplain(args);
  const sandbox = await start(options);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void sandbox.stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (parent) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
}

function start(options: SandboxOptions): Promise<Sandbox> {
  const runner = createRunner({
    node: process.execPath,
    python: 'python3',
    runtimesDir: path.join(__dirname, 'runtimes'),
    idleMs: IDLE_MS,
    maxInstances: MOST_INSTANCES,
  });
  return startSandbox(options, { runner, warn: (text) => process.stderr.write(`${text}\n`) });
}

function readOrExplain(args: readonly string[]): {
  readonly options: SandboxOptions;
  readonly parent: boolean;
} {
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
