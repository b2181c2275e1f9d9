import * as vscode from 'vscode';
import { readServerlessFunctions, type ServerlessFunction } from '../../app/here/serverlessFunctions';
import { languageOf, type KnownSettings } from '../../app/here/draft';
import { TEMPLATES, type Template } from '../../app/here/templates';
import { isName } from '../../model/functionNames';
import { RUNTIMES } from '../../model/functionFileSchema';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import { exists } from '../files';
import type { Report } from '../report';
import { tell } from '../window/notices';
import { withCancel } from '../window/progress';
import { pickLine, typeLine } from '../window/quickInput';
import { askEnvironment } from './questions';

/** A function that is to run here: where its code lies, or will lie, and what is known of it. */
export interface Source {
  readonly folder: vscode.Uri;
  readonly known: KnownSettings;
  /** Values for the `.env`, where the person wants them. */
  readonly values?: Readonly<Record<string, string>>;
  /** What the folder gets. */
  readonly template?: Template;
}

/** What is asked of a service or a person. */
export interface SourceDeps {
  readonly connections: Pick<Connections, 'cloud'>;
  readonly report: Report;
  /** The explorer's search over all functions. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

/** Serverless Devs' own file. */
const SERVERLESS = '**/s.{yaml,yml}';
const NEVER = '**/node_modules/**';

/** Asks what is to run here; undefined where the person left. */
export async function askSource(deps: SourceDeps): Promise<Source | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const files = await vscode.workspace.findFiles(SERVERLESS, NEVER, 20);
  const line = (icon: string, label: string, detail: string, source: () => Promise<Source | undefined>) => ({
    ...{ label, detail, source },
    iconPath: new vscode.ThemeIcon(icon),
  });
  const templates = TEMPLATES.map((template) =>
    line(
      'new-file',
      vscode.l10n.t('New: {0}', deps.report.say(template.label)),
      deps.report.say(template.detail),
      () => fromTemplate(template, folders[0]?.uri),
    ),
  );
  const items = [
    line(
      'folder',
      vscode.l10n.t('A Folder with Code…'),
      vscode.l10n.t('Handler and runtime are proposed from what is there'),
      async () => {
        const folder = await askFolder(vscode.l10n.t('Run Here'), folders[0]?.uri);
        return folder && { folder, known: {} };
      },
    ),
    ...files.map((file) =>
      line(
        'file-code',
        vscode.workspace.asRelativePath(file),
        vscode.l10n.t('A function that Serverless Devs deploys'),
        () => fromServerless(file, deps),
      ),
    ),
    line(
      'cloud',
      vscode.l10n.t('A Function of a Connection…'),
      vscode.l10n.t('With its runtime, handler, limits and names of variables; its code lies here already'),
      async () => {
        const ref = await deps.pick(vscode.l10n.t('Run which function here?'), {});
        return ref && fromFunction(ref, deps);
      },
    ),
    ...templates,
  ];
  const chosen = await pickLine(items, { title: vscode.l10n.t('What is to run here, in the sandbox?') });
  return items.find(({ label }) => label === chosen?.label)?.source();
}

/** A function of a connection. Its code is not downloaded: the person says where it lies. */
export async function fromFunction(ref: FunctionRef, deps: SourceDeps): Promise<Source | undefined> {
  const label = refLabel(ref);
  const settings = await withCancel(vscode.l10n.t('Reading {0}…', label), async (signal) =>
    (await deps.connections.cloud(ref.connection)).getFunctionSettings(ref, signal),
  );
  if (!settings) return undefined;
  const { runtime, handler, memoryMb, timeoutSeconds, description, initializer, initializerTimeout } =
    settings;
  const { environment } = settings;
  refuseOthers(label, runtime);
  const known = {
    ...{ group: ref.group, name: ref.name, environment },
    ...(runtime !== undefined && { runtime }),
    ...(handler !== undefined && { handler }),
    ...(memoryMb !== undefined && { memory: memoryMb }),
    ...(timeoutSeconds !== undefined && { timeout: timeoutSeconds }),
    ...(description !== undefined && { description }),
    ...(initializer !== undefined && { initializer }),
    ...(initializerTimeout !== undefined && { initializerTimeout }),
  };
  const folder = await askCodeOf(label, handler);
  return folder && withValues(label, { folder, known });
}

