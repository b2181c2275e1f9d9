import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format } from 'node:util';
import type { MochaOptions, Test } from 'mocha';
import { mayTryAgain } from '../retries.mjs';

/** What a run leaves in `results.json`. */
interface Result {
  readonly title: string;
  /** `flaky`: passed, but not at the first try. */
  readonly state: 'passed' | 'flaky' | 'failed' | 'pending';
  readonly ms?: number;
  readonly error?: string;
}

/**
 * Called by VS Code in its extension host, in the browser harness and by @vscode/test-electron alike. Runs every
 * `*.test.js` that lies beside this file (FNDECK_TEST_FILES: only those with that text in their names;
 * FNDECK_TEST_WITHOUT: not those with these names, between commas). A rejection means that a test failed.
 */
export async function run(): Promise<void> {
  const out = process.env.FNDECK_TEST_OUT ?? join(__dirname, '..', 'vscode-desktop');
  mkdirSync(out, { recursive: true });
  const log = join(out, 'log.txt');
  writeFileSync(log, '');

  const { default: Mocha } = await import('mocha');
  // VS Code's console cannot be replaced; mocha's reporter takes its own printer.
  Reflect.set(Mocha.reporters.Base, 'consoleLog', (...args: unknown[]) => {
    appendFileSync(log, `${format(...args)}\n`);
  });
  const mocha = new Mocha(options());
  const wanted = process.env.FNDECK_TEST_FILES ?? '';
  const without = (process.env.FNDECK_TEST_WITHOUT ?? '').split(',').map((name) => `${name}.test.js`);
  const require = createRequire(__filename);
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.test.js') || !name.includes(wanted) || without.includes(name)) continue;
    const file = join(__dirname, name);
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    mocha.suite.emit('require', require(file), file, mocha);
    mocha.suite.emit('post-require', globalThis, file, mocha);
  }

  mocha.suite.eachTest((test: Test) => {
    if (mayTryAgain(test.fullTitle())) test.retries(1);
  });

  const tests: Result[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const retried = new Set<string>();
    runner.on('retry', (test: Test) => retried.add(test.fullTitle()));
    runner.on('pass', (test) => {
      tests.push({ ...titled(test), state: retried.has(test.fullTitle()) ? 'flaky' : 'passed' });
    });
    runner.on('pending', (test) => tests.push({ ...titled(test), state: 'pending' }));
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tests.push({ ...titled(test), state: 'failed', error: text });
    });
  });
  writeFileSync(join(out, 'results.json'), JSON.stringify({ tests }, undefined, 2));
  if (failures > 0) throw new Error(`${String(failures)} failed in the extension host`);
}

function options(): MochaOptions {
  const grep = process.env.FNDECK_GREP;
  return {
    ui: 'bdd',
    reporter: 'spec',
    color: false,
    timeout: 60_000,
    forbidOnly: process.env.CI !== undefined,
    ...(grep === undefined ? {} : { grep }),
  };
}

function titled(test: Test): Pick<Result, 'title' | 'ms'> {
  return { title: test.fullTitle(), ...(test.duration === undefined ? {} : { ms: test.duration }) };
}
