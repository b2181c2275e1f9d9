import { existsSync, readFileSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { FUNCTION_FILE, readFunctionFile, type FunctionFile } from '../model/functionFile';
import { isName } from '../model/functionNames';
import { isObject, type Json } from '../model/json';
import { translate } from '../model/message';

/** A function of the sandbox: what its `function.json` says, and where its code lies. */
export interface SandboxFunction extends FunctionFile {
  readonly group: string;
  readonly name: string;
  readonly dir: string;
  /** Unix milliseconds. */
  readonly modified: number;
}

/** Narrows a list: by group exactly, by a part or the beginning of the name. */
export interface ListFilter {
  readonly group?: string;
  readonly namePart?: string;
  readonly prefix?: string;
}

/** What the sandbox's user may want to know of a folder: that it is no function, or that its code lies elsewhere. */
export interface Remark {
  readonly file: string;
  readonly text: string;
}

/** What was read of one or more folders. */
interface Found {
  readonly functions: SandboxFunction[];
  readonly remarks: Remark[];
}

/**
 * Reads the functions of several folders. A folder that has a `function.json` is one function, named after itself and the
 * folder around it where the file does not say otherwise; of any other one, all below it as `<group>/<name>/`. What an
 * earlier folder has is not read again, and of two functions with one name the first counts.
 */
export function readRoots(roots: readonly string[]): Found {
  const functions: SandboxFunction[] = [];
  const remarks: Remark[] = [];
  const seen = new Set<string>();
  const names = new Map<string, string>();
  for (const root of roots.map((each) => path.resolve(each))) {
    if (!existsSync(root)) {
      remarks.push({ file: root, text: 'is passed over: it is gone' });
      continue;
    }
    const found = existsSync(path.join(root, FUNCTION_FILE)) ? readAlone(root) : readFunctions(root);
    remarks.push(...found.remarks);
    // Within one folder, links give one code several names.
    const real = found.functions.map(({ dir }) => realpathSync(dir));
    const unseen = found.functions.filter((_, index) => !seen.has(real[index] ?? ''));
    real.forEach((dir) => seen.add(dir));
    for (const one of unseen) {
      const name = `${one.group}/${one.name}`;
      const first = names.get(name);
      if (first === undefined) {
        names.set(name, one.dir);
        functions.push(one);
        continue;
      }
      const file = path.join(one.dir, FUNCTION_FILE);
      remarks.push({ file, text: `is passed over: ${name} is in ${first} already` });
    }
  }
  return { functions, remarks };
}

/** The function in a folder of its own. */
function readAlone(dir: string): Found {
  const around = path.basename(path.dirname(dir));
  const group = isName('group', around) ? around : 'default';
  const functions: SandboxFunction[] = [];
  const remarks: Remark[] = [];
  readOne(dir, group, path.basename(dir), functions, remarks);
  return { functions, remarks };
}

/**
 * Reads all functions below a folder, by group and name; a folder without `function.json` is passed over. Links to
 * folders are followed, also to the outside: whoever can make one here could as well put the code here, which runs with
 * all the rights of the sandbox's user either way. One that leads outside is remarked on, and so is one that leads
 * nowhere, and a folder that must not be read.
 */
export function readFunctions(root: string): Found {
  const functions: SandboxFunction[] = [];
  const remarks: Remark[] = [];
  const real = realpathSync(root);
  const remark = (file: string, text: string): void => void remarks.push({ file, text });
  for (const group of folders(root, real, remark)) {
    for (const name of folders(path.join(root, group), real, remark)) {
      readOne(path.join(root, group, name), group, name, functions, remarks);
    }
  }
  return { functions, remarks };
}

function readOne(
  dir: string,
  group: string,
  name: string,
  functions: SandboxFunction[],
  remarks: Remark[],
): void {
  const file = path.join(dir, FUNCTION_FILE);
  try {
    const text = readIfThere(file);
    if (text === undefined) return;
    functions.push(readFunction(group, name, dir, JSON.parse(text) as Json, statSync(file).mtimeMs));
  } catch (error) {
    remarks.push({ file, text: `is passed over: ${error instanceof Error ? error.message : String(error)}` });
  }
}

/** The names of the folders in a folder, and of the links to folders. */
function folders(dir: string, root: string, remark: (file: string, text: string) => void): string[] {
  return entriesOf(dir, remark)
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .filter(
      (entry) =>
        entry.isDirectory() ||
        (entry.isSymbolicLink() && leadsToFolder(path.join(dir, entry.name), root, remark)),
    )
    .map((entry) => entry.name)
    .sort();
}

/** What is in a folder; nothing where it cannot be read, which costs the other folders nothing. */
function entriesOf(dir: string, remark: (file: string, text: string) => void): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isGone) remark(dir, `is passed over: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function leadsToFolder(link: string, root: string, remark: (file: string, text: string) => void): boolean {
  try {
    const target = realpathSync(link);
    if (!statSync(target).isDirectory()) return false;
    const within = path.relative(root, target);
    if (within.startsWith('..') || path.isAbsolute(within)) {
      remark(link, `is a link out of the functions folder: its code is run in ${target}`);
    }
    return true;
  } catch (error) {
    remark(link, `is passed over: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readFunction(
  groupFolder: string,
  nameFolder: string,
  dir: string,
  said: Json,
  modified: number,
): SandboxFunction {
  const named = isObject(said) ? { group: groupFolder, name: nameFolder, ...said } : said;
  const read = readFunctionFile(named);
  if (read.kind === 'wrong') {
    const { path: at, what } = read.problem;
    throw new TypeError(`${at === '' ? '' : `${at}: `}${translate(what)}`);
  }
  const { file } = read;
  const { group = groupFolder, name = nameFolder, versions, layers } = file;
  return {
    ...file,
    group,
    name,
    dir: path.resolve(dir),
    layers: layers.map((layer) => path.resolve(dir, layer)),
    versions: versions.map((version) => ({ ...version, dir: path.resolve(dir, version.dir) })),
    modified,
  };
}
