import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../model/json';
import { message } from '../../model/message';
import { ofAliyun, ofServerlessDevs } from './alibabaProfiles';
import { profileInEnvironment, profilesInEnvironment, type Environment } from './environmentProfiles';
import { ofKooCli } from './kooCliProfiles';
import { ofOpenStack } from './openStackProfiles';
import {
  twice,
  type FoundProfile,
  type ProfileContent,
  type ProfileProblem,
  type RawProfile,
} from './profile';
import { readJsonProfiles, readYamlProfiles, type ProfileText } from './profileTexts';
import { readProfileFile, type ProfileFile } from './readProfileFile';

/** How long a file that is being written has to become whole, in milliseconds. */
const PAUSE_MS = 300;

/** The machine whose profiles are read. */
export interface Machine {
  readonly home: string;
  readonly environment: Environment;
  readonly platform: string;
  readonly read: (path: string) => Promise<ProfileFile>;
  readonly pause: () => Promise<unknown>;
}

/** A tool, and how it keeps profiles. */
interface Tool {
  /** The product's own name. */
  readonly label: string;
  /** Where its file may be; the first that is there counts. */
  paths(machine: Machine): readonly string[];
  parse(path: string, text: string): ProfileText;
  understand(profile: RawProfile, beside: unknown): ProfileContent | ProfileProblem;
  /** Where secrets may stand apart from the rest, in a file of the same form; the first that is there counts. */
  secretPaths?(machine: Machine): readonly string[];
}

const TOOLS: Readonly<Record<string, Tool>> = {
  aliyun: {
    label: 'Alibaba Cloud CLI',
    paths: ({ home }) => [join(home, '.aliyun', 'config.json')],
    parse: readJsonProfiles,
    understand: ofAliyun,
  },
  'serverless-devs': {
    label: 'Serverless Devs',
    paths: ({ home }) => ['access.yaml', 'access.yml'].map((name) => join(home, '.s', name)),
    parse: (path, text) => readYamlProfiles(path, text),
    understand: ofServerlessDevs,
  },
  koocli: {
    label: 'KooCLI',
    paths: ({ home }) => [join(home, '.hcloud', 'config.json')],
    parse: readJsonProfiles,
    understand: ofKooCli,
  },
  openstack: {
    label: 'OpenStack',
    paths: (machine) => openStackPaths(machine, 'clouds'),
    secretPaths: (machine) => openStackPaths(machine, 'secure'),
    parse: (path, text) => readYamlProfiles(path, text, 'clouds'),
    understand: ofOpenStack,
  },
};

/** This machine, as this process sees it at the moment. */
export function thisMachine(): Machine {
  return {
    home: homedir(),
    environment: process.env,
    platform: process.platform,
    read: (path) => readProfileFile(path),
    pause: () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS)),
  };
}

/** The name of the tool that a reference names; undefined for variables, and for one that FnDeck does not know. */
export function toolOf(reference: string): string | undefined {
  const [source = ''] = reference.split(':', 1);
  return Object.hasOwn(TOOLS, source) ? TOOLS[source]?.label : undefined;
}

/** The file of each tool, by the name that it has most often, for the person who wonders where it is looked for. */
export function placesOf(machine: Machine): readonly string[] {
  return Object.values(TOOLS).flatMap((tool) => tool.paths(machine).slice(0, 1));
}

/** All profiles of this machine, and of each file that cannot be read why. Only when a person asks for it. */
export async function findProfiles(machine: Machine): Promise<readonly FoundProfile[]> {
  const ofTools = await Promise.all(
    Object.entries(TOOLS).map(async ([source, tool]): Promise<readonly FoundProfile[]> => {
      const loaded = await load(tool, machine);
      if (loaded.kind === 'none') return [];
      if (loaded.kind === 'problem') {
        const { problem, path } = loaded;
        return [{ reference: undefined, name: tool.label, place: path, outcome: problem }];
      }
      const names = [...new Set(loaded.profiles.map(({ name }) => name))];
      return names.map((name) => ({
        ...{ reference: `${source}:${name}`, name, place: loaded.path },
        outcome: choose(tool, loaded, name),
      }));
    }),
  );
  return [...ofTools.flat(), ...profilesInEnvironment(machine.environment)];
}

