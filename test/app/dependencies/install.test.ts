import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { install } from '../../../src/app/dependencies/install';
import { planInstallation, type Scripts } from '../../../src/app/dependencies/installation';
import { needsOf } from '../../../src/app/dependencies/installed';
import type { Language } from '../../../src/app/here/draft';
import { translate } from '../../../src/model/message';
import { npmPackage, wheel } from './packages';
import { packageWorkbench } from './packageWorkbench';

const bench = packageWorkbench();
const never = new AbortController().signal;

/** Installs what the folder needs; gives how it ended and what was written. */
async function run(
  dir: string,
  language: Language,
  how: { readonly scripts?: Scripts; readonly python?: string; readonly signal?: AbortSignal } = {},
) {
  const plan = await planInstallation(dir, dir, language, how.python ?? 'python3');
  const written: string[] = [];
  const take = (line: string): void => void written.push(line);
  const ended = await install(plan(how.scripts ?? 'without scripts'), take, how.signal ?? never);
  const why = ended.kind === 'failed' ? translate(ended.why) : '';
  return { kind: ended.kind, why, written: written.join('\n') };
}

const missing = async (dir: string, language: Language, layers: readonly string[] = []) =>
  (await needsOf({ dir, language, runtime: '', layers }, 'python3'))?.missing.map(({ name }) => name);
const words = (dir: string, name: string) =>
  execFileSync(process.execPath, ['-p', `require(${JSON.stringify(name)}).words`], {
    cwd: dir,
    encoding: 'utf8',
  });

describe('npm installs a package of a folder', () => {
  test(
    'with a plain name, without running its programs unless that is said',
    { timeout: 60_000 },
    async () => {
      const program = `node -e "require('fs').writeFileSync('../ran', '')"`;
      const dir = bench.folder({
        ...npmPackage('lib/hello', 'hello', program),
        'package.json': '{"dependencies": {"hello": "file:./lib/hello"}}',
      });
      expect(await missing(dir, 'node')).toEqual(['hello']);
      expect(await run(dir, 'node')).toMatchObject({ kind: 'installed', why: '' });
      expect(await missing(dir, 'node')).toEqual([]);
      expect(words(dir, 'hello')).toBe('hello\n');
      expect(existsSync(join(dir, 'lib/ran'))).toBe(false);
      execFileSync('rm', ['-r', join(dir, 'node_modules')]);
      expect(await run(dir, 'node', { scripts: 'with scripts' })).toMatchObject({ kind: 'installed' });
      expect(existsSync(join(dir, 'lib/ran'))).toBe(true);
    },
  );

  test('two functions at once', { timeout: 60_000 }, async () => {
    const dirs = ['one', 'two'].map((name) =>
      bench.folder({
        ...npmPackage(`lib/${name}`, name),
        'package.json': `{"dependencies": {"${name}": "file:./lib/${name}"}}`,
      }),
    );
    const ended = await Promise.all(dirs.map((dir) => run(dir, 'node')));
    expect(ended.map(({ kind }) => kind)).toEqual(['installed', 'installed']);
    expect(dirs.map((dir, index) => words(dir, ['one', 'two'][index] ?? ''))).toEqual(['one\n', 'two\n']);
  });
});

test('a package is found as Node.js looks for it: in the folders around, too', async () => {
  const dir = bench.folder({
    ...npmPackage('node_modules/above', ''),
    'in/package.json': '{"dependencies": {"above": "1", "no": "1"}}',
  });
  expect(await missing(join(dir, 'in'), 'node')).toEqual(['no']);
  expect(await needsOf({ dir, language: 'node', runtime: '', layers: [] }, '')).toBeUndefined();
});

test.each([
  [
    'node',
    'package.json',
    '{"dependencies": {"one": "1", "two": "1", "three": "1"}}',
    ['nodejs/node_modules/one/x', 'two/x'],
  ],
  ['python', 'requirements.txt', 'one\ntwo\nthree\n', ['python/one-1.dist-info/x', 'two-1.dist-info/x']],
] as const)('what a layer has for %s is not missing', async (language, manifest, text, inLayer) => {
  const layer = bench.folder(Object.fromEntries(inLayer.map((path) => [path, ''])));
  expect(await missing(bench.folder({ [manifest]: text }), language, [layer])).toEqual(['three']);
});

