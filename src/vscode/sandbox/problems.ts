import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { missingPackageOf } from '../../app/dependencies/failure';
import { placeOfKey, readFunctionFileText } from '../../app/here/functionFileText';
import type { Load, LoadFailure } from '../../app/sandbox/loads';
import { placeOfField } from '../../app/text/findingPlace';
import { FUNCTION_FILE } from '../../model/functionFile';
import { markMissingPackages, MISSING, positionIn } from '../dependencies/missing';
import type { Report } from '../report';

/** How often a file with a mark is looked at, in milliseconds. */
const LOOK_MS = 2000;

/** What is wrong with the functions of the sandbox, in the Problems view. */
export interface SandboxProblems extends vscode.Disposable {
  /**
   * A function's code was loaded, or could not be, or it runs otherwise than its file says: then that is marked until it
   * is changed or loaded.
   */
  loaded(load: Load): Promise<void>;
  /** Looks at what a `function.json` says now; one that is gone has no problems. */
  checkFile(file: vscode.Uri): Promise<void>;
  /** Forgets the files that are not these. */
  keepFiles(files: readonly vscode.Uri[]): void;
  /** A `function.json` with a mark was changed, or is gone. */
  readonly onDidTouchFile: vscode.Event<void>;
}

/** A mark, and what tells that what it is about has changed. */
interface Marked {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
  readonly watching: vscode.Disposable;
}

/**
 * Nothing is marked yet. All marks go when it is disposed.
 * @param python the program that runs functions of a runtime of Python
 */
export function markSandboxProblems(
  report: Pick<Report, 'say'>,
  python: (runtime: string) => Promise<string>,
): SandboxProblems {
  const marks = vscode.languages.createDiagnosticCollection('fndeck.sandbox');
  const touched = new vscode.EventEmitter<void>();
  const packages = markMissingPackages(python);
  const files = new Map<string, Marked>();
  const loads = new Map<string, readonly Marked[]>();

  const draw = (uri: vscode.Uri): void => {
    const all = [...files.values(), ...[...loads.values()].flat()].filter(
      (one) => one.uri.toString() === uri.toString(),
    );
    marks.set(
      uri,
      all.map(({ diagnostic }) => diagnostic),
    );
  };
  const clear = (dir: string): void => {
    const before = loads.get(dir) ?? [];
    loads.delete(dir);
    for (const { watching, uri } of before) {
      watching.dispose();
      draw(uri);
    }
  };

  const forgetFile = (name: string): void => {
    files.get(name)?.watching.dispose();
    files.delete(name);
  };

  return {
    onDidTouchFile: touched.event,
    loaded: async (load) => {
      const { dir } = load;
      const since = Date.now();
      void packages.loaded(load);
      const found = await findingsOf(load, report);
      clear(dir);
      loads.set(
        dir,
        found.map(({ uri, diagnostic }) => ({
          uri,
          diagnostic,
          watching: whenChanged(dir, uri, since, () => clear(dir)),
        })),
      );
      for (const { uri } of found) draw(uri);
    },
    checkFile: async (uri) => {
      const first = changedAt(uri);
      const text = await textOf(uri);
      const read = text === undefined ? undefined : readFunctionFileText(text);
      forgetFile(uri.toString());
      if (text !== undefined && read?.kind === 'wrong') {
        const what = vscode.l10n.t('The sandbox passes this function over: {0}', report.say(read.what));
        const watching = whenTouched(uri, first, () => touched.fire());
        files.set(uri.toString(), { uri, diagnostic: marked(rangeIn(text, read), what), watching });
      }
      draw(uri);
      if (read?.kind === 'function') await packages.check(dirname(uri.fsPath), read.file);
    },
    keepFiles: (kept) => {
      const names = new Set(kept.map((uri) => uri.toString()));
      packages.keep(new Set(kept.map(({ fsPath }) => dirname(fsPath))));
      for (const [name, { uri }] of [...files]) {
        if (names.has(name)) continue;
        forgetFile(name);
        draw(uri);
      }
    },
    dispose: () => {
      for (const { watching } of [...files.values(), ...[...loads.values()].flat()]) watching.dispose();
      for (const each of [files, loads]) each.clear();
      touched.dispose();
      packages.dispose();
      marks.dispose();
    },
  };
}

