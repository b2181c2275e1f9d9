import { arch, release, type } from 'node:os';
import * as vscode from 'vscode';
import { changedSetting, problemReport, type SettingSchema } from '../../app/help/problemReport';
import { say, type Report } from '../report';
import type { Connections } from './connections';

/** What package.json has of what a report needs. */
interface Manifest {
  readonly version: string;
  readonly bugs?: { readonly url?: string };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, SettingSchema>> };
  };
}

/** Kinds of places where the extension host runs, by VS Code's own names; an extension may add others. */
const REMOTES = ['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'codespaces', 'tunnel'];

/** The list of connections, of which the report has a section of its own. */
const CONNECTIONS = 'fndeck.connections';

/** Opens a new document with a report. Nothing is sent, and nothing else is opened. */
export async function reportProblem(connections: Connections, { requests }: Report): Promise<void> {
  const extension = vscode.extensions.getExtension('fndeck.fndeck');
  const { version, bugs, contributes } = extension?.packageJSON as Manifest;
  const { remoteName, uiKind, language } = vscode.env;
  const remote = remoteName === undefined ? [] : [REMOTES.includes(remoteName) ? remoteName : 'remote'];
  const settings = vscode.workspace.getConfiguration();
  const content = problemReport(
    {
      versions: [
        ['FnDeck', version],
        ['VS Code', [vscode.version, vscode.UIKind[uiKind], ...remote, language].join(' ')],
        ['Node.js', process.versions.node],
        ['OS', `${type()} ${release()} ${arch()}`],
      ],
      connections: connections.list(),
      isSandbox: (id) => connections.isSandbox(id),
      settings: Object.entries(contributes.configuration.properties).flatMap(([name, schema]) => {
        const found = settings.inspect(name);
        const set = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
        const isChanged = set !== undefined && JSON.stringify(set) !== JSON.stringify(found?.defaultValue);
        return isChanged && name !== CONNECTIONS ? [changedSetting(name, set, schema)] : [];
      }),
      requests,
      address: bugs?.url,
    },
    say,
  );
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'markdown', content }),
  );
}