/** What a profile says now, or why it cannot be used. */
export async function readProfile(
  reference: string,
  machine: Machine = thisMachine(),
): Promise<ProfileContent | ProfileProblem> {
  const colon = reference.indexOf(':');
  const [source, name] = [reference.slice(0, colon), reference.slice(colon + 1)];
  if (source === 'environment') return profileInEnvironment(name, machine.environment);
  const tool = Object.hasOwn(TOOLS, source) ? TOOLS[source] : undefined;
  if (!tool) return unknownTool(reference);
  const loaded = await load(tool, machine);
  if (loaded.kind === 'problem') return loaded.problem;
  if (loaded.kind === 'profiles') return choose(tool, loaded, name);
  const [path = ''] = tool.paths(machine);
  return {
    summary: message('“{0}” is not there.', path),
    hint: message(
      'Create the profile “{0}” with {1}, or edit the connection to sign in another way.',
      name,
      tool.label,
    ),
  };
}

type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly problem: ProfileProblem; readonly path: string }
  | {
      readonly kind: 'profiles';
      readonly path: string;
      readonly profiles: readonly RawProfile[];
      readonly beside: unknown;
    };

async function load(tool: Tool, machine: Machine): Promise<Loaded> {
  const main = await loadFirst(tool, tool.paths(machine), machine);
  if (main.kind !== 'profiles' || !tool.secretPaths) return main;
  const secret = await loadFirst(tool, tool.secretPaths(machine), machine);
  if (secret.kind === 'none') return main;
  if (secret.kind === 'problem') return secret;
  const profiles = main.profiles.map((profile) => {
    const apart = secret.profiles.filter(({ name }) => name === profile.name).map(({ fields }) => fields);
    return { ...profile, fields: [profile.fields, ...apart].reduce(merged) };
  });
  return { ...main, profiles };
}

/** The first file that is there. One that is not whole may just be written: it is read a second time, after a pause. */
async function loadFirst(
  tool: Tool,
  paths: readonly string[],
  machine: Machine,
  isLast = false,
): Promise<Loaded> {
  for (const path of paths) {
    const file = await machine.read(path);
    if (file.kind === 'none') continue;
    if (file.kind === 'problem') return { ...file, path };
    const text = tool.parse(path, file.text);
    if (text.kind === 'profiles') return { ...text, path };
    if (isLast) return { kind: 'problem', problem: text.problem, path };
    await machine.pause();
    return loadFirst(tool, paths, machine, true);
  }
  return { kind: 'none' };
}

function choose(
  tool: Tool,
  { path, profiles, beside }: Extract<Loaded, { kind: 'profiles' }>,
  name: string,
): ProfileContent | ProfileProblem {
  const named = profiles.filter((profile) => profile.name === name);
  const [only, ...others] = named;
  if (only) return others.length > 0 ? twice(named) : tool.understand(only, beside);
  return {
    summary: message('“{0}” has no profile “{1}”.', path, name),
    hint: message('Create it with {0}, or edit the connection to choose another.', tool.label),
    path,
  };
}

function unknownTool(reference: string): ProfileProblem {
  return {
    summary: message('FnDeck does not know where the profile “{0}” is.', reference),
    hint: message('Edit the connection to choose a profile.'),
  };
}

/** OpenStack's merge: what `secure.yaml` has is laid over `clouds.yaml`, object by object. */
function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above ?? below;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, merged(below[key], above[key])]));
}

/**
 * Where OpenStack looks, but for the working directory: that is the workspace's, and no workspace says where an account
 * is (openstacksdk, “Configuring OpenStack SDK Applications”).
 */
function openStackPaths({ home, platform, environment }: Machine, name: string): readonly string[] {
  const named =
    name === 'clouds' ? environment['OS_CLIENT_CONFIG_FILE'] : environment['OS_CLIENT_SECURE_FILE'];
  // An empty or relative one is of the working directory; XDG's specification says to ignore it.
  const folderIn = (variable: string): string | undefined => {
    const folder = environment[variable];
    return folder !== undefined && /^(?:[\\/]|[A-Za-z]:)/.test(folder) ? folder : undefined;
  };
  const folders = {
    darwin: [
      join(home, 'Library', 'Application Support', 'openstack'),
      '/Library/Application Support/openstack',
    ],
    win32: [
      join(folderIn('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'OpenStack', 'openstack'),
      join(folderIn('PROGRAMDATA') ?? 'C:\\ProgramData', 'OpenStack', 'openstack'),
    ],
  }[platform] ?? [join(folderIn('XDG_CONFIG_HOME') ?? join(home, '.config'), 'openstack'), '/etc/openstack'];
  const files = folders.flatMap((folder) =>
    ['yaml', 'yml', 'json'].map((end) => join(folder, `${name}.${end}`)),
  );
  return [...(named ? [named] : []), ...files];
}
