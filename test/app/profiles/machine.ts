import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { translate } from '../../../src/model/message';
import { isProblem, type ProfileContent, type ProfileProblem } from '../../../src/app/profiles/profile';
import { findProfiles, readProfile, thisMachine, type Machine } from '../../../src/app/profiles/profiles';
import { folderOfTest } from '../../folderOfTest';
import { PROJECT } from '../../sources';

const FILES = join(PROJECT, 'test', 'app', 'profiles', 'files');

/** Where each of the files lies below a home. */
const PLACES = {
  'aliyun.json': '.aliyun/config.json',
  'access.yaml': '.s/access.yaml',
  'koocli.json': '.hcloud/config.json',
  'clouds.yaml': '.config/openstack/clouds.yaml',
  'secure.yaml': '.config/openstack/secure.yaml',
} as const;

type Name = keyof typeof PLACES;

/** The text of one of the files. */
export function fixture(name: Name): string {
  return readFileSync(join(FILES, name), 'utf8');
}

/** A machine with a home of its own on disk; nothing is in it. */
export function emptyMachine(more: Partial<Machine> = {}) {
  const home = folderOfTest('home');
  const machine: Machine = {
    ...thisMachine(),
    ...{ home, platform: 'linux', environment: {}, pause: () => Promise.resolve() },
    ...more,
  };
  const path = (name: Name): string => join(home, PLACES[name]);
  const put = (name: Name, content: string | Uint8Array = fixture(name)): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    machine,
    path,
    put,
    /** Has a folder where the file should be. */
    putFolder: (name: Name) => cpSync(FILES, path(name), { recursive: true }),
    find: () => findProfiles(machine),
    read: (reference: string) => readProfile(reference, machine),
  };
}

/** What is wrong, in English. Throws where nothing is. */
export function said(outcome: ProfileContent | ProfileProblem): string {
  if (!isProblem(outcome)) throw new Error(`can be used: ${JSON.stringify(outcome)}`);
  return `${translate(outcome.summary)} ${translate(outcome.hint)}`;
}
