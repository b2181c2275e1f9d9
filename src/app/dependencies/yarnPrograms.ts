import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isObject, member, type Json } from '../../model/json';
import { MANIFESTS } from './manifest';

/** Settings of Yarn 2 and later by which it runs a file: https://yarnpkg.com/configuration/yarnrc. */
const RUNNING = ['plugins', 'yarnPath'];

/** Where a program is named that Yarn runs. */
interface Named {
  readonly setting: string;
  readonly path: string;
}

/**
 * The first setting, in the folder of the code or around it, for which Yarn runs a program of the workspace whatever it is
 * told. No variable turns plugins off. Without `yarnPath` another Yarn would run, and Yarn 1 writes the lock file of a later
 * one anew. What cannot be read counts; what the person has set for all folders does not.
 */
export async function firstYarnProgram(dir: string): Promise<Named | undefined> {
  for (let folder = dir; folder !== homedir(); folder = dirname(folder)) {
    const settings = join(folder, process.env.YARN_RC_FILENAME ?? '.yarnrc.yml');
    const manifest = join(folder, MANIFESTS.node);
    const setting = runningIn(await readFile(settings, 'utf8').catch(() => ''));
    if (setting !== undefined) return { setting, path: settings };
    const package_ = builtIn(await readFile(manifest, 'utf8').catch(() => '{}'));
    if (package_ !== undefined) return { setting: package_, path: manifest };
    if (folder === dirname(folder)) break;
  }
  return undefined;
}

function runningIn(text: string): string | undefined {
  try {
    const settings = parse(text, { schema: 'failsafe', merge: true, uniqueKeys: false }) as Json | null;
    if (settings === null) return undefined;
    return isObject(settings) ? RUNNING.find((name) => member(settings, name) !== undefined) : '…';
  } catch {
    return '…';
  }
}

/** A package that is the output of a program (`exec:`), or that is built even where scripts are turned off. */
function builtIn(text: string): string | undefined {
  try {
    return /"(?:[^"]*@)?exec:[^"]*"|"built":true/.exec(JSON.stringify(JSON.parse(text)))?.[0];
  } catch {
    return undefined;
  }
}
