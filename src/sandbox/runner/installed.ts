import { closeSync, openSync, readSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Language } from './runtimeName';

/** Where programs are looked for. */
export interface Places {
  /** As the variable PATH has it. */
  readonly path: string;
  /** The home folder, in which version managers keep what they have installed; undefined: none is looked at. */
  readonly home: string | undefined;
}

/** A program that may run functions. */
export interface Installed {
  /** Absolute path. */
  readonly command: string;
  /** `18.20.1`, as the name of its folder has it; undefined where only the program itself can tell. */
  readonly version?: string;
}

/** Folders of versions, below the home folder, each version in a folder named after it. */
const MANAGED: Readonly<Record<Language, readonly string[]>> = {
  node: [
    '.nvm/versions/node', // nvm
    'AppData/Roaming/nvm', // nvm for Windows
    '.local/share/fnm/node-versions', // fnm, in each of the places where it has been
    '.fnm/node-versions',
    'Library/Application Support/fnm/node-versions',
    'AppData/Roaming/fnm/node-versions',
    '.volta/tools/image/node', // Volta
    'AppData/Local/Volta/tools/image/node',
    '.nodenv/versions', // nodenv
    '.asdf/installs/nodejs', // asdf
    '.local/share/mise/installs/node', // mise
  ],
  python: [
    '.pyenv/versions', // pyenv
    '.pyenv/pyenv-win/versions',
    '.asdf/installs/python',
    '.local/share/mise/installs/python',
    '.local/share/uv/python', // uv
  ],
};

/** Where a version's folder has its program. */
const PROGRAMS: Readonly<Record<Language, readonly string[]>> = {
  node: ['bin/node', 'installation/bin/node', 'node.exe', 'installation/node.exe'],
  python: ['bin/python3', 'bin/python', 'python.exe'],
};

/** What such programs are called. */
const NAMES: Readonly<Record<Language, RegExp>> = {
  node: /^node(js)?(-?\d+)?(\.exe)?$/i,
  python: /^python(\d(\.\d+)?)?(\.exe)?$/i,
};

/** What a version manager's script in the place of a program says. */
const OF_MANAGER = /\b(pyenv|nodenv|asdf|mise|rtx|volta)\b[^\n]*\bexec\b/;

/**
 * The programs of a language on the machine, each once: those on the PATH, then those that version managers have
 * installed. Managers are not run, their folders are read. What a manager puts into the PATH in the place of a program (a
 * shim) is none: it stands for another version from folder to folder.
 */
export function installedOf(language: Language, { path: variable, home }: Places): readonly Installed[] {
  const folders = variable.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const onPath = folders.flatMap((folder) =>
    namesIn(folder)
      .filter((name) => NAMES[language].test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => isProgram(file) && !isShim(file, language))
      .map((command): Installed => ({ command })),
  );
  const managed = home === undefined ? [] : MANAGED[language].map((folder) => path.join(home, folder));
  const versions = new Set([...folders.flatMap(versionsAround), ...managed]);
  const all = [...onPath, ...[...versions].flatMap((folder) => versionsIn(folder, language))];
  const seen = new Set<string>();
  return all.filter(({ command }) => {
    const real = realOf(command);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  });
}

/** The folders of versions that a folder of the PATH tells of, wherever a manager was told to keep them. */
function versionsAround(folder: string): readonly string[] {
  // …/versions/3.11.7/bin, and …/shims beside …/versions.
  const [last, version] = [path.basename(folder), path.basename(path.dirname(folder))];
  if (last === 'shims') return [path.join(path.dirname(folder), 'versions')];
  return last === 'bin' && /^v?\d+\.\d+\.\d+$/.test(version) ? [path.dirname(path.dirname(folder))] : [];
}

function versionsIn(folder: string, language: Language): readonly Installed[] {
  return namesIn(folder).flatMap((name) => {
    if (!/\d+\.\d+\.\d+/.test(name)) return [];
    // `pypy3.9-7.3.9` and `miniforge3-22.11.1-4` are versions of those.
    const version = /^(?:v|cpython-)?(\d+\.\d+\.\d+)/.exec(name)?.[1];
    const command = PROGRAMS[language].map((file) => path.join(folder, name, file)).find(isProgram);
    return command === undefined ? [] : [{ command, ...(version !== undefined && { version }) }];
  });
}

/** Whether a file only chooses a version and calls it. */
function isShim(file: string, language: Language): boolean {
  const real = realOf(file);
  const isElse = !NAMES[language].test(path.basename(real)) && real !== file;
  return (
    isElse || [file, real].some((each) => each.split(/[\\/]/).includes('shims')) || isScriptOfManager(real)
  );
}

function isScriptOfManager(file: string): boolean {
  const first = Buffer.alloc(1024);
  try {
    const handle = openSync(file, 'r');
    try {
      const text = first.toString('latin1', 0, readSync(handle, first, 0, first.length, 0));
      return text.startsWith('#!') && OF_MANAGER.test(text);
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}

/** Whether there is a file. */
export function isProgram(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
