import { packExtension } from '../harness/pack.mjs';

/** The name of the file that `packBareFiles` opens. */
export const BARE_FILE = 'bare.bench';

/**
 * An extension that does what a save of FnDeck's does in VS Code, without a service: a file system that holds one file,
 * and an editor for it whose page has one field. “Bench: Open” opens it.
 */
export function packBareFiles(): string {
  return packExtension({
    name: 'bench-files',
    activationEvents: ['onFileSystem:bench'],
    contributes: {
      commands: [{ command: 'bench.open', title: 'Open', category: 'Bench' }],
      customEditors: [
        {
          viewType: 'bench.bare',
          displayName: 'Bench',
          selector: [{ filenamePattern: '*.bench' }],
          priority: 'option',
        },
      ],
    },
    code: `
      const { EventEmitter, Range, Uri, WorkspaceEdit, commands, window, workspace } = require('vscode');
      const PAGE = '<!DOCTYPE html><input aria-label="Retries"><script>const api = acquireVsCodeApi();' +
        'document.querySelector("input").oninput = ({ target }) => api.postMessage(target.value)</script>';
      exports.activate = () => {
        let [text, at] = ['{}', 1];
        const { event } = new EventEmitter();
        workspace.registerFileSystemProvider('bench', {
          onDidChangeFile: event,
          watch: () => ({ dispose: () => undefined }),
          stat: () => ({ type: 1, ctime: 1, mtime: at, size: Buffer.byteLength(text) }),
          readFile: () => Buffer.from(text),
          writeFile: (uri, content) => {
            text = Buffer.from(content).toString();
            at += 1;
          },
          ...{ readDirectory: () => [], createDirectory: () => {}, delete: () => {}, rename: () => {} },
        });
        window.registerCustomEditorProvider('bench.bare', {
          resolveCustomTextEditor(document, panel) {
            panel.webview.options = { enableScripts: true };
            panel.webview.onDidReceiveMessage((typed) => {
              const edit = new WorkspaceEdit();
              edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), typed);
              return workspace.applyEdit(edit);
            });
            panel.webview.html = PAGE;
          },
        });
        commands.registerCommand('bench.open', () =>
          commands.executeCommand('vscode.openWith', Uri.parse('bench:/${BARE_FILE}'), 'bench.bare'),
        );
      };`,
  });
}

/** The name of the view container of `packBareTree`, and of the row that has functions. */
export const [BARE_VIEW, BARE_ROW] = ['Bare', 'Bare Connection'];

/**
 * An extension with a tree whose one row has so many functions, which are known so many milliseconds after it is opened.
 * “Bench: Forget” lets VS Code ask for them anew.
 */
export function packBareTree(functions: number, ms: number): string {
  return packExtension({
    name: 'bench-tree',
    contributes: {
      commands: [{ command: 'bench.forget', title: 'Forget', category: 'Bench' }],
      viewsContainers: { activitybar: [{ id: 'bare', title: BARE_VIEW, icon: '$(circle)' }] },
      views: { bare: [{ id: 'bare.tree', name: BARE_VIEW }] },
    },
    code: `
      const { EventEmitter, TreeItem, TreeItemCollapsibleState, commands, window } = require('vscode');
      const { Collapsed, None } = TreeItemCollapsibleState;
      const changed = new EventEmitter();
      exports.activate = () => [commands.registerCommand('bench.forget', () => changed.fire()), window.createTreeView('bare.tree', {
        treeDataProvider: {
          onDidChangeTreeData: changed.event,
          getTreeItem: (name) => {
            const item = new TreeItem(name, name === '${BARE_ROW}' ? Collapsed : None);
            item.accessibilityInformation = { label: name };
            return item;
          },
          getChildren: async (name) => {
            if (name === undefined) return ['${BARE_ROW}'];
            await new Promise((resolve) => setTimeout(resolve, ${String(ms)}));
            return Array.from({ length: ${String(functions)} }, (_, number) => 'Function ' + number);
          },
        },
      })];`,
  });
}
