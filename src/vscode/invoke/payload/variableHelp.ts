import * as vscode from 'vscode';
import { knownVariables, machineVariables, valueOf, variablesIn } from '../../../app/payloads/variables';
import type { Report } from '../../report';
import { literal } from '../../window/notices';

/** The variables that can stand where one was begun: `{{`, `{{$ra`, `{{$env PA`. Undefined anywhere else. */
export function completeVariable(
  document: vscode.TextDocument,
  position: vscode.Position,
  report: Report,
): vscode.CompletionItem[] | undefined {
  const { text } = document.lineAt(position);
  const begun = /\{\{(\$[^{}"]*)?$/.exec(text.slice(0, position.character));
  if (!begun) return undefined;
  const [end = ''] = /^\}{0,2}/.exec(text.slice(position.character)) ?? [];
  const range = new vscode.Range(position.translate(0, -begun[0].length), position.translate(0, end.length));
  const item = (written: string, snippet: vscode.SnippetString, explained: string) => {
    const one = new vscode.CompletionItem(written, vscode.CompletionItemKind.Variable);
    return Object.assign(one, { insertText: snippet, filterText: written, range, documentation: explained });
  };
  if (/^\{\{\$env\s/.test(begun[0]) && vscode.workspace.isTrusted) {
    return Object.keys(process.env)
      .sort()
      .map((name) => item(`{{$env ${name}}}`, new vscode.SnippetString().appendText(`{{$env ${name}}}`), ''));
  }
  return knownVariables().map(({ example, explained }) => {
    const [name = '', ...args] = example.split(' ');
    const snippet = new vscode.SnippetString().appendText(`{{${name}`);
    for (const arg of args) snippet.appendText(' ').appendPlaceholder(arg);
    return item(`{{${example}}}`, snippet.appendText('}}'), report.say(explained));
  });
}

/** What the variable at a place stands for, or what is wrong with it; a value of the environment is never shown. */
export function explainVariable(
  document: vscode.TextDocument,
  position: vscode.Position,
  report: Report,
): vscode.Hover | undefined {
  const at = document.offsetAt(position);
  const variable = variablesIn(document.getText()).find(
    ({ offset, length }) => offset <= at && at <= offset + length,
  );
  if (!variable) return undefined;
  const found = valueOf(
    variable,
    machineVariables(() => vscode.workspace.isTrusted),
  );
  const known = knownVariables().find(({ name }) => name === variable.words[0]);
  const lines = [
    ...(known ? [report.say(known.explained)] : []),
    ...(found.kind === 'none' ? [report.say(found.reason)] : []),
  ];
  const start = document.positionAt(variable.offset);
  const end = document.positionAt(variable.offset + variable.length);
  const texts = lines.map((line) => new vscode.MarkdownString(literal(line)));
  return new vscode.Hover(texts, new vscode.Range(start, end));
}
