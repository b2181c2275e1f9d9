import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { install } from '../../../src/app/dependencies/install';
import { commandLine, planInstallation, type Scripts } from '../../../src/app/dependencies/installation';
import { translate } from '../../../src/model/message';
import { packageWorkbench } from './packageWorkbench';

const bench = packageWorkbench();
const never = new AbortController().signal;

/** Installs what the folder needs; gives how it ended, why, and what was written. */
async function run(dir: string, scripts: Scripts = 'without scripts') {
  const plan = (await planInstallation(dir, dir, 'node', ''))(scripts);
  const written: string[] = [];
  const ended = await install(plan, (line) => void written.push(line), never);
  return { kind: ended.kind, why: ended.kind === 'failed' ? translate(ended.why) : '', written };
}

const planned = async (files: Readonly<Record<string, string>>, scripts: Scripts) => {
  const dir = bench.folder(files);
  return (await planInstallation(dir, dir, 'node', ''))(scripts);
};

test('npm takes neither its Git nor what Node.js loads from the folder', { timeout: 120_000 }, async () => {
  const repository = bench.folder({});
  const dir = bench.folder({
    'package.json': JSON.stringify({ dependencies: { own: `git+file://${encodeURI(repository)}` } }),
    git: `#!/bin/sh\ntouch '${join(repository, 'ran-git')}'\nexec git "$@"\n`,
  });
  chmodSync(join(dir, 'git'), 0o755);
  const loaded = `require('fs').writeFileSync(${JSON.stringify(join(repository, 'ran-node'))}, '')\n`;
  const sources = bench.folder({
    'package.json': '{"name": "own", "version": "1.0.0", "scripts": {"build": "exit 1"}}',
    'loaded.js': loaded,
    '.gitignore': 'ran-*\n',
  });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: repository });
  execFileSync('cp', ['-r', `${sources}/.`, repository]);
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'a');
  const rc = `git=${join(dir, 'git')}\nnode-options=--require ./loaded.js\n`;
  execFileSync('tee', [join(dir, '.npmrc')], { input: rc });
  const ran = () => ['ran-git', 'ran-node'].map((name) => existsSync(join(repository, name)));

  expect(await run(dir)).toMatchObject({ kind: 'installed' });
  expect(ran()).toEqual([false, false]);
  execFileSync('rm', ['-r', join(dir, 'node_modules'), join(dir, 'package-lock.json')]);
  expect(await run(dir, 'with scripts')).toMatchObject({ kind: 'installed' });
  expect(ran()).toEqual([true, true]);
});

const YARN = 'YARN_IGNORE_PATH=1 YARN_IGNORE_SCRIPTS=true YARN_ENABLE_SCRIPTS=0';

describe('the line that a person sees has what keeps programs of the workspace from running', () => {
  test.skipIf(process.platform === 'win32').each([
    ['pnpm', { 'pnpm-lock.yaml': '' }, / --ignore-pnpmfile /, 'pnpm install'],
    [
      'Yarn 1',
      { 'yarn.lock': '# yarn lockfile v1\n' },
      new RegExp(`^${YARN} .*yarn install`),
      'yarn install --non-interactive',
    ],
    ['Yarn', { 'yarn.lock': '__metadata:\n' }, new RegExp(`^${YARN} .*yarn install`), 'yarn install'],
  ])('%s', async (_, files, without, scripted) => {
    expect(commandLine(await planned(files, 'without scripts'))).toMatch(without);
    expect(commandLine(await planned(files, 'with scripts'))).toBe(scripted);
  });

  test('and it is what the installer gets', async () => {
    const [command, args] = [process.execPath, ['-p', 'process.env.YARN_IGNORE_PATH']];
    const written: string[] = [];
    const plan = await planned({ 'yarn.lock': '' }, 'without scripts');
    await install({ ...plan, command, args }, (line) => void written.push(line), never);
    expect(written).toEqual(['1']);
  });
});

describe('what Yarn runs whatever it is told is not installed without scripts', () => {
  test.each([
    ['plugins', { '.yarnrc.yml': 'nodeLinker: node-modules\nplugins:\n  - ./p.cjs\n' }],
    ['plugins', { '.yarnrc.yml': '{"plug\\u0069ns": ["./p.cjs"]}' }],
    ['yarnPath', { '.yarnrc.yml': 'yarnPath: ./y.cjs\n' }],
    ['…', { '.yarnrc.yml': 'yarnPath "./y.cjs"\n' }],
    ['"exec:./g.js"', { 'package.json': '{"dependencies": {"g": "exec:./g.js"}}' }],
    ['"built":true', { 'package.json': '{"dependenciesMeta": {"g": {"built" : true}}}' }],
  ])('%s', async (setting, files) => {
    const dir = bench.folder({ 'yarn.lock': '__metadata:\n', ...files });
    const { why, written } = await run(dir);
    expect(why).toContain(`For “${setting}” in ${join(dir, Object.keys(files)[0] ?? '')} Yarn`);
    expect(written).toEqual([]);
    expect(await planned({ 'yarn.lock': '', ...files }, 'with scripts')).not.toHaveProperty('refused');
  });

  test('other settings are no reason', async () => {
    const settings = '# plugins: none\nnodeLinker: node-modules\nnpmScopes:\n  own:\n    plugins: "1"\n';
    for (const text of [settings, '', '# nothing\n']) {
      const files = { 'yarn.lock': '', '.yarnrc.yml': text, 'package.json': '{"scripts": {"exec": "x"}}' };
      expect(await planned(files, 'without scripts')).not.toHaveProperty('refused');
    }
  });
});

test('a line without an end is cut, and the lines behind it are taken', { timeout: 60_000 }, async () => {
  const program = `
    for (let i = 0; i < 64; i++) require('fs').writeSync(1, 'ä'.repeat(20_000));
    console.log('\\nnext\\r\\nlast\\rredrawn'); process.stdout.write('open')`;
  const written: string[] = [];
  const how = { installer: 'npm', dir: bench.folder({}), command: process.execPath } as const;
  await install({ ...how, args: ['-e', program] }, (line) => void written.push(line), never);
  expect(written).toEqual([`${'ä'.repeat(16 * 1024)}…`, 'next', 'last', 'redrawn', 'open']);
});
