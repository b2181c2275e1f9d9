import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { install } from '../../app/dependencies/install';
import {
  commandLine,
  planInstallation,
  type Installation,
  type Scripts,
} from '../../app/dependencies/installation';
import { codeOf, needsOf, type Needs } from '../../app/dependencies/installed';
import { MANIFESTS } from '../../app/dependencies/manifest';
import { languageOf } from '../../app/here/draft';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionFile } from '../../model/functionFile';
import { functionLabel, type FunctionRef } from '../../model/functionRef';
import { message, listed, type Say } from '../../model/message';
import { exists } from '../files';
import type { SandboxControl } from '../sandbox/control';
import { functionIn, type FunctionPlace } from '../sandbox/functionEditor';
import { findRoots } from '../sandbox/roots';
import { ask, tell } from '../window/notices';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';

/** What installing needs of the other parts. */
interface InstallingDeps {
  readonly sandbox: LazyPart<SandboxControl>;
  readonly report: { readonly say: Say };
}

/** The installations of a window. */
interface Installations extends vscode.Disposable {
  /** What ends those that run, by the folders of the code. */
  readonly underway: Map<string, AbortController>;
  /** What installers write, shown when the first begins. */
  readonly output: () => vscode.OutputChannel;
}

/** None runs yet. Disposing ends those that do. */
export function createInstallations(): Installations {
  const underway = new Map<string, AbortController>();
  let channel: vscode.OutputChannel | undefined;
  return {
    underway,
    output: () => (channel ??= vscode.window.createOutputChannel('FnDeck Dependencies')),
    dispose: () => {
      underway.forEach((one) => one.abort());
      channel?.dispose();
    },
  };
}

/**
 * Installs what a function's code lists, once the person has seen the command: of the function in a folder, of a file in one,
 * of a function of the sandbox, or of one that they choose. Whether it was installed; undefined where they left.
 */
export async function installDependencies(
  deps: InstallingDeps,
  { underway, output }: Installations,
  given: vscode.Uri | FunctionRef | undefined,
): Promise<boolean | undefined> {
  if (!vscode.workspace.isTrusted) {
    throw new Error(
      vscode.l10n.t(
        'Installers run programs on this machine, which a workspace that is not trusted must not start.',
      ),
    );
  }
  const place = await placeOf(deps, given);
  if (!place) return undefined;
  const label = functionLabel({ connection: '', ...place });
  const dir = place.folder.fsPath;
  const code = place.file && codeOf(dir, place.file);
  if (!code) throw new Error(vscode.l10n.t('{0} names no runtime that the sandbox runs.', label));
  const { language, runtime } = code;
  const python = language === 'python' ? await pythonOf(deps, runtime) : '';
  const needs = await needsOf(code, python);
  if (!needs) {
    throw new Error(
      vscode.l10n.t('{0} has no {1} in {2}: its packages are listed there.', label, MANIFESTS[language], dir),
    );
  }
  const top = vscode.workspace.getWorkspaceFolder(place.folder)?.uri.fsPath ?? dir;
  const plan = await planInstallation(dir, top, language, python);
  const scripts = await askScripts(label, plan, needs, deps.report.say);
  if (!scripts) return undefined;
  if (underway.has(dir))
    throw new Error(vscode.l10n.t('The dependencies of {0} are being installed already.', label));
  const leaving = new AbortController();
  underway.set(dir, leaving);
  try {
    return await run(label, plan(scripts), output(), leaving.signal, deps.report.say);
  } finally {
    underway.delete(dir);
  }
}

/** The Python that will load the packages: that which the sandbox, started for it, chooses by the runtime. */
async function pythonOf({ sandbox }: InstallingDeps, runtime: string): Promise<string> {
  const control = await sandbox.get();
  await control.start();
  return control.python(runtime);
}

/** A function of this machine, with what its file says. */
type Found = FunctionPlace & { readonly file?: FunctionFile };

