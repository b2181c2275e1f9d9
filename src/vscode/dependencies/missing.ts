import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PYTHON_PACKAGES, codeOf, needsOf, type Code, type Needs } from '../../app/dependencies/installed';
import { missingPackageOf } from '../../app/dependencies/failure';
import { MANIFESTS } from '../../app/dependencies/manifest';
import type { FunctionFile } from '../../model/functionFile';
import type { Load } from '../../app/sandbox/loads';
import { tell } from '../window/notices';

/** What marks a finding that installing the packages would mend. */
export const MISSING = 'missing-package';

/** How often the folders of functions whose packages are missing are looked at, in milliseconds. */
const LOOK_MS = 2000;

/** Packages that functions of the sandbox list and that are not installed, in the Problems view. */
interface MissingPackages extends vscode.Disposable {
  /** Looks at what a function's code in a folder needs now. */
  check(dir: string, file: FunctionFile): Promise<void>;
  /** Forgets the folders that are not these. */
  keep(dirs: ReadonlySet<string>): void;
  /** A function's code was loaded, or could not be: offers to install what it lists, once until it loads. */
  loaded(load: Load): Promise<void>;
}

/** A function's folder, as it was looked at last. */
interface Looked {
  readonly code: Code;
  readonly needs: Needs | undefined;
  /** Changes when something is installed, or something else is listed. */
  readonly stamp: string;
}

/**
 * Nothing is marked yet. All marks, and their quick fix, go when it is disposed.
 * @param python the program that runs functions of a runtime
 */
export function markMissingPackages(python: (runtime: string) => Promise<string>): MissingPackages {
  const marks = vscode.languages.createDiagnosticCollection('fndeck.packages');
  const folders = new Map<string, Looked>();
  const offered = new Set<string>();
  let isDisposed = false;

  const draw = (dir: string, needs: Needs | undefined): void => {
    for (const name of Object.values(MANIFESTS)) marks.delete(vscode.Uri.file(join(dir, name)));
    if (needs) marks.set(vscode.Uri.file(needs.manifest), diagnosticsOf(needs));
  };
  const check = async (code: Code): Promise<Needs | undefined> => {
    const { dir, language, runtime } = code;
    const stamp = await stampOf(dir);
    const needs = await needsOf(code, language === 'python' ? await python(runtime) : '');
    if (isDisposed) return undefined;
    folders.set(dir, { code, needs, stamp });
    draw(dir, needs);
    return needs;
  };
  const lookAgain = async (uri: vscode.Uri): Promise<void> => {
    const dir = vscode.Uri.joinPath(uri, '..').fsPath;
    const looked = folders.get(dir);
    if (looked) await check(looked.code);
  };
  // An interpreter that is asked may take longer than until the next look.
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      for (const [dir, { code, needs, stamp }] of folders)
        if (needs && needs.missing.length > 0 && (await stampOf(dir)) !== stamp) await check(code);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  const pattern = `**/{${Object.values(MANIFESTS).join()}}`;
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);

  const actions: vscode.CodeActionProvider = {
    provideCodeActions: ({ uri }, _, { diagnostics }) => {
      const marked = diagnostics.filter(({ source, code }) => source === 'FnDeck' && code === MISSING);
      const dir = [...folders.keys()].find((one) => uri.path.startsWith(`${vscode.Uri.file(one).path}/`));
      if (marked.length === 0 || dir === undefined || !folders.get(dir)?.needs) return [];
      const title = vscode.l10n.t('Install Dependencies…');
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      const command = 'fndeck.installDependencies';
      action.command = { title, command, arguments: [vscode.Uri.file(dir)] };
      action.diagnostics = marked;
      action.isPreferred = true;
      return [action];
    },
  };
  const listening = vscode.Disposable.from(
    watcher,
    watcher.onDidChange(lookAgain),
    watcher.onDidCreate(lookAgain),
    watcher.onDidDelete(lookAgain),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => void lookAgain(uri)),
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, actions, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );

  return {
    check: async (dir, file) => {
      const code = codeOf(dir, file);
      if (code) await check(code);
    },
    keep: (dirs) => {
      for (const dir of [...folders.keys()].filter((one) => !dirs.has(one))) {
        folders.delete(dir);
        draw(dir, undefined);
      }
    },
    loaded: async ({ dir, handler, why }) => {
      if (!why) {
        offered.delete(dir);
        return;
      }
      const name = missingPackageOf(why);
      const code = folders.get(dir)?.code;
      if (name === undefined || !code || offered.has(dir)) return;
      const needs = await check(code);
      // What Python imports need not be called as its package.
      const isListed = needs?.missing.some((one) => code.language === 'python' || one.name === name);
      if (!isListed || isDisposed || offered.has(dir)) return;
      offered.add(dir);
      const install = vscode.l10n.t('Install Dependencies…');
      const text = vscode.l10n.t('{0} could not be loaded: {1} is not installed.', handler, name);
      if ((await tell('warning', text, install)) === install)
        await vscode.commands.executeCommand('fndeck.installDependencies', vscode.Uri.file(dir));
    },
    dispose: () => {
      isDisposed = true;
      clearInterval(timer);
      listening.dispose();
      marks.dispose();
    },
  };
}

function diagnosticsOf({ text, missing }: Needs): vscode.Diagnostic[] {
  return missing.map(({ name, offset, length }) => {
    const [start, end] = [offset, offset + length].map((at) => positionIn(text, at));
    const said = vscode.l10n.t('{0} is not installed: a call in the sandbox that loads it fails.', name);
    const range = new vscode.Range(start ?? new vscode.Position(0, 0), end ?? new vscode.Position(0, 0));
    const diagnostic = new vscode.Diagnostic(range, said, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = 'FnDeck';
    diagnostic.code = MISSING;
    return diagnostic;
  });
}

/** Where an offset stands in a text that no editor need have open. */
export function positionIn(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}

async function stampOf(dir: string): Promise<string> {
  const paths = [
    ...Object.values(MANIFESTS),
    'node_modules',
    'node_modules/.package-lock.json',
    PYTHON_PACKAGES,
  ];
  const times = paths.map((path) =>
    stat(join(dir, path)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return (await Promise.all(times)).join();
}
