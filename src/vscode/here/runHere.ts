import * as vscode from 'vscode';
import { envFileText, functionFileText, namesFor, type Draft } from '../../app/here/draft';
import { readFunctionFileText } from '../../app/here/functionFileText';
import { placeOf } from '../../app/text/parseText';
import { FUNCTION_FILE } from '../../model/functionFile';
import type { FunctionRef } from '../../model/functionRef';
import { sandboxId } from '../../model/services';
import { compareHere, type CompareHereDeps } from './compareHere';
import { createInstallations, installDependencies } from '../dependencies/installing';
import { foldersOfSetting } from '../sandbox/roots';
import { ask, tell } from '../window/notices';
import { askRuntimeAndHandler } from './questions';
import { askSource, fromFunction, fromServerless, isFolder, type Source, type SourceDeps } from './sources';

/** Running a function of the workspace in the sandbox. */
export interface RunningHere extends vscode.Disposable {
  /**
   * Runs a function here: that of a folder, of an `s.yaml`, one like that of a connection, or what the person chooses.
   * Gives it as the sandbox has it; undefined where the person left.
   */
  run(given: vscode.Uri | FunctionRef | undefined): Promise<FunctionRef | undefined>;
  /** Sends one payload here and to the deployed function, and shows what came back side by side. */
  compare(ref: FunctionRef | undefined, uri: vscode.Uri | undefined): ReturnType<typeof compareHere>;
  /** Installs the packages that a function of this machine lists. */
  install(given: vscode.Uri | FunctionRef | undefined): ReturnType<typeof installDependencies>;
}

/** The parts that it stands on. */
export type RunningHereDeps = SourceDeps & CompareHereDeps;

/** The setting that names folders outside of the workspace. */
const SETTING = 'fndeck.sandbox.functions';

/** Nothing is asked, written or started before a person wants it. */
export function createRunningHere(deps: RunningHereDeps): RunningHere {
  const { sandbox, report } = deps;
  const installations = createInstallations();

  const sourceOf = async (given: vscode.Uri | FunctionRef | undefined): Promise<Source | undefined> => {
    if (given === undefined) return askSource(deps);
    if (!(given instanceof vscode.Uri)) return fromFunction(given, deps);
    if (given.scheme !== 'file')
      throw new Error(vscode.l10n.t('Only code on this machine can run in the sandbox.'));
    if (await isFolder(given)) return { folder: given, known: {} };
    if (/\/s\.ya?ml$/.test(given.path)) return fromServerless(given, deps);
    return { folder: vscode.Uri.joinPath(given, '..'), known: {} };
  };

  /** The file of a function that is known; undefined where the person left. */
  const draft = async ({ folder, known }: Source): Promise<Draft | undefined> => {
    const called = await askRuntimeAndHandler(folder, known);
    return called && { ...known, ...called, ...namesFor(known, pathOf(folder)) };
  };

  /** Sees to a `function.json` in the folder; false where the person left. What is there is replaced only where they say so. */
  const settle = async (source: Source): Promise<boolean> => {
    const file = vscode.Uri.joinPath(source.folder, FUNCTION_FILE);
    const before = await textOf(file);
    if (before !== undefined) {
      const isNews = Object.keys(source.known).length > 0;
      const kept = isNews ? await keptInstead(file, REPLACED()) : true;
      if (kept === undefined) return false;
      if (kept) return usable(file, before);
    }
    const wanted = await draft(source);
    if (!wanted) return false;
    const text = functionFileText(wanted, source.folder.path.split('/'));
    await (before === undefined
      ? create(file, text)
      : vscode.workspace.fs.writeFile(file, Buffer.from(text)));
    return true;
  };

  /** Says where a file that is there is broken, and opens it. */
  const usable = async (file: vscode.Uri, text: string): Promise<boolean> => {
    const read = readFunctionFileText(text);
    if (read.kind === 'function') return true;
    const { line, column } = placeOf(text, read.offset);
    const at = new vscode.Position(line - 1, column - 1);
    await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
    throw new Error(
      vscode.l10n.t(
        '{0}, line {1}: {2}',
        vscode.workspace.asRelativePath(file),
        String(line),
        report.say(read.what),
      ),
    );
  };

  return {
    compare: (ref, uri) => compareHere(deps, ref, uri),
    install: (given) => installDependencies(deps, installations, given),
    dispose: () => void installations.dispose(),
    run: async (given) => {
      if (!vscode.workspace.isTrusted) {
        throw new Error(
          vscode.l10n.t(
            'It runs functions on this machine, which a workspace that is not trusted must not start.',
          ),
        );
      }
      const source = await sourceOf(given);
      if (!source) return undefined;
      const { folder, template, values } = source;
      for (const [name, text] of Object.entries(template?.files ?? {}))
        await create(vscode.Uri.joinPath(folder, name), text);
      if (!(await settle(source))) return undefined;
      if (values) await writeValues(folder, values);
      const control = await sandbox.get();
      const place = await control.take(folder);
      if (!place) {
        await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, FUNCTION_FILE));
        throw new Error(
          vscode.l10n.t('The sandbox has a function of this group and name already: change one in the file.'),
        );
      }
      const main = template && vscode.Uri.joinPath(folder, template.main);
      if (main) await vscode.window.showTextDocument(main, { preview: false });
      const { group, name } = place;
      void tellRunning(`${group}/${name}`, folder);
      return { connection: sandboxId('functiongraph-huawei'), group, name, qualifier: 'latest' };
    },
  };
}

