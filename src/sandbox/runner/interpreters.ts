import { execFile } from 'node:child_process';
import path from 'node:path';
import { inheritedFrom } from '../../model/inheritedVariables';
import { message, type Message } from '../../model/message';
import { installedOf, isProgram, type Installed } from './installed';
import type { RunnerOptions } from './options';
import { nameOf, readRuntimeName, type Language } from './runtimeName';

/** What runs a function. */
interface Interpreter {
  readonly language: Language;
  /** A path, or a name to look up in the PATH. */
  readonly command: string;
  /** What to tell of it where it is not of the version that the runtime names. */
  readonly remark?: Message;
}

/** Chooses among the versions of Node.js and Python that are on the machine. */
interface Interpreters {
  /**
   * What runs a runtime, by its service's name; undefined where the language is neither. The exact version where it is
   * there (major of Node.js, major and minor of Python), else the next newer one, else the newest.
   */
  choose(runtime: string): Promise<Interpreter | undefined>;
}

/** A program of which the version is known. */
interface Known {
  readonly command: string;
  readonly version: string;
}

/** How long a program may take to tell its version. */
const TELL_LIMIT_MS = 5000;
/** How long one that is not of the version asked for is taken without looking whether that has come. */
const REMEMBERED_MS = 60_000;
/** How long it is remembered that there is none: a person is told to install one, and to try again. */
const NONE_MS = 2000;
/** The oldest versions that the sandbox's runtimes are written for. */
const OLDEST: Readonly<Record<Language, string>> = { node: '16', python: '3.7' };

/** Nothing is looked for before the first function needs it; what was found is remembered as long as it is there. */
export function createInterpreters(options: RunnerOptions): Interpreters {
  const chosen = new Map<string, Promise<Interpreter & { readonly until: number }>>();

  const look = async (
    language: Language,
    version: string | undefined,
  ): Promise<Omit<Interpreter, 'language'> & { readonly isUnknown?: true }> => {
    const own = language === 'node' ? options.node : options.python;
    const first = own === process.execPath ? { command: own, version: process.versions.node } : undefined;
    if (first && isOf(first, version)) return first;
    if (!options.places) return { command: own };
    const found = installedOf(language, options.places);
    const all = [...(first ? [first] : []), ...(await known(language, found))].filter(
      (each) => compare(each.version, OLDEST[language]) >= 0,
    );
    const best = await firstThatRuns(language, version === undefined ? all : byNearness(all, version));
    if (!best) return { command: own, isUnknown: true };
    if (version === undefined || isOf(best, version)) return best;
    return { ...best, remark: otherVersion(language, version, best) };
  };

  return {
    async choose(runtime) {
      const asked = readRuntimeName(runtime);
      if (!asked) return undefined;
      const { language, version } = asked;
      const key = `${language} ${version ?? ''}`;
      const before = await chosen.get(key);
      if (before && before.until > performance.now() && isThere(before.command)) return before;
      const looking = look(language, version).then(({ isUnknown, ...one }) => ({
        ...one,
        language,
        until: performance.now() + (isUnknown ? NONE_MS : one.remark ? REMEMBERED_MS : Infinity),
      }));
      chosen.set(key, looking);
      return looking;
    },
  };
}

function otherVersion(language: Language, version: string, { command, version: own }: Known): Message {
  return message(
    '{0} is not on this machine: {1} runs the function ({2}). Install {0}, or name the version that is there as the runtime.',
    `${nameOf(language)} ${version}`,
    `${nameOf(language)} ${own}`,
    command,
  );
}

/** Asks those programs for their version whose folder does not tell it. */
async function known(language: Language, found: readonly Installed[]): Promise<readonly Known[]> {
  const all = await Promise.all(
    found.map(async ({ command, version = undefined }) => {
      const told = version ?? (await versionOf(language, command));
      return told === undefined ? [] : [{ command, version: told }];
    }),
  );
  return all.flat();
}

/** The first that tells the version that it is thought to have: a folder of a manager may be half installed. */
async function firstThatRuns(language: Language, all: readonly Known[]): Promise<Known | undefined> {
  for (const each of new Set(all)) {
    if (each.command === process.execPath) return each;
    const version = await versionOf(language, each.command);
    if (version !== undefined) return { ...each, version };
  }
  return undefined;
}

function versionOf(language: Language, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const how = { timeout: TELL_LIMIT_MS, env: inheritedFrom(process.env), windowsHide: true };
    execFile(command, ['--version'], how, (error, stdout, stderr) => {
      const told = new RegExp(
        language === 'node' ? '^v(\\d+\\.\\d+\\.\\d+)' : '^Python (\\d+\\.\\d+\\.\\d+)',
      );
      // Python 2 tells it on standard error.
      resolve(error ? undefined : (told.exec(stdout) ?? told.exec(stderr))?.[1]);
    });
  });
}

/** The version asked for, then newer ones, then the others from the newest on. */
function byNearness(all: readonly Known[], asked: string): readonly Known[] {
  const newestFirst = [...all].sort((a, b) => compare(b.version, a.version));
  const [same, others] = [true, false].map((is) => newestFirst.filter((each) => isOf(each, asked) === is));
  const newer = others?.filter(({ version }) => compare(version, asked) > 0).reverse();
  return [...(same ?? []), ...(newer ?? []), ...(others ?? [])];
}

/** Whether a version is the one asked for, or one below it; where none is asked for, each is. */
function isOf({ version }: Known, asked: string | undefined): boolean {
  return asked === undefined || version === asked || version.startsWith(`${asked}.`);
}

/** Compares versions number by number. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((each) => each.split('.').map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a program is still there; a name is looked up in the PATH when it is started. */
function isThere(command: string): boolean {
  return !path.isAbsolute(command) || isProgram(command);
}
