import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUT, PROJECT, program } from './harness/project.mjs';
import { countsOf } from './reports.mjs';
import { RETRIES, mayTryAgain } from './retries.mjs';

// Reports of the real runners, of tests that pass, fail, and pass at the second try.
describe('the count of tests', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(OUT, { recursive: true });
    folder = mkdtempSync(join(OUT, 'reports-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names what failed in Vitest, and why', () => {
    const file = join(folder, 'vitest.json');
    const tests = `import { describe, expect, it } from 'vitest';
       describe('a group', () => {
         it('passes', () => undefined);
         it('fails', () => expect(1).toBe(2));
         it.skip('waits', () => undefined);
       });`;
    writeFileSync(join(folder, 'some.case.ts'), tests);
    writeFileSync(join(folder, 'vitest.config.ts'), `export default { test: { include: ['*.case.ts'] } };`);
    const config = ['--config', join(folder, 'vitest.config.ts')];
    spawnSync(
      program('vitest'),
      ['run', '--root', folder, ...config, '--reporter=json', `--outputFile.json=${file}`],
      { cwd: PROJECT },
    );
    expect(countsOf({ kind: 'vitest', file })).toEqual({
      passed: 1,
      failures: [{ title: 'a group fails', error: expect.stringContaining('expected 1 to be 2') as unknown }],
      skipped: 1,
      flaky: [],
    });
  }, 60_000);

  it('names what failed in Playwright and what it tried again', () => {
    const file = join(folder, 'playwright.json');
    writeFileSync(
      join(folder, 'some.spec.ts'),
      `import { expect, test } from '@playwright/test';
       test('passes', () => undefined);
       test('fails', () => expect(1).toBe(2));
       test.describe('a group', () => {
         test('passes late', () => expect(test.info().retry).toBe(1));
       });
       test.skip('waits', () => undefined);`,
    );
    const config = join(folder, 'playwright.config.ts');
    writeFileSync(config, `export default { testDir: '.', outputDir: 'results', retries: 1, workers: 1 };`);
    spawnSync(program('playwright'), ['test', '-c', config, '--reporter=json'], {
      cwd: PROJECT,
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    });
    expect(countsOf({ kind: 'playwright', file })).toEqual({
      passed: 2,
      failures: [{ title: 'some.spec.ts › fails', error: expect.stringContaining('Expected: 2') as unknown }],
      skipped: 1,
      flaky: ['some.spec.ts › a group › passes late'],
    });
  }, 60_000);

  it('names what failed and what ran twice in the extension host', async () => {
    const tests = join(folder, 'host');
    await build({
      entryPoints: [join(PROJECT, 'test', 'vscode', 'index.ts')],
      outdir: tests,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['mocha'],
    });
    writeFileSync(
      join(tests, 'some.test.js'),
      `let tries = 0;
       describe('a group', () => {
         it('passes', () => undefined);
         it('fails', () => { throw new Error('as it shall'); });
         it('passes late', function () { this.retries(1); if (++tries === 1) throw new Error('early'); });
         it.skip('waits', () => undefined);
       });`,
    );
    const start = `require(${JSON.stringify(join(tests, 'index.js'))}).run().catch(() => undefined)`;
    spawnSync(process.execPath, ['-e', start], { env: { ...process.env, FNDECK_TEST_OUT: tests } });
    expect(countsOf({ kind: 'mocha', file: join(tests, 'results.json') })).toEqual({
      passed: 2,
      failures: [{ title: 'a group fails', error: expect.stringContaining('as it shall') as unknown }],
      skipped: 1,
      flaky: ['a group passes late'],
    });
  }, 60_000);

  it('is nothing where a runner left no report', () => {
    const nothing = { passed: 0, failures: [], skipped: 0, flaky: [] };
    expect(countsOf({ kind: 'mocha', file: join(folder, 'none.json') })).toEqual(nothing);
  });
});

describe('a second try', () => {
  it('has a reason, and is for certain tests only', () => {
    expect(RETRIES.filter(({ reason }) => reason.length < 20)).toEqual([]);
    expect(mayTryAgain('a save that fails says why on the page, and nothing is lost')).toBe(false);
    expect(mayTryAgain('in dark the main job, from an empty view to a result')).toBe(true);
  });
});
