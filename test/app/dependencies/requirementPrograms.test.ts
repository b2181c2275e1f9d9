import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { install } from '../../../src/app/dependencies/install';
import { commandLine, planInstallation, type Scripts } from '../../../src/app/dependencies/installation';
import { translate } from '../../../src/model/message';
import { packageWorkbench } from './packageWorkbench';

const bench = packageWorkbench();
const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

/** Installs what the folder needs; gives how it ended, why, and what pip wrote. */
async function run(dir: string, scripts: Scripts = 'without scripts') {
  const plan = await planInstallation(dir, dir, 'python', 'python3');
  const written: string[] = [];
  const ended = await install(plan(scripts), (line) => void written.push(line), new AbortController().signal);
  return { kind: ended.kind, why: ended.kind === 'failed' ? translate(ended.why) : '', written };
}

describe('what pip would run a program for is not installed without scripts', () => {
  /** Files of a package that says when its own program has run, and the requirements that name it. */
  const files = (text: string) => ({
    'lib/pyproject.toml':
      '[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = ["."]\n[project]\nname = "own"\nversion = "1"\n',
    'lib/b.py': 'open("../ran", "w").close()\ndef build_wheel(*_, **__):\n    raise SystemExit(1)\n',
    'requirements.txt': text,
  });
  const sdist = (dir: string): void => {
    execFileSync('tar', ['czf', 'own-1.tar.gz', '--transform', 's,^lib,own-1,', 'lib'], { cwd: dir });
  };

  test.skipIf(!hasPip)('a folder: its program runs with scripts only', { timeout: 60_000 }, async () => {
    const dir = bench.folder(files('./lib\n'));
    expect(await run(dir)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('“./lib”') as string,
      written: [],
    });
    expect(existsSync(join(dir, 'ran'))).toBe(false);
    await run(dir, 'with scripts');
    expect(existsSync(join(dir, 'ran'))).toBe(true);
  });

  test.each([
    [
      'an option that takes it back',
      '--no-index\n--find-links .\n--no-binary :all:\nown\n',
      '--no-binary :all:',
    ],
    ['the same, shortened, behind another', '--no-index --no-b :all:\nown', '--no-index --no-b :all:'],
    ['the same below a comment', '# what \\\n--only-binary=:none:\n', '--only-binary=:none:'],
    ['the same on two lines', '--no-\\\nbinary own\n', '--no-binary own'],
    ['an archive', 'own-1.tar.gz\n', 'own-1.tar.gz'],
    ['one called as if it were built', './own.tar.gz#x.whl\n', './own.tar.gz#x.whl'],
    [
      'a repository',
      'own @ git+https://me:pw@example.com/own.whl',
      'own @ git+https://…@example.com/own.whl',
    ],
    ['a link to work on', '-e ./lib', '-e ./lib'],
    ['what another file names', '-r more/other.txt', '../lib'],
  ])('%s', async (_, text, line) => {
    const dir = bench.folder({ ...files(text), 'more/other.txt': '-c ../requirements.txt\n../lib\n' });
    sdist(dir);
    const { why, written } = await run(dir);
    expect(why).toContain(`“${line}”`);
    expect(written).toEqual([]);
    expect(existsSync(join(dir, 'ran'))).toBe(false);
  });

  test('and all that is built already may be', async () => {
    const lines = [
      ...['# six\\', '-i https://example.com/simple', '--pre', 'six', 'Six_x.y[a,b]>=1,<2 # why', ''],
      ...[
        'six (>=1); python_version < "3"',
        './six-1-py3-none-any.whl',
        'six @ file:///a/six-1.whl#sha256=0',
      ],
      ...['six==1 \\', '  --hash=sha256:0a \\', '  --hash=sha256:0b', '-c none.txt', '--only-binary=:all:'],
    ];
    const dir = bench.folder({ 'requirements.txt': lines.join('\r\n') });
    const plan = await planInstallation(dir, dir, 'python', 'python3');
    expect(plan('without scripts').refused).toBeUndefined();
  });
});

test('the line that a person sees is the command that runs, wherever its Python is', async () => {
  const python = "/opt/it's $(touch no) `here`\n/python3";
  const dir = bench.folder({});
  const plan = (await planInstallation(dir, dir, 'python', python))('without scripts');
  const script = `typed() { printf '%s\\0' "$@"; }; typed ${commandLine(plan)}`;
  const said = execFileSync('sh', ['-c', script], { cwd: dir, encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual([plan.command, ...plan.args]);
});
