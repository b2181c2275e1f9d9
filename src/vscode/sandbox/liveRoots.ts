import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { SandboxControls } from '../../app/sandbox/controls';
import { createTurns } from '../../app/turns';
import { FUNCTION_FILE } from '../../model/functionFile';
import { message } from '../../model/message';
import type { Connections } from '../connections/connections';
import { exists } from '../files';
import { whenFoldersCome } from '../newFolders';
import type { Report } from '../report';
import type { FunctionPlace } from './functionEditor';
import type { SandboxProblems } from './problems';
import { findRoots, FUNCTION_FILES, type FoundRoots } from './roots';

/** The folders of functions of a sandbox that runs, as they come and go. */
export interface LiveRoots extends vscode.Disposable {
  current(): readonly vscode.Uri[];
  /** Looks for functions again, and in a folder that need not have been there before; gives the one of that folder. */
  update(also?: vscode.Uri): Promise<FunctionPlace | undefined>;
}

/** What following the folders takes. */
interface LiveRootsDeps {
  /** What the sandbox was started with. */
  readonly first: FoundRoots;
  readonly controls: Pick<SandboxControls, 'setRoots'>;
  readonly connections: Pick<Connections, 'list' | 'isSandbox'>;
  readonly problems: SandboxProblems;
  readonly report: Report;
  /** Adds the samples, where they belong. */
  readonly withSamples: (found: FoundRoots, before: readonly vscode.Uri[]) => FoundRoots;
}

/** Milliseconds without a change after which folders are looked for again. */
const PAUSE = 200;
/** Milliseconds after which VS Code follows a folder that it was asked to: what changed before, it may not say. */
const UNTIL_WATCHED = 2_000;
/** How long the sandbox may take to read them. */
const READ_MS = 20_000;

/** Tells a sandbox which folders have functions, marks what is wrong with their files, and shows what has changed. */
export function followRoots(deps: LiveRootsDeps): LiveRoots {
  const { controls, connections, problems, report } = deps;
  let { roots } = deps.first;
  let last = deps.first;
  /** Folders that were asked for, by their paths: they stay, also outside of the workspace, as long as they have a file. */
  const taken = new Map<string, vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  let missed: NodeJS.Timeout | undefined;
  let isDisposed = false;

  const check = async (files: readonly vscode.Uri[]): Promise<void> => {
    problems.keepFiles(files);
    await Promise.all(files.map((file) => problems.checkFile(file)));
  };
  const turns = createTurns(1);
  const find = async (): Promise<FoundRoots> =>
    deps.withSamples(await findRoots([...roots, ...taken.values()]), roots);
  const lookAgain = async (also?: vscode.Uri): Promise<FunctionPlace | undefined> => {
    if (also) taken.set(also.path, also);
    const found = await find();
    const missing = await Promise.all(
      [...taken.values()]
        .filter((folder) => !found.files.some(({ path }) => path.startsWith(`${folder.path}/`)))
        .map(async (folder) => ((await exists(vscode.Uri.joinPath(folder, FUNCTION_FILE))) ? [folder] : [])),
    );
    if (isDisposed) return undefined;
    last = found;
    roots = [...found.roots, ...missing.flat()];
    watchOutside();
    const read = await controls.setRoots(
      roots.map(({ fsPath }) => fsPath),
      AbortSignal.timeout(READ_MS),
    );
    await check(found.files);
    for (const connection of connections.list().filter(({ id }) => connections.isSandbox(id))) {
      const node = { kind: 'connection', key: `connection ${connection.id}`, connection };
      await vscode.commands.executeCommand('fndeck.refresh', node);
    }
    const own = read.find(({ dir }) => vscode.Uri.file(dir).path === also?.path);
    return also && own && { group: own.group, name: own.name, folder: also };
  };
  const update: LiveRoots['update'] = (also) => turns(() => lookAgain(also));
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      update().catch((error: unknown) => {
        if (!isDisposed)
          void report.failure(message('The functions of the sandbox could not be read.'), error);
      });
    }, PAUSE);
  };

  const watch = (base?: vscode.Uri): vscode.Disposable => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      base ? new vscode.RelativePattern(base, FUNCTION_FILES) : FUNCTION_FILES,
    );
    return vscode.Disposable.from(
      whenFoldersCome(() => void lookForMissed(), base),
      watcher,
      watcher.onDidCreate(soon),
      watcher.onDidChange(soon),
      watcher.onDidDelete(soon),
    );
  };
  /** Who watches the folders outside of the workspace, by their paths. */
  const outside = new Map<string, vscode.Disposable>();
  const watchOutside = (): void => {
    const wanted = roots.filter((root) => vscode.workspace.getWorkspaceFolder(root) === undefined);
    for (const [path, watching] of [...outside]) {
      if (wanted.some((root) => root.path === path)) continue;
      watching.dispose();
      outside.delete(path);
    }
    const added = wanted.filter(({ path }) => !outside.has(path));
    for (const root of added) outside.set(root.path, watch(root));
    if (added.length === 0) return;
    clearTimeout(missed);
    missed = setTimeout(() => void lookForMissed(), UNTIL_WATCHED);
  };
  /** Looks for what came or went while nobody listened. */
  const lookForMissed = async (): Promise<void> => {
    const now = await find();
    if (!isDisposed && !areSame(now, last)) soon();
  };
  watchOutside();
  const listening = vscode.Disposable.from(
    watch(),
    problems.onDidTouchFile(soon),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.path.endsWith(`/${FUNCTION_FILE}`)) soon();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(soon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.sandbox.functions')) soon();
    }),
  );
  void check(deps.first.files);
  void lookForMissed();

  return {
    current: () => roots,
    update,
    dispose: () => {
      isDisposed = true;
      clearTimeout(timer);
      clearTimeout(missed);
      for (const watching of outside.values()) watching.dispose();
      listening.dispose();
    },
  };
}

function areSame(one: FoundRoots, other: FoundRoots): boolean {
  const pathsOf = ({ roots, files }: FoundRoots) =>
    [roots, files].map((all) => all.map(({ path }) => path).sort());
  return isDeepStrictEqual(pathsOf(one), pathsOf(other));
}
