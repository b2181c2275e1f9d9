import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { argumentsOf, startSandboxProcess } from '../../src/app/sandbox/process';
import { INHERITED_VARIABLES } from '../../src/model/inheritedVariables';
import { textAt } from '../../src/sandbox/textAt';
import { buildRuntimes } from '../sandbox/runnerBench';
import { ask, HUAWEI, sandboxBench } from '../sandbox/sandboxBench';

const bench = sandboxBench();
const dist = mkdtempSync(path.join(tmpdir(), 'fndeck-process-'));
const script = path.join(dist, 'sandbox.js');

beforeAll(async () => {
  await buildRuntimes(path.join(dist, 'runtimes'));
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../src/sandbox/main.ts')],
    outfile: script,
    ...({ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' } as const),
  });
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** Gives the names of its parent's variables, which Linux lets a process of the same user read. */
const SPIES = `exports.handler = async () =>
  require('fs').readFileSync('/proc/' + process.ppid + '/environ', 'utf8').split('\\0').map((each) => each.split('=')[0]);`;

test.skipIf(process.platform !== 'linux')(
  'a handler finds nothing of the editor’s environment in the sandbox’s process either',
  async () => {
    const functions = bench.functions({ 'default/spies': {} }, { 'default/spies/index.js': SPIES });
    process.env['FNDECK_TEST_SECRET'] = 'secret';
    const sandbox = startSandboxProcess({ script, arguments: ['--functions', functions] }, () => undefined);
    delete process.env['FNDECK_TEST_SECRET'];
    const ready = await sandbox.ready;
    const { body } = await ask(
      ready,
      HUAWEI,
      'POST',
      'fgs/functions/spies/invocations',
      {},
      {
        'X-CFF-Request-Version': 'v1',
      },
    );
    const names = JSON.parse(textAt(body, 'result')) as string[];
    sandbox.stop();
    await sandbox.ended;
    expect(names).toContain('ELECTRON_RUN_AS_NODE');
    expect(names.filter((name) => name !== '' && !INHERITED_VARIABLES.some((each) => each === name))).toEqual(
      [],
    );
  },
);

test('why a sandbox has not started, or has ended, is told, not what else it had to say', async () => {
  const functions = bench.functions(
    { 'default/kills': {} },
    {
      'default/broken/function.json': '{',
      'default/kills/index.js': "exports.handler = async () => process.kill(process.ppid, 'SIGKILL');",
    },
  );
  const said: string[] = [];
  const start = (...more: readonly string[]) =>
    startSandboxProcess({ script, arguments: ['--functions', functions, ...more] }, (line) =>
      said.push(line),
    );
  const first = start();
  const ready = await first.ready;
  const { port } = new URL(ready.url);
  await expect(start('--port', port).ready).rejects.toThrow(
    new RegExp(`^Port ${port} is in use by another program.*name another port with --port`),
  );
  await expect(start('--prot', port).ready).rejects.toThrow("Unknown option '--prot'");
  await expect(start('--functions', path.join(functions, 'gone')).ready).rejects.toThrow(/^ENOENT.*gone/);
  await ask(ready, HUAWEI, 'POST', 'fgs/functions/kills/invocations', {}).catch(() => undefined);
  expect(await first.ended).toEqual({ by: 'SIGKILL', words: '' });
  expect(said.filter((line) => line.includes('is passed over'))).not.toHaveLength(0);
});

test.each([
  [undefined, []],
  [null, []],
  [
    ['--latency', '200'],
    ['--latency', '200'],
  ],
  [
    ['--latency', 200],
    ['--latency', '200'],
  ],
  ['--no-lts', ['--no-lts']],
  [{}, ['[object Object]']],
])('the setting %j means the arguments %j', (setting, expected) => {
  expect(argumentsOf(setting)).toEqual(expected);
});

test('is stopped by the end of its input alone: on Windows a signal would end it before it has tidied up', async () => {
  const tidy = path.join(dist, 'tidy.js');
  writeFileSync(tidy, "process.stdin.on('end', () => setTimeout(() => process.exit(7), 100)).resume();");
  const sandbox = startSandboxProcess({ script: tidy, arguments: [] }, () => undefined);
  sandbox.stop();
  expect((await sandbox.ended).by).toBe(7);
});