async function placeOf(
  { sandbox }: InstallingDeps,
  given: vscode.Uri | FunctionRef | undefined,
): Promise<Found | undefined> {
  if (given instanceof vscode.Uri) {
    const found = (await functionIn(given)) ?? (await functionIn(vscode.Uri.joinPath(given, '..')));
    if (found) return found;
    throw new Error(
      vscode.l10n.t('{0} is no function: it has no function.json.', vscode.workspace.asRelativePath(given)),
    );
  }
  const { files } = await findRoots((await sandbox.get()).roots());
  const all = await Promise.all(files.map((file) => functionIn(vscode.Uri.joinPath(file, '..'))));
  const fits = (one: Found): boolean =>
    given === undefined || (one.name === given.name && (given.group === '' || one.group === given.group));
  const fitting = all.filter((one) => one !== undefined).filter(fits);
  if (given) {
    if (fitting.length <= 1 && fitting[0]) return fitting[0];
    if (fitting.length > 1) return choose(fitting);
    throw new Error(vscode.l10n.t('The code of {0} is not in this workspace.', functionLabel(given)));
  }
  const listing = await Promise.all(fitting.map(async (one) => ((await hasManifest(one)) ? [one] : [])));
  if (listing.flat().length > 0) return choose(listing.flat());
  throw new Error(
    vscode.l10n.t('No function of this workspace has a {0} or a {1}.', MANIFESTS.node, MANIFESTS.python),
  );
}

async function hasManifest({ folder, file }: Found): Promise<boolean> {
  const language = languageOf(file?.runtime ?? '');
  return language !== undefined && exists(vscode.Uri.joinPath(folder, MANIFESTS[language]));
}

async function choose(all: readonly Found[]): Promise<Found | undefined> {
  const items = all.map((one) => ({
    label: functionLabel({ connection: '', ...one }),
    description: vscode.workspace.asRelativePath(one.folder),
    iconPath: new vscode.ThemeIcon('symbol-function'),
    one,
  }));
  return (await pickLine(items, { title: vscode.l10n.t('Install the dependencies of which function?') }))
    ?.one;
}

async function askScripts(
  label: string,
  plan: (scripts: Scripts) => Installation,
  { listed: all, missing, manifest }: Needs,
  say: Say,
): Promise<Scripts | undefined> {
  const [plainly, scripted] = [vscode.l10n.t('Install'), vscode.l10n.t('Install with Scripts')];
  const names = missing.map(({ name }) => name);
  const about =
    names.length > 0
      ? vscode.l10n.t('Not installed: {0}', listed(names, say))
      : vscode.l10n.t(
          'Installed already: {0}',
          listed(
            all.map(({ name }) => name),
            say,
          ),
        );
  const { installer, refused } = plan('without scripts');
  const line = (button: string, how: Scripts): string =>
    vscode.l10n.t('{0}: {1}', button, commandLine(plan(how)));
  const detail = [
    vscode.l10n.t('in {0}', dirname(manifest)),
    ...(all.length > 0 ? ['', about] : []),
    '',
    ...(refused ? [] : [line(plainly, 'without scripts')]),
    refused
      ? say(refused)
      : installer === 'pip'
        ? vscode.l10n.t(
            'Only packages that are built already: others run programs of their own, with scripts.',
          )
        : vscode.l10n.t(
            'Without the scripts of the packages, which run programs of their own; few need them.',
          ),
    '',
    line(scripted, 'with scripts'),
  ].join('\n');
  const answer = await ask(
    vscode.l10n.t('Install the dependencies of {0}?', label),
    detail,
    ...(refused ? [] : [plainly]),
    scripted,
  );
  if (answer === undefined) return undefined;
  return answer === scripted ? 'with scripts' : 'without scripts';
}

async function run(
  label: string,
  plan: Installation,
  output: vscode.OutputChannel,
  leaving: AbortSignal,
  say: Say,
): Promise<boolean | undefined> {
  // Two at once write into one output: each line says whose it is.
  const write = (line: string): void => output.appendLine(`${label}  ${line}`);
  output.show(true);
  write(`> ${commandLine(plan)}`);
  const title = vscode.l10n.t('Installing the dependencies of {0}…', label);
  const ended = await withCancel(title, (signal, report) =>
    install(
      plan,
      (line) => {
        write(line);
        if (line.trim() !== '') report(line);
      },
      AbortSignal.any([signal, leaving]),
    ),
  );
  switch (ended?.kind) {
    case undefined:
    case 'cancelled':
      write(vscode.l10n.t('Cancelled.'));
      return undefined;
    case 'installed': {
      const said = vscode.l10n.t('The dependencies of {0} are installed: its next call loads them.', label);
      write(said);
      void tell('information', said);
      return true;
    }
    case 'failed': {
      const why = say(message('The dependencies of {0} could not be installed. {1}', label, ended.why));
      write(why);
      const show = vscode.l10n.t('Show Output');
      void tell('error', why, show).then((answer) => {
        if (answer === show) output.show();
      });
      return false;
    }
  }
}
