import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { OUT } from '../harness/project.mjs';

const READY = join(OUT, 'bench', 'sandbox.json');

/** A request that a sandbox has answered. */
export interface Answered {
  readonly operation: string;
  /** Milliseconds that it took the sandbox. */
  readonly ms: number;
}

/** The sandbox that the starter has started, as a person would. */
export interface Started {
  /** The last requests that it has answered. */
  requests(): Promise<readonly Answered[]>;
  /** Forgets the requests so far. */
  forget(): Promise<void>;
}

/** The environment of a window with the starter in it, which has done nothing yet. */
export function starterEnvironment(): Readonly<Record<string, string>> {
  mkdirSync(join(OUT, 'bench'), { recursive: true });
  rmSync(READY, { force: true });
  return { FNDECK_BENCH_READY: READY };
}

/** An extension that starts FnDeck's sandbox, and notes where it listens. */
export function packStarter(): string {
  return packExtension({
    name: 'bench-starter',
    activationEvents: ['onStartupFinished'],
    code: `
      const { renameSync, writeFileSync } = require('node:fs');
      const { commands } = require('vscode');
      exports.activate = async () => {
        const file = process.env.FNDECK_BENCH_READY;
        writeFileSync(file + '.new', JSON.stringify(await commands.executeCommand('fndeck.startSandbox')));
        renameSync(file + '.new', file);
      };`,
  });
}

/** Waits for the sandbox of the starter. */
export async function startedSandbox(): Promise<Started> {
  await expect.poll(() => existsSync(READY), { timeout: 60_000 }).toBe(true);
  const { url, token } = JSON.parse(readFileSync(READY, 'utf8')) as { url: string; token: string };
  const ask = (method: string) =>
    fetch(`${url}/sandbox/requests`, { method, headers: { 'X-Auth-Token': token } });
  return {
    requests: async () => ((await (await ask('GET')).json()) as { requests: readonly Answered[] }).requests,
    forget: async () => void (await ask('DELETE')),
  };
}
