import * as vscode from 'vscode';
import { numberInWords } from '../../model/message';

/** How many there are, as the language of VS Code writes it: `l10n.t` writes `12345` in every language. */
export function counted(many: number): string {
  return numberInWords(many, vscode.env.language);
}
