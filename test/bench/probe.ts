import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { OUT } from '../harness/project.mjs';

const ASK = join(OUT, 'bench', 'probe.ask');
const ANSWER = join(OUT, 'bench', 'probe.json');

/** What the extension host says of itself. */
export interface Probe {
  /** Live heap after a collection, in MB. */
  readonly heap: number;
  /** Longest time since the last probe in which it worked without a pause, in milliseconds. */
  readonly blocked: number;
}

/** The environment of a window with the probe in it, which nobody has asked yet. */
export function probeEnvironment(): Readonly<Record<string, string>> {
  mkdirSync(join(OUT, 'bench'), { recursive: true });
  for (const file of [ASK, ANSWER]) rmSync(file, { force: true });
  return { FNDECK_BENCH_ASK: ASK, FNDECK_BENCH_ANSWER: ANSWER };
}

/** Asks the extension host, through a file. */
export async function probe(): Promise<Probe> {
  rmSync(ANSWER, { force: true });
  writeFileSync(ASK, '');
  await expect.poll(() => existsSync(ANSWER), { timeout: 30_000 }).toBe(true);
  return JSON.parse(readFileSync(ANSWER, 'utf8')) as Probe;
}

/**
 * An extension that shares FnDeck's host: it collects its garbage, and notes how late a timer of 5 ms came. What the
 * host's thread did not work meanwhile does not count: then it was other programs that had the processor.
 */
export function packProbe(): string {
  return packExtension({
    name: 'bench-probe',
    activationEvents: ['onStartupFinished'],
    code: `
      const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
      const { FNDECK_BENCH_ASK: ask, FNDECK_BENCH_ANSWER: answer } = process.env;
      require('node:v8').setFlagsFromString('--expose-gc');
      const collect = require('node:vm').runInNewContext('gc');
      exports.activate = () => {
        let blocked = 0;
        let last = performance.now();
        let cpu = process.threadCpuUsage();
        const tick = () => {
          const { user, system } = process.threadCpuUsage(cpu);
          blocked = Math.max(blocked, Math.min(performance.now() - last - 5, (user + system) / 1000));
          if (existsSync(ask)) {
            rmSync(ask);
            collect();
            collect();
            const heap = process.memoryUsage().heapUsed / 2 ** 20;
            writeFileSync(answer + '.new', JSON.stringify({ heap, blocked }));
            renameSync(answer + '.new', answer);
            blocked = 0;
          }
          last = performance.now();
          cpu = process.threadCpuUsage();
          setTimeout(tick, 5);
        };
        tick();
      };`,
  });
}
