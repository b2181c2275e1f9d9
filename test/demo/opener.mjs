import { packExtension } from '../harness/pack.mjs';
import { FIRST_PAYLOAD } from './workspace.mjs';

/**
 * A second extension for the demo's profile: as the window opens, it shows FnDeck and the first step of its walkthrough;
 * for the tour it starts the sandbox and opens the payload. It uses commands as a person would.
 * @param {{ tour?: boolean }} [options]
 * @returns {string} its VSIX
 */
export function packOpener({ tour = false } = {}) {
  const first = tour
    ? `if (folder) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, '${FIRST_PAYLOAD}'), { preview: false });
        await vscode.commands.executeCommand('workbench.view.extension.fndeck');
        await vscode.commands.executeCommand('fndeck.startSandbox');`
    : `await vscode.commands.executeCommand('workbench.view.extension.fndeck');
        await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'fndeck.fndeck#start', false);`;
  return packExtension({
    name: 'fndeck-demo',
    activationEvents: ['onStartupFinished'],
    code: `
      const vscode = require('vscode');
      exports.activate = async () => {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        ${first}
      };`,
  });
}