/** A function that an `s.yaml` describes; which one is asked where there are several. */
export async function fromServerless(file: vscode.Uri, { report }: SourceDeps): Promise<Source | undefined> {
  const read = readServerlessFunctions(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  if (read.kind === 'unreadable')
    throw new Error(vscode.l10n.t('Line {0}: {1}', String(read.line), report.say(read.why)));
  if (read.kind === 'other')
    throw new Error(
      vscode.l10n.t('{0} describes no function of Function Compute.', vscode.workspace.asRelativePath(file)),
    );
  const one = await chooseResource(read.functions);
  if (!one) return undefined;
  const { resource, code, ...known } = one;
  refuseOthers(resource, known.runtime);
  const folder = vscode.Uri.joinPath(file, '..', code ?? '.');
  const found = (await isFolder(folder)) ? folder : await askCodeOf(resource, known.handler);
  return found && withValues(resource, { folder: found, known: { name: resource, ...known } });
}

async function chooseResource(
  functions: readonly ServerlessFunction[],
): Promise<ServerlessFunction | undefined> {
  const [only, ...others] = functions;
  if (others.length === 0) return only;
  const items = functions.map((one) => ({
    label: one.resource,
    description: [one.runtime, one.handler].filter(Boolean).join(' · '),
    iconPath: new vscode.ThemeIcon('symbol-function'),
    one,
  }));
  return (await pickLine(items, { title: vscode.l10n.t('Run which function here?') }))?.one;
}

/** A new function, in a folder that is not there yet. */
async function fromTemplate(
  template: Template,
  workspace: vscode.Uri | undefined,
): Promise<Source | undefined> {
  const parent = workspace
    ? vscode.Uri.joinPath(workspace, 'functions', 'default')
    : await askFolder(vscode.l10n.t('Create Here'), undefined);
  if (!parent) return undefined;
  const title = vscode.l10n.t('New function in {0}', vscode.workspace.asRelativePath(parent));
  const invalid = vscode.l10n.t('A letter, then letters, digits, hyphens and underscores; at most 60.');
  const [runtime] = RUNTIMES[template.language];
  for (let value = 'hello'; ;) {
    const typed = await typeLine({
      ...{ title, value, placeholder: 'hello' },
      prompt: vscode.l10n.t('Name of the function and its folder'),
      check: (name) => (isName('name', name) ? undefined : invalid),
    });
    if (typed === undefined) return undefined;
    const folder = vscode.Uri.joinPath(parent, typed);
    const known = { name: typed, handler: template.handler, runtime };
    if (!(await exists(folder))) return { folder, template, known };
    value = typed;
    void tell('error', vscode.l10n.t('There is a folder of this name already.'));
  }
}

/** Where the code of a known function lies; undefined where the person left. */
async function askCodeOf(label: string, handler: string | undefined): Promise<vscode.Uri | undefined> {
  const file = handler?.slice(0, handler.lastIndexOf('.')) ?? 'index';
  const found = await vscode.workspace.findFiles(`**/${file}.{js,mjs,cjs,py}`, NEVER, 20);
  const up = file.split('/').map(() => '..');
  const items = found.map((one) => ({
    label: vscode.workspace.asRelativePath(vscode.Uri.joinPath(one, ...up)),
    description: vscode.workspace.asRelativePath(one),
    iconPath: new vscode.ThemeIcon('folder'),
    folder: vscode.Uri.joinPath(one, ...up),
  }));
  const other = {
    label: vscode.l10n.t('Another Folder…'),
    description: '',
    iconPath: new vscode.ThemeIcon('folder-opened'),
    folder: undefined,
  };
  const title = vscode.l10n.t('In which folder is the code of {0}?', label);
  const placeHolder = vscode.l10n.t('FnDeck does not download it: check it out first.');
  const chosen = await pickLine([...items, other], { title, placeHolder });
  if (!chosen) return undefined;
  return chosen.folder ?? askFolder(vscode.l10n.t('Run Here'), vscode.workspace.workspaceFolders?.[0]?.uri);
}

async function withValues(label: string, source: Source): Promise<Source | undefined> {
  const { environment = {} } = source.known;
  const title = vscode.l10n.t('Environment of {0}', label);
  const answer = await askEnvironment(title, Object.keys(environment));
  if (answer === undefined) return undefined;
  return answer === 'values' ? { ...source, values: environment } : source;
}

function refuseOthers(label: string, runtime: string | undefined): void {
  if (runtime === undefined || languageOf(runtime) !== undefined) return;
  throw new Error(
    vscode.l10n.t('The sandbox runs Node.js and Python; {0} is written for {1}.', label, runtime),
  );
}

async function askFolder(button: string, start: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: button,
    ...(start && { defaultUri: start }),
  });
  return chosen?.[0];
}

/** Whether a folder is there. */
export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );
}
