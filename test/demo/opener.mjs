import { packExtension } from '../harness/pack.mjs';
import { FIRST_PAYLOAD } from './workspace.mjs';

/**
 * A second extension for the demo's profile: starts the sandbox, shows FnDeck and opens the payload as the window
 * opens. It uses FnDeck's commands as a person would.
 * @returns {string} its VSIX
 */
export function packOpener() {
  return packExtension({
    name: 'fndeck-demo',
    activationEvents: ['onStartupFinished'],
    code: `
      const vscode = require('vscode');
      exports.activate = async () => {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        if (folder) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, '${FIRST_PAYLOAD}'), { preview: false });
        await vscode.commands.executeCommand('workbench.view.extension.fndeck');
        await vscode.commands.executeCommand('fndeck.startSandbox');
      };`,
  });
}