describe('why npm failed is told', () => {
  test.each([
    [
      'no registry',
      {
        'package.json': '{"dependencies": {"nowhere-at-all": "1"}}',
        '.npmrc': 'registry=http://127.0.0.1:9/\nfetch-retries=0\n',
      },
      /not reached.*network/,
    ],
    [
      'a file that is gone',
      { 'package.json': '{"dependencies": {"gone": "file:./gone.tgz"}}' },
      /gone\.tgz was not found/,
    ],
    ['broken JSON', { 'package.json': '{"depe' }, /package\.json is not valid JSON/],
  ])('%s', { timeout: 60_000 }, async (_, files, why) => {
    const ended = await run(bench.folder(files), 'node');
    expect(ended).toMatchObject({ kind: 'failed', why: expect.stringMatching(why) as string });
  });
});

/** Debian’s python3 comes without: then what is told of that is all there is to see. */
const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

/** Only from 3.11 on can Python be told to leave the folder that it runs in alone. */
const canLeaveAlone =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;

describe('Python', () => {
  test.skipIf(!hasPip || !canLeaveAlone)(
    'a file of the function is not what pip imports by this name',
    { timeout: 60_000 },
    async () => {
      const [file, bytes] = wheel('hello_words', '1.0', 'hello');
      const own = 'open("imported", "w").close()\n';
      const dir = bench.folder({ [file]: bytes, 'requirements.txt': `./${file}\n`, 'email.py': own });
      expect(await run(dir, 'python')).toMatchObject({ kind: 'installed', why: '' });
      expect(existsSync(join(dir, 'imported'))).toBe(false);
    },
  );

  test.skipIf(!hasPip)(
    'packages are beside the code, in a folder that a later one updates',
    { timeout: 60_000 },
    async () => {
      const [first, bytes] = wheel('hello_words', '1.0', 'hello');
      const dir = bench.folder({ [first]: bytes, 'requirements.txt': `./${first}\n` });
      expect(await missing(dir, 'python')).toEqual(['hello_words']);
      expect(await run(dir, 'python')).toMatchObject({ kind: 'installed', why: '' });
      expect(await missing(dir, 'python')).toEqual([]);
      const [second, newer] = wheel('hello_words', '2.0', 'again');
      writeFileSync(join(dir, second), newer);
      writeFileSync(join(dir, 'requirements.txt'), `./${second}\n`);
      expect(await run(dir, 'python')).toMatchObject({ kind: 'installed' });
      expect(readFileSync(join(dir, 'python/hello_words.py'), 'utf8')).toContain('again');
    },
  );

  test('what the interpreter has is not missing', async () => {
    const own = execFileSync(
      'python3',
      ['-c', 'import importlib.metadata as m; print(next(iter(m.distributions())).metadata["Name"])'],
      { encoding: 'utf8' },
    ).trim();
    const dir = bench.folder({ 'requirements.txt': `${own.toUpperCase()}\nnowhere-at-all==1\n` });
    expect(await missing(dir, 'python')).toEqual(['nowhere-at-all']);
  });

  test.skipIf(!hasPip).each([
    ['no registry', '--index-url http://127.0.0.1:9/simple\nnowhere-at-all\n', /not reached.*network/],
    ['what is no requirement', 'a b c\n', /cannot read requirements\.txt/],
  ])('why pip failed is told: %s', { timeout: 60_000 }, async (_, text, why) => {
    const ended = await run(bench.folder({ 'requirements.txt': text }), 'python');
    expect(ended, ended.written).toMatchObject({ kind: 'failed', why: expect.stringMatching(why) as string });
  });

  describe('without pip', () => {
    let python = '';
    beforeAll(() => {
      const venv = join(bench.root, 'venv');
      execFileSync('python3', ['-m', 'venv', '--without-pip', venv]);
      python = join(venv, 'bin', 'python3');
    });
    test('says how to get it', async () => {
      const ended = await run(bench.folder({ 'requirements.txt': 'six\n' }), 'python', { python });
      expect(ended.why).toMatch(/This Python has no pip\. .*python3-pip/);
    });
  });

  test('one that is not there is told', async () => {
    const ended = await run(bench.folder({ 'requirements.txt': 'six\n' }), 'python', {
      python: 'python-of-nobody',
    });
    expect(ended.why).toMatch(/python-of-nobody was not found in the PATH/);
  });
});

