import * as vscode from 'vscode';
import { readLevels, type Levels } from '../../../model/lint/rules';

/** The levels of the rules that the person has chosen in the settings. */
export function chosenLevels(): Levels {
  return readLevels(vscode.workspace.getConfiguration('fndeck').get('lint.rules'));
}
