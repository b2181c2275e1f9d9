import * as vscode from 'vscode';
import { pickLine } from '../window/quickInput';

/** A way to a connection, as a line of a list. */
interface FirstStep extends vscode.QuickPickItem {
  readonly command: string;
}

/** What a list of functions or connections offers that would be empty: the ways to a first connection. */
export function firstSteps(): readonly FirstStep[] {
  return [
    {
      label: vscode.l10n.t('Start Sandbox'),
      description: vscode.l10n.t('sample functions on this machine, without an account'),
      iconPath: new vscode.ThemeIcon('beaker'),
      alwaysShow: true,
      command: 'fndeck.startSandbox',
    },
    {
      label: vscode.l10n.t('Add Connection…'),
      iconPath: new vscode.ThemeIcon('add'),
      alwaysShow: true,
      command: 'fndeck.addConnection',
    },
  ];
}

/** Asks for a first connection in the place of a list that would be empty, and takes the way that a person chooses. */
export async function offerFirstConnection(title: string): Promise<void> {
  const placeHolder = vscode.l10n.t('There is no connection yet.');
  const chosen = await pickLine(firstSteps(), { title, placeHolder });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
