import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { member, type Json } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { Language } from '../here/draft';
import { isThere, PYTHON_PACKAGES } from './installed';
import { MANIFESTS } from './manifest';
import { firstBuilt } from './requirementPrograms';
import { firstYarnProgram } from './yarnPrograms';

/** Who installs. */
export type Installer = 'npm' | 'pnpm' | 'yarn' | 'pip';

/** A command that installs what a function's code needs, to be run in the folder of the code. */
export interface Installation {
  readonly installer: Installer;
  readonly dir: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables that it has beside those of the editor. */
  readonly env?: Readonly<Record<string, string>>;
  /** Why it must not be run: what it promises to leave alone would run. */
  readonly refused?: Message;
}

/** Whether packages, and the workspace, may run programs of their own while packages are installed. */
export type Scripts = 'without scripts' | 'with scripts';

/**
 * How the packages of the code in `dir` are installed: by the package manager whose lock file is there, or around it up to
 * `top`, else that package.json names, else npm; for Python by the pip of the interpreter `python`.
 */
export async function planInstallation(
  dir: string,
  top: string,
  language: Language,
  python: string,
): Promise<(scripts: Scripts) => Installation> {
  if (language === 'python') {
    const built = await firstBuilt(join(dir, MANIFESTS.python));
    return (scripts) => withPip(dir, python, scripts, built);
  }
  const { installer, lock } = await managerOf(dir, top);
  const args = await argumentsOf(dir, installer, lock);
  const program = installer === 'yarn' ? await firstYarnProgram(dir) : undefined;
  return (scripts) => ({
    ...{ installer, dir, command: installer, args: args(scripts) },
    ...(scripts === 'without scripts' && {
      env: WITHOUT_PROGRAMS[installer],
      ...(program && {
        refused: message(
          'For “{0}” in {1} Yarn runs a program of the workspace. It is installed with scripts only.',
          program.setting,
          program.path,
        ),
      }),
    }),
  });
}

/** @param itself a line that pip runs a program for whatever it is told */
function withPip(dir: string, python: string, scripts: Scripts, itself: string | undefined): Installation {
  // A package that is not built for this machine is built by its own program.
  const built = scripts === 'with scripts' ? ['--prefer-binary'] : ['--only-binary', ':all:'];
  const quiet = ['--no-input', '--disable-pip-version-check'];
  const into = ['--target', PYTHON_PACKAGES, '--upgrade'];
  const args = ['-m', 'pip', 'install', ...into, ...built, ...quiet, '-r', MANIFESTS.python];
  const isRefused = itself !== undefined && scripts === 'without scripts';
  return {
    ...{ installer: 'pip', dir, command: python, args },
    ...(isRefused && {
      refused: message(
        'For “{0}” pip may run a program of the package, whatever it is told. It is installed with scripts only.',
        // An address may have a password.
        itself.replace(/\/\/[^/\s]*@/g, '//…@').slice(0, 200),
      ),
    }),
  };
}

type NodeInstaller = Exclude<Installer, 'pip'>;

/** Which package manager runs is not for a file of the workspace to say: `.corepack.env`, `packageManager`. */
const COREPACK = { COREPACK_ENV_FILE: '0' };

/**
 * What keeps a package manager from running programs that files of the workspace name, where no argument does. Yarn 1 runs
 * the scripts of a package out of a repository, whatever its arguments say, unless the variable says so, too.
 */
const WITHOUT_PROGRAMS: Readonly<Record<NodeInstaller, Readonly<Record<string, string>>>> = {
  npm: {},
  pnpm: { pnpm_config_pm_on_fail: 'ignore', ...COREPACK },
  yarn: {
    ...{ YARN_IGNORE_PATH: '1', YARN_IGNORE_SCRIPTS: 'true' },
    ...{ YARN_ENABLE_SCRIPTS: '0', YARN_ENABLE_CONSTRAINTS_CHECKS: '0' },
    ...COREPACK,
  },
};

/** Lock files, by who writes them. */
const LOCKS: readonly (readonly [file: string, installer: NodeInstaller])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

async function managerOf(
  dir: string,
  top: string,
): Promise<{ readonly installer: NodeInstaller; readonly lock?: string }> {
  for (let folder = dir; ; folder = dirname(folder)) {
    for (const [file, installer] of LOCKS) {
      const lock = join(folder, file);
      if (await isThere(lock)) return { installer, lock };
    }
    if (folder === top || folder === dirname(folder)) break;
  }
  const said = member(await json(join(dir, MANIFESTS.node)), 'packageManager');
  const named = /^(npm|pnpm|yarn)@/.exec(typeof said === 'string' ? said : '')?.[1];
  return { installer: (named as NodeInstaller | undefined) ?? 'npm' };
}

async function argumentsOf(
  dir: string,
  installer: NodeInstaller,
  lock: string | undefined,
): Promise<(scripts: Scripts) => readonly string[]> {
  const unless =
    (...refusing: readonly string[]) =>
    (scripts: Scripts) =>
      scripts === 'with scripts' ? [] : refusing;
  if (installer === 'npm') {
    // `ci` begins by removing what is there: only where nothing is, so that a failure takes nothing away.
    const isExact =
      lock !== undefined &&
      dirname(lock) === dir &&
      !(await isThere(join(dir, 'node_modules'))) &&
      fits(await json(lock), await json(join(dir, MANIFESTS.node)));
    // A `.npmrc` may name another Git, and what each Node.js loads that prepares a package out of a repository.
    const own = unless('--git=git', '--node-options=');
    return (scripts) => [
      ...[isExact ? 'ci' : 'install', `--ignore-scripts=${scripts === 'without scripts'}`, ...own(scripts)],
      ...['--no-audit', '--no-fund', '--loglevel=http'],
    ];
  }
  if (installer === 'pnpm') {
    const itself = '--config.manage-package-manager-versions=false';
    const refused = unless('--ignore-scripts', '--ignore-pnpmfile', itself);
    return (scripts) => ['install', ...refused(scripts)];
  }
  const isFirst = lock === undefined || /yarn lockfile v1/.test(await readFile(lock, 'utf8').catch(() => ''));
  const refused = isFirst ? unless('--ignore-scripts') : unless('--mode=skip-build');
  return (scripts) => ['install', ...(isFirst ? ['--non-interactive'] : []), ...refused(scripts)];
}

/** Whether a package-lock.json is about what the package.json lists: `npm ci` refuses any other. */
function fits(lock: Json | undefined, manifest: Json | undefined): boolean {
  const root = member(member(lock, 'packages'), '');
  if (root === undefined || manifest === undefined) return false;
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].every((key) => {
    const [a, b] = [root, manifest].map((one) => JSON.stringify(sorted(member(one, key))));
    return a === b;
  });
}

function sorted(value: Json | undefined): readonly (readonly [string, Json])[] {
  return Object.entries(Object(value ?? {}) as Record<string, Json>).sort(([a], [b]) => a.localeCompare(b));
}

async function json(path: string): Promise<Json | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** An installation as a person would type it into a shell of this machine. */
export function commandLine({ command, args, env = {} }: Installation): string {
  const isWindows = process.platform === 'win32';
  const set = Object.entries(env).map(([name, value]) =>
    isWindows ? `set "${name}=${value}" &&` : `${name}=${value}`,
  );
  return [...set, ...[command, ...args].map(typed)].join(' ');
}

function typed(part: string): string {
  if (/^[\w@%+=:,./-]+$/.test(part)) return part;
  // A path of Windows has no double quote.
  if (process.platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(part) ? part : `"${part}"`;
  return `'${part.replaceAll("'", "'\\''")}'`;
}