/** Names of the folders from the workspace's own to this one; outside, its own and those around it. */
function pathOf(folder: vscode.Uri): readonly string[] {
  const names = folder.path.split('/').filter((name) => name !== '');
  const workspace = vscode.workspace.getWorkspaceFolder(folder);
  return workspace ? names.slice(workspace.uri.path.split('/').filter(Boolean).length - 1) : names.slice(-1);
}

/** Whether the file that is there is to stay; undefined where the person left. */
async function keptInstead(file: vscode.Uri, detail: string): Promise<boolean | undefined> {
  const [keep, replace] = [vscode.l10n.t('Keep It'), vscode.l10n.t('Replace It')];
  const answer = await ask(
    vscode.l10n.t('{0} is there already.', vscode.workspace.asRelativePath(file)),
    detail,
    keep,
    replace,
  );
  return answer === undefined ? undefined : answer === keep;
}

const REPLACED = () =>
  vscode.l10n.t('The function can run by it, or by a new one with what is known of the function.');

/** Writes a `.env`; what is there is replaced only where the person says so. */
async function writeValues(folder: vscode.Uri, values: Readonly<Record<string, string>>): Promise<void> {
  const file = vscode.Uri.joinPath(folder, '.env');
  const detail = vscode.l10n.t('The values of the function would replace all that it has.');
  if ((await textOf(file)) !== undefined && (await keptInstead(file, detail)) !== false) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(envFileText(values)));
}

/** Creates a file; one that somebody has made meanwhile stays, and that is an error. */
async function create(file: vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { overwrite: false, contents: Buffer.from(text) });
  if (await vscode.workspace.applyEdit(edit)) return;
  throw new Error(vscode.l10n.t('{0} could not be written.', vscode.workspace.asRelativePath(file)));
}

/** Says that the function runs; a folder outside of the workspace can be kept for the next time. */
async function tellRunning(label: string, folder: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open function.json');
  const keep = vscode.l10n.t('Add Folder to Settings');
  const isKept = [
    ...foldersOfSetting(),
    ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri),
  ].some(({ path }) => folder.path === path || folder.path.startsWith(`${path}/`));
  const text = vscode.l10n.t('{0} runs in the sandbox. Changed code is loaded at the next call.', label);
  const answer = await tell('information', text, open, ...(isKept ? [] : [keep]));
  if (answer === open) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, FUNCTION_FILE));
  if (answer === keep) {
    const before = foldersOfSetting().map(({ fsPath }) => fsPath);
    const settings = vscode.workspace.getConfiguration();
    await settings.update(SETTING, [...before, folder.fsPath], vscode.ConfigurationTarget.Global);
  }
}

async function textOf(file: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}
