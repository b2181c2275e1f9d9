import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { OUT } from '../harness/project.mjs';

const READY = join(OUT, 'bench', 'sandbox.json');
const DONE = join(OUT, 'bench', 'done.json');

/** A request that a sandbox has answered. */
export interface Answered {
  readonly operation: string;
  /** ISO time of its answer. */
  readonly at: string;
  /** Milliseconds that it took the sandbox. */
  readonly ms: number;
}

/** The sandbox that the starter has started, as a person would. */
export interface Started {
  readonly url: string;
  readonly token: string;
  /** The accounts that it plays. */
  readonly services: readonly {
    readonly service: string;
    readonly region: string;
    readonly projectId?: string;
  }[];
  /** The last requests that it has answered. */
  requests(): Promise<readonly Answered[]>;
  /** Forgets the requests so far. */
  forget(): Promise<void>;
}

/** The environment of a window with the starter in it, which has done nothing yet. */
export function starterEnvironment(): Readonly<Record<string, string>> {
  mkdirSync(join(OUT, 'bench'), { recursive: true });
  for (const file of [READY, DONE]) rmSync(file, { force: true });
  return { FNDECK_BENCH_READY: READY, FNDECK_BENCH_DONE: DONE };
}

/**
 * An extension that starts FnDeck's sandbox, and notes where it listens. `then` is CommonJS that runs afterwards and may
 * await; what it returns is what `starterDone` gives.
 */
export function packStarter(then = ''): string {
  return packExtension({
    name: 'bench-starter',
    activationEvents: ['onStartupFinished'],
    code: `
      const { renameSync, writeFileSync } = require('node:fs');
      const vscode = require('vscode');
      const note = (file, value) => {
        writeFileSync(file + '.new', JSON.stringify(value));
        renameSync(file + '.new', file);
      };
      const work = async () => {${then}};
      exports.activate = async () => {
        note(process.env.FNDECK_BENCH_READY, await vscode.commands.executeCommand('fndeck.startSandbox'));
        const done = await work().then((value) => ({ value }), (error) => ({ error: String(error) }));
        note(process.env.FNDECK_BENCH_DONE, done);
      };`,
  });
}

/** Waits for the sandbox of the starter. */
export async function startedSandbox(): Promise<Started> {
  const { url, token, services } = (await noted(READY, 60_000)) as Pick<
    Started,
    'url' | 'token' | 'services'
  >;
  const ask = (method: string) =>
    fetch(`${url}/sandbox/requests`, { method, headers: { 'X-Auth-Token': token } });
  return {
    ...{ url, token, services },
    requests: async () => ((await (await ask('GET')).json()) as { requests: readonly Answered[] }).requests,
    forget: async () => void (await ask('DELETE')),
  };
}

/** Waits for what the starter was given to do. Throws what went wrong in it. */
export async function starterDone(timeoutMs: number): Promise<unknown> {
  const { value, error } = (await noted(DONE, timeoutMs)) as { value?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return value;
}

async function noted(file: string, timeout: number): Promise<unknown> {
  await expect.poll(() => existsSync(file), { timeout }).toBe(true);
  return JSON.parse(readFileSync(file, 'utf8'));
}
