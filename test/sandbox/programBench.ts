import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import type { Json } from '../../src/model/json';
import type { Ready } from '../../src/sandbox/readyLine';
import { buildRuntimes } from './runnerBench';
import { ask, HUAWEI, type Answered, type sandboxBench } from './sandboxBench';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Where the config of the function `work` is, below its project. */
export const CONFIG = 'fgs/functions/work/async-invoke-config';

/** The sandbox as a process of its own. */
export class Program {
  constructor(
    readonly child: Child,
    readonly ready: Ready,
  ) {}

  ask(method: string, where: string, body?: Json): Promise<Answered> {
    return ask(this.ready, HUAWEI, method, where, body);
  }

  /** Resolves with the exit code, or null after a signal. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }
}

/** Builds the sandbox's command line before the tests of a file, and ends all that they start. */
export function programBench(bench: ReturnType<typeof sandboxBench>) {
  const dist = bench.folder();
  const program = path.join(dist, 'sandbox.js');
  const started: Child[] = [];

  beforeAll(async () => {
    await build({
      entryPoints: [path.resolve(import.meta.dirname, '../../src/sandbox/main.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'silent',
    });
    await buildRuntimes(path.join(dist, 'runtimes'));
  });

  afterAll(() => {
    for (const child of started)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });

  /** The process, whatever becomes of it. */
  const launch = (...args: readonly string[]): Child => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
    started.push(child);
    return child;
  };

  return {
    launch,
    /** A sandbox that has said that it is ready. */
    start: async (...args: readonly string[]): Promise<Program> => {
      const child = launch(...args);
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      return new Program(child, JSON.parse(line) as Ready);
    },
    /** Starts a sandbox that is expected to end by itself: its exit code and what it wrote to standard error. */
    run: async (...args: readonly string[]) => {
      const child = launch(...args);
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      await once(child, 'close');
      return { code: child.exitCode, text };
    },
    /** A folder with the function `work`, which gives its event back. */
    functions: bench.functions(
      { 'default/work': {} },
      { 'default/work/index.js': 'exports.handler = async (event) => event;\n' },
    ),
  };
}