/** What a load says is wrong: with the code, and with what its `function.json` asks for. */
async function findingsOf(
  { dir, handler, why, remarks, settings }: Load,
  report: Pick<Report, 'say'>,
): Promise<readonly Pick<Marked, 'uri' | 'diagnostic'>[]> {
  const placed = why && (await placeOf(dir, why));
  const text =
    placed && vscode.l10n.t('{0} could not be loaded: {1}', handler, `${why.errorType}: ${why.message}`);
  const file = vscode.Uri.file(settings);
  const said = remarks.length > 0 ? ((await textOf(file)) ?? '') : '';
  return [
    ...(placed ? [{ uri: placed.uri, diagnostic: failure(placed.range, text ?? '', why) }] : []),
    ...remarks.map(({ path, what }) => {
      const range = rangeIn(said, placeOfField(said, path));
      return { uri: file, diagnostic: marked(range, report.say(what), vscode.DiagnosticSeverity.Warning) };
    }),
  ];
}

function failure(range: vscode.Range, text: string, why: LoadFailure): vscode.Diagnostic {
  const diagnostic = marked(range, text);
  if (missingPackageOf(why) !== undefined) diagnostic.code = MISSING;
  return diagnostic;
}

function marked(
  range: vscode.Range,
  text: string,
  severity = vscode.DiagnosticSeverity.Error,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, text, severity);
  diagnostic.source = 'FnDeck';
  return diagnostic;
}

/** Where code that could not be loaded is marked: where its language says, else where its function.json names it. */
async function placeOf(
  dir: string,
  { errorType, file, line, column }: LoadFailure,
): Promise<{ readonly uri: vscode.Uri; readonly range: vscode.Range }> {
  if (file !== undefined) {
    const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    const uri = vscode.Uri.file(file);
    const text = (await textOf(uri)) ?? '';
    const rest = /^[\w$]+/.exec((text.split(/\r\n|\r|\n/)[at.line] ?? '').slice(at.character))?.[0] ?? ' ';
    return { uri, range: new vscode.Range(at, at.translate(0, rest.length)) };
  }
  const uri = vscode.Uri.joinPath(vscode.Uri.file(dir), FUNCTION_FILE);
  const text = (await textOf(uri)) ?? '';
  const key = /^Runtime/.test(errorType) ? 'runtime' : 'handler';
  return { uri, range: rangeIn(text, placeOfKey(text, key)) };
}

/**
 * Calls back when a file of a folder's code, or of its folders, is changed on disk after `since` (Unix milliseconds): a
 * watcher may tell late of what was loaded already.
 */
function whenChanged(dir: string, file: vscode.Uri, since: number, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(dir), '**/*'),
  );
  const look = async (uri: vscode.Uri): Promise<void> => {
    if (((await changedAt(uri)) ?? Infinity) >= since) changed();
  };
  return vscode.Disposable.from(
    watcher,
    whenTouched(file, changedAt(file), changed),
    watcher.onDidChange((uri) => void look(uri)),
    watcher.onDidCreate((uri) => void look(uri)),
    watcher.onDidDelete(changed),
  );
}

/**
 * Calls back when a file is no more what it was at `first`. VS Code's watchers do not see all of what happens in a folder
 * that has just been made, and begin late where the machine is busy.
 */
function whenTouched(
  file: vscode.Uri,
  first: Promise<number | undefined>,
  changed: () => void,
): vscode.Disposable {
  const look = async (): Promise<void> => {
    if ((await changedAt(file)) !== (await first)) changed();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return new vscode.Disposable(() => clearInterval(timer));
}

/** When a file was changed, in Unix milliseconds; undefined where it is gone. */
async function changedAt(uri: vscode.Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ mtime }) => mtime,
    () => undefined,
  );
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}

function rangeIn(
  text: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): vscode.Range {
  return new vscode.Range(positionIn(text, offset), positionIn(text, offset + Math.max(1, length)));
}
