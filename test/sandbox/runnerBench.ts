import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import {
  createRunner,
  type FunctionSpec,
  type Runner,
  type RunnerOptions,
  type RunOutcome,
  type RunRequest,
} from '../../src/sandbox/runner/runner';

const RUNTIMES = resolve(import.meta.dirname, '../../src/sandbox/runtimes');

/** An outcome with the lines that were logged until then. */
export interface Ran {
  readonly outcome: RunOutcome;
  readonly lines: readonly string[];
}

/** A folder of runtimes, made as the build makes `dist/runtimes`. */
export async function buildRuntimes(folder: string): Promise<void> {
  await build({
    entryPoints: [join(RUNTIMES, 'node.ts')],
    outfile: join(folder, 'node.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
  cpSync(join(RUNTIMES, 'python.py'), join(folder, 'python.py'));
  cpSync(join(RUNTIMES, 'python'), join(folder, 'python'), { recursive: true });
}

/** A runner over real runtimes for the tests of one file, and the means to write functions for it. */
export function runnerBench() {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-runner-'));
  const runners: Runner[] = [];
  const own: { runner?: Runner } = {};
  let count = 0;

  const make = (options: Partial<RunnerOptions> = {}): Runner => {
    const runtimesDir = join(folder, 'runtimes');
    const defaults = {
      node: process.execPath,
      python: 'python3',
      runtimesDir,
      idleMs: 60_000,
      maxInstances: 4,
    };
    const runner = createRunner({ ...defaults, ...options });
    runners.push(runner);
    return runner;
  };

  beforeAll(() => buildRuntimes(join(folder, 'runtimes')));
  afterAll(async () => {
    await Promise.all(runners.map((runner) => runner.dispose()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  return {
    folder,
    make,

    /** Writes the files of a function, path to text, and gives its spec. */
    fn(files: Readonly<Record<string, string>>, changes: Partial<FunctionSpec> = {}): FunctionSpec {
      const dir = join(folder, `function-${++count}`);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), text);
      }
      const runtime = 'index.py' in files ? 'Python3.9' : 'Node.js18.15';
      const usual = { handler: 'index.handler', timeoutSeconds: 60, memoryMb: 256, environment: {} };
      return { dir, runtime, ...usual, ...changes };
    },

    /** A Node.js function out of the body of `async (event, context) => { … }`. */
    node(body: string, changes: Partial<FunctionSpec> = {}): FunctionSpec {
      return this.fn({ 'index.js': `exports.handler = async (event, context) => {\n${body}\n};\n` }, changes);
    },

    /** Runs one event; without a runner of its own, in the bench's. */
    async run(spec: FunctionSpec, event: unknown = {}, how: Partial<How> = {}): Promise<Ran> {
      const runner = how.runner ?? (own.runner ??= make());
      const lines: string[] = [];
      const signal = how.signal ?? new AbortController().signal;
      const request = requestOf(event, how.request);
      const onLog = (line: string): void => {
        lines.push(line);
        how.onLog?.(line);
      };
      return { outcome: await runner.run(spec, request, onLog, signal), lines };
    },
  };
}

interface How {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly request: Changes;
  readonly onLog: (line: string) => void;
}

/** What a request has otherwise. */
type Changes = Partial<RunRequest>;

/** The event as JSON, in a FunctionGraph request with recognisable values. */
export function requestOf(event: unknown, changes: Changes = {}): RunRequest {
  return {
    requestId: 'b63a2e27-5f5c-4a5c-9f0e-2f3c1d0a9b01',
    event: Buffer.from(JSON.stringify(event)),
    context: {
      dialect: 'functionGraph',
      projectId: '7aad83af3e8d42e99ac194e8419e2c9b',
      package: 'orders',
      functionName: 'resize',
      version: 'v2',
      alias: 'prod',
      region: 'cn-north-4',
      token: 'a-token',
      credentials: { accessKey: 'an-ak', secretKey: 'an-sk', securityToken: 'a-security-token' },
    },
    ...changes,
  };
}

/** What a function of Function Compute is told, with recognisable values. */
export const FUNCTION_COMPUTE = {
  dialect: 'functionCompute',
  accountId: '1234567890',
  functionName: 'resize',
  serviceName: 'pictures',
  qualifier: 'prod',
  versionId: '3',
  logProject: 'p',
  logStore: 's',
  region: 'cn-hangzhou',
  credentials: { accessKey: 'an-ak', secretKey: 'an-sk', securityToken: 'a-token' },
} as const;

/** The value that a run returned; fails with the outcome when it did not return one. */
export function valueOf({ outcome }: Ran): unknown {
  if (outcome.kind !== 'returned') throw new Error(`did not return: ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.body.toString('utf8')) as unknown;
}

/** The text that a run returned; undefined when it did not return. */
export function textOf({ outcome }: Ran): string | undefined {
  return outcome.kind === 'returned' ? outcome.body.toString('utf8') : undefined;
}

/** Whether a process runs; a zombie that nobody has reaped yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Resolves when the condition holds; the test's own time-out is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 10));
}
