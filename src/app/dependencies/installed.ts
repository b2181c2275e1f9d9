import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inheritedFrom } from '../../model/inheritedVariables';
import type { FunctionFile } from '../../model/functionFile';
import { languageOf, type Language } from '../here/draft';
import { listedIn, MANIFESTS, pythonName, type Listed } from './manifest';

/** The code of a function on this machine. */
export interface Code {
  readonly dir: string;
  readonly runtime: string;
  readonly language: Language;
  /** Folders with further packages. */
  readonly layers: readonly string[];
}

/** The code in `dir` that a `function.json` is about; undefined where the sandbox does not run its language. */
export function codeOf(dir: string, { runtime, layers }: FunctionFile): Code | undefined {
  const language = languageOf(runtime);
  return language && { dir, runtime, language, layers: layers.map((layer) => resolve(dir, layer)) };
}

/** Where services look for packages in a layer, below its folder. */
const IN_LAYERS: Readonly<Record<Language, readonly string[]>> = {
  node: ['nodejs/node_modules', 'node_modules', '.'],
  python: ['python', '.'],
};

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
 * What code needs by its manifest, and what is not installed: in a `node_modules` where Node.js looks, or for Python beside
 * the code, in its folder `python` or in the interpreter; for both, in the layers. Undefined where there is no manifest.
 */
export async function needsOf(code: Code, python: string): Promise<Needs | undefined> {
  const { dir, language } = code;
  const manifest = join(dir, MANIFESTS[language]);
  const text = await readFile(manifest, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const listed = listedIn(language, text);
  const missing = await (language === 'node'
    ? missingInNode(code, listed)
    : missingInPython(code, listed, python));
  return { manifest, text, listed, missing };
}

async function missingInNode(code: Code, listed: readonly Listed[]): Promise<readonly Listed[]> {
  const there = await Promise.all(
    listed.map(async ({ name }) => (await isInNodeModules(code.dir, name)) || (await isInLayers(code, name))),
  );
  return listed.filter((_, index) => there[index] === false);
}

/** As Node.js looks for a package: in the folder, then in those around it. */
async function isInNodeModules(dir: string, name: string): Promise<boolean> {
  for (let folder = dir; ; folder = dirname(folder)) {
    if (await isThere(join(folder, 'node_modules', name))) return true;
    if (folder === dirname(folder)) return false;
  }
}

async function isInLayers(code: Code, name: string): Promise<boolean> {
  const there = await Promise.all(layerFolders(code).map((folder) => isThere(join(folder, name))));
  return there.includes(true);
}

function layerFolders({ layers, language }: Code): readonly string[] {
  return layers.flatMap((layer) => IN_LAYERS[language].map((below) => join(layer, below)));
}

async function missingInPython(
  code: Code,
  listed: readonly Listed[],
  python: string,
): Promise<readonly Listed[]> {
  const folders = [code.dir, join(code.dir, PYTHON_PACKAGES), ...layerFolders(code)];
  const beside = new Set((await Promise.all(folders.map(distributionsIn))).flat());
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