test('cancelling ends the installer with all it has started', { timeout: 60_000 }, async () => {
  const dir = bench.folder({
    ...npmPackage(
      'lib/slow',
      '',
      `node -e "require('fs').writeFileSync(process.env.INIT_CWD + '/pid', String(process.pid)); setInterval(() => {}, 1000)"`,
    ),
    'package.json': '{"dependencies": {"slow": "file:./lib/slow"}}',
  });
  const cancelled = new AbortController();
  const ended = run(dir, 'node', { scripts: 'with scripts', signal: cancelled.signal });
  const file = join(dir, 'pid');
  await expect
    .poll(() => existsSync(file) && readFileSync(file, 'utf8'), { timeout: 30_000 })
    .toMatch(/^\d+$/);
  cancelled.abort();
  expect((await ended).kind).toBe('cancelled');
  const pid = Number(readFileSync(file, 'utf8'));
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  expect((await run(dir, 'node', { signal: AbortSignal.abort() })).kind).toBe('cancelled');
});

test('what an installer leaves behind does not keep its output', { timeout: 60_000 }, async () => {
  const left = `node -e "const {spawn} = require('child_process'); const {pid} = spawn('sleep', ['120'], {detached: true, stdio: 'inherit'}); require('fs').writeFileSync('pid', String(pid)); process.exit()"`;
  const dir = bench.folder({ 'package.json': JSON.stringify({ scripts: { postinstall: left } }) });
  const ended = await run(dir, 'node', { scripts: 'with scripts' });
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  process.kill(pid);
  expect(ended.kind).toBe('installed');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('who installs', () => {
  const planned = async (
    files: Readonly<Record<string, string>>,
    at = '.',
    scripts: Scripts = 'without scripts',
  ) => {
    const top = bench.folder(files);
    const dir = join(top, at);
    mkdirSync(dir, { recursive: true });
    const { command, args } = (await planInstallation(dir, top, 'node', 'python3'))(scripts);
    return [command, ...args].join(' ');
  };
  const manifest = '{"dependencies": {"a": "1", "b": "2"}}';
  const lock = (dependencies: object) =>
    JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies } } });

  test.each([
    ['npm without a lock file', { 'package.json': manifest }, /^npm install --ignore-scripts=true /],
    [
      'npm, exactly, with one that fits',
      { 'package.json': manifest, 'package-lock.json': lock({ b: '2', a: '1' }) },
      /^npm ci --ignore-scripts=true /,
    ],
    [
      'npm with one that does not fit',
      { 'package.json': manifest, 'package-lock.json': lock({ a: '1' }) },
      /^npm install /,
    ],
    [
      'npm where something is installed, which stays',
      { 'package.json': manifest, 'package-lock.json': lock({ b: '2', a: '1' }), 'node_modules/x/y': '' },
      /^npm install /,
    ],
    [
      'pnpm',
      { 'package.json': manifest, 'pnpm-lock.yaml': '' },
      /pnpm install --ignore-scripts --ignore-pnpmfile /,
    ],
    [
      'Yarn 1',
      { 'package.json': manifest, 'yarn.lock': '# yarn lockfile v1\n' },
      /^yarn install --non-interactive --ignore-scripts$/,
    ],
    ['Yarn', { 'package.json': manifest, 'yarn.lock': '__metadata:\n' }, /^yarn install --mode=skip-build$/],
    ['who package.json names', { 'package.json': '{"packageManager": "pnpm@9.1.0"}' }, /^pnpm /],
    ['npm where the name is no package manager', { 'package.json': '{"packageManager": "rm@9"}' }, /^npm /],
  ])('%s', async (_, files, expected) => expect(await planned(files)).toMatch(expected));

  test('a lock file around the function counts as far as its workspace goes', async () => {
    expect(await planned({ 'pnpm-lock.yaml': '', 'a/b/package.json': manifest }, 'a/b')).toMatch(/^pnpm /);
  });

  test('scripts run where the person says so', async () => {
    expect(await planned({ 'package.json': manifest }, '.', 'with scripts')).toContain(
      '--ignore-scripts=false',
    );
    const pnpm = { 'package.json': manifest, 'pnpm-lock.yaml': '' };
    expect(await planned(pnpm, '.', 'with scripts')).toBe('pnpm install');
  });
});
