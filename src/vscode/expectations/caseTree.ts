import * as vscode from 'vscode';
import { readExpectations, type ExpectedCase, type Place } from '../../app/expectations/readExpectations';
import { placeOf } from '../../app/payloads/places';
import type { SyntaxProblem } from '../../app/text/parseText';
import { expectationStem, isExpectationFile } from '../../model/expectationFile';
import { plain as withoutControls } from '../../model/invocation/outputText';
import type { Message } from '../../model/message';
import { filedPlace, payloadFolder } from '../invoke/payload/filedPlace';
import { plain } from '../window/notices';

/** What stands behind a row that can be run: a case, or a file in which something is wrong. */
export interface CaseRow {
  readonly item: vscode.TestItem;
  /** The file of expectations. */
  readonly uri: vscode.Uri;
  readonly holds: ExpectedCase | readonly SyntaxProblem[];
}

/** The rows of the Test Explorer: functions, their files of expectations, and the cases of those that are lists. */
export interface CaseTree {
  /** Reads all files anew, open ones as they are in their editors. Gives how many there are. */
  read(folders: readonly vscode.Uri[]): Promise<void>;
  /** The rows that are asked for, in the order of the tree; all where none is named. */
  rows(request: Pick<vscode.TestRunRequest, 'include' | 'exclude'>): readonly CaseRow[];
}

/** The folders of payloads of the workspace, whether they are there or not. */
export function payloadFolders(): readonly vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => payloadFolder(folder) ?? []);
}

/** All files of expectations in the workspace's folders of payloads, in the order of their paths. */
export async function expectationFiles(): Promise<readonly vscode.Uri[]> {
  const all = await Promise.all(payloadFolders().map((root) => filesIn(root, 2)));
  return all.flat().filter((uri) => isExpectationFile(uri.path) && filedPlace(uri) !== undefined);
}

/** The files in a folder and in those below it, so many levels deep. */
async function filesIn(folder: vscode.Uri, levels: number): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [], // gone, or none yet
  );
  entries.sort(([a], [b]) => a.localeCompare(b));
  const found = entries.map(async ([name, type]) => {
    const uri = vscode.Uri.joinPath(folder, name);
    if ((type & vscode.FileType.Directory) === 0) return [uri];
    return levels > 0 ? filesIn(uri, levels - 1) : [];
  });
  return (await Promise.all(found)).flat();
}

/** The rows of a controller that has none yet. */
export function createCaseTree(controller: vscode.TestController, say: (said: Message) => string): CaseTree {
  let known = new Map<string, CaseRow>();

  const itemAt = (id: string, label: string, order: number, uri: vscode.Uri, at?: Place): vscode.TestItem => {
    const item = controller.createTestItem(id, plain(withoutControls(label)), uri);
    item.sortText = String(order).padStart(6, '0');
    if (at) item.range = new vscode.Range(at.line - 1, at.column - 1, at.line - 1, at.column - 1);
    return item;
  };
  const fileItem = async (uri: vscode.Uri, order: number, rows: Map<string, CaseRow>) => {
    const id = uri.toString();
    const name = expectationStem(uri.path.split('/').at(-1) ?? '');
    const read = readExpectations(await textOf(uri));
    if (read.kind === 'broken') {
      const [first] = read.problems;
      const item = itemAt(id, name, order, uri, first);
      item.error = plain(read.problems.map((problem) => problemInWords(problem, say)).join('\n'));
      rows.set(id, { item, uri, holds: read.problems });
      return item;
    }
    const [only] = read.cases;
    if (only && !read.isList) {
      const item = itemAt(id, only.expectation.name ?? name, order, uri, only.place);
      rows.set(id, { item: describedBy(item, only), uri, holds: only });
      return item;
    }
    const item = itemAt(id, name, order, uri, { line: 1, column: 1 });
    read.cases.forEach((one, index) => {
      const label = one.expectation.name ?? vscode.l10n.t('Case {0}', String(index + 1));
      const child = describedBy(itemAt(`${id}#${String(index)}`, label, index, uri, one.place), one);
      rows.set(child.id, { item: child, uri, holds: one });
      item.children.add(child);
    });
    return item;
  };

  return {
    read: async (files) => {
      const rows = new Map<string, CaseRow>();
      const groups = new Map<string, vscode.TestItem>();
      const items = await Promise.all(files.map((uri, index) => fileItem(uri, index, rows)));
      files.forEach((uri, index) => {
        const folder = vscode.Uri.joinPath(uri, '..');
        const key = folder.toString();
        const group = groups.get(key) ?? itemAt(key, functionOf(uri), groups.size, folder);
        groups.set(key, group);
        const item = items[index];
        if (item) group.children.add(item);
      });
      known = rows;
      controller.items.replace([...groups.values()]);
    },
    rows: ({ include, exclude }) => {
      const left = new Set(exclude?.map(({ id }) => id));
      const under = (items: Iterable<readonly [string, vscode.TestItem]>): readonly CaseRow[] =>
        [...items]
          .filter(([id]) => !left.has(id))
          .sort(([, a], [, b]) => (a.sortText ?? '').localeCompare(b.sortText ?? ''))
          .flatMap(([id, { children }]) => known.get(id) ?? under(children));
      const wanted = include && new Set(include.map(({ id }) => id));
      const all = under(controller.items);
      return wanted ? all.filter(({ item }) => isUnder(item, wanted)) : all;
    },
  };
}

/** A problem with its place, in a line. */
export function problemInWords(
  { line, column, reason }: SyntaxProblem,
  say: (said: Message) => string,
): string {
  return vscode.l10n.t(
    'Line {0}, column {1}: {2}',
    String(line),
    String(column),
    withoutControls(say(reason)),
  );
}

/** Whether an item, or one above it, is among those that were asked for. The one above may have been replaced since. */
function isUnder(item: vscode.TestItem, wanted: ReadonlySet<string>): boolean {
  return wanted.has(item.id) || (item.parent !== undefined && isUnder(item.parent, wanted));
}

function describedBy(item: vscode.TestItem, { expectation }: ExpectedCase): vscode.TestItem {
  if (expectation.mode === 'async') item.description = vscode.l10n.t('event');
  return item;
}

/** The function that the folder of a file is named after. */
function functionOf(uri: vscode.Uri): string {
  const path = filedPlace(uri)?.path ?? '';
  const place = placeOf(path);
  if (!place) return path.split('/').slice(0, -1).join('/');
  const name = place.group === '' ? place.name : `${place.group}/${place.name}`;
  return place.qualifier === undefined ? name : `${name}@${place.qualifier}`;
}

/** The text of a file as its editor has it, else as it is saved; empty where it is gone. */
async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open) return open.getText();
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );
}
