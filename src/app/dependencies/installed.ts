import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedFrom } from '../../model/inheritedVariables';
import type { Language } from '../here/draft';
import { listedIn, MANIFESTS, pythonName, type Listed } from './manifest';

/** What a function's manifest lists, and what of that its code cannot load here. */
export interface Needs {
  /** Path of the manifest. */
  readonly manifest: string;
  readonly text: string;
  readonly listed: readonly Listed[];
  readonly missing: readonly Listed[];
}

/** The folder beside the code of a Python function that its packages are installed into; the sandbox looks there, too. */
export const PYTHON_PACKAGES = 'python';

/** Longest wait for an interpreter to say what it has, in milliseconds. */
const ASK_MS = 20_000;

/** What an interpreter has by itself, a name a line. */
const LIST =
  'import importlib.metadata as m\nfor d in m.distributions():\n n = d.metadata["Name"]\n if n: print(n)';

/**
 * What the code in `dir` needs by its manifest, and what is not installed: in a `node_modules` where Node.js looks, or beside
 * the code or in `python`, the interpreter, for Python. Undefined where there is no manifest.
 */
export async function needsOf(dir: string, language: Language, python: string): Promise<Needs | undefined> {
  const manifest = join(dir, MANIFESTS[language]);
  const text = await readFile(manifest, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const listed = listedIn(language, text);
  const missing = await (language === 'node'
    ? missingInNode(dir, listed)
    : missingInPython(dir, listed, python));
  return { manifest, text, listed, missing };
}

async function missingInNode(dir: string, listed: readonly Listed[]): Promise<readonly Listed[]> {
  const there = await Promise.all(listed.map(({ name }) => isInNodeModules(dir, name)));
  return listed.filter((_, index) => there[index] === false);
}

/** As Node.js looks for a package: in the folder, then in those around it. */
async function isInNodeModules(dir: string, name: string): Promise<boolean> {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (await isThere(join(folder, 'node_modules', name))) return true;
    if (folder === dirname(folder)) return false;
  }
}

async function missingInPython(
  dir: string,
  listed: readonly Listed[],
  python: string,
): Promise<readonly Listed[]> {
  const beside = new Set((await Promise.all([dir, join(dir, PYTHON_PACKAGES)].map(distributionsIn))).flat());
  const left = listed.filter(({ name }) => !beside.has(pythonName(name)));
  if (left.length === 0) return [];
  const own = new Set(await distributionsOf(python));
  return left.filter(({ name }) => !own.has(pythonName(name)));
}

/** What is installed in a folder: each package has a folder `<name>-<version>.dist-info`. */
async function distributionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const found = /^(.+?)-[^-]+\.(?:dist|egg)-info$/.exec(name)?.[1];
    return found === undefined ? [] : [pythonName(found)];
  });
}

/** What an interpreter has by itself; nothing where it cannot be asked. */
async function distributionsOf(python: string): Promise<readonly string[]> {
  const env = inheritedFrom(process.env);
  const options = { timeout: ASK_MS, env, windowsHide: true, maxBuffer: 16 * 1024 * 1024 };
  const said = await promisify(execFile)(python, ['-X', 'utf8', '-c', LIST], options).catch(() => undefined);
  return (said?.stdout ?? '').split(/\r?\n/).filter(Boolean).map(pythonName);
}

/** Whether a file or folder is there. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
