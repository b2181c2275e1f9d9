import * as vscode from 'vscode';
import { isExpectationFile } from '../../model/expectationFile';
import { filedPlace } from '../invoke/payload/filedPlace';
import { addExpectations } from './addExpectations';
import { runRows, type CaseRunDeps } from './caseRuns';
import { createCaseTree, expectationFiles, payloadFolders, type CaseTree } from './caseTree';

/** What is expected of payload files, as tests in VS Code's Test Explorer. */
export interface Expectations extends vscode.Disposable {
  /** Opens what is expected of a payload file; writes it from the file's last result where nothing is yet. */
  add(uri?: vscode.Uri): Promise<vscode.Uri | undefined>;
}

/** The parts that expectations stand on. */
export interface ExpectationsDeps extends CaseRunDeps {
  readonly context: Pick<vscode.ExtensionContext, 'subscriptions'>;
}

/** How long changes of files are gathered before they are read. */
const REST_MS = 200;

/** Shows the files of expectations that there are, from now on; the Test Explorer has FnDeck's tests while there are any. */
export function createExpectations(deps: ExpectationsDeps): Expectations {
  let shown: { readonly controller: vscode.TestController; readonly tree: CaseTree } | undefined;
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const open = () => {
    const controller = vscode.tests.createTestController('fndeck.expectations', 'FnDeck');
    const tree = createCaseTree(controller, (said) => deps.report.say(said));
    controller.refreshHandler = read;
    controller.createRunProfile(
      vscode.l10n.t('Send'),
      vscode.TestRunProfileKind.Run,
      async (request) => {
        await read();
        await runRows(tree.rows(request), controller.createTestRun(request), deps);
      },
      true,
    );
    return { controller, tree };
  };
  /** One after the other: what was read last is shown. */
  const read = (): Promise<void> => {
    reading = reading
      .catch(() => undefined)
      .then(async () => {
        const files = await expectationFiles();
        if (files.length > 0) shown ??= open();
        await shown?.tree.read(files);
        if (files.length > 0) return;
        shown?.controller.dispose();
        shown = undefined;
      });
    return reading;
  };
  const readSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(), REST_MS);
  };
  /** Whether a path lies in a folder of payloads, or such a folder lies in it: one that comes or goes takes files with it. */
  const isNear = ({ path }: vscode.Uri): boolean =>
    payloadFolders().some(
      (root) => `${path}/`.startsWith(`${root.path}/`) || root.path.startsWith(`${path}/`),
    );
  const readNear = (uri: vscode.Uri): void => {
    if (isNear(uri)) readSoon();
  };
  // Of a new folder with files in it, VS Code may tell the folder alone; of one that is deleted it always does.
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  const listening = vscode.Disposable.from(
    ...[watcher, watcher.onDidCreate(readNear), watcher.onDidDelete(readNear)],
    watcher.onDidChange((uri) => {
      if (isExpectationFile(uri.path)) readNear(uri);
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (isExpectationFile(uri.path)) readSoon();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(readSoon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.payloads.folder')) readSoon();
    }),
  );
  void read();

  return {
    add: async (given) => {
      const uri = given ?? vscode.window.activeTextEditor?.document.uri;
      if (uri && isExpectationFile(uri.path) && filedPlace(uri)) {
        await vscode.window.showTextDocument(uri);
        return uri;
      }
      const made = await addExpectations(uri, deps);
      if (made) await read();
      return made;
    },
    dispose: () => {
      clearTimeout(timer);
      listening.dispose();
      shown?.controller.dispose();
    },
  };
}
