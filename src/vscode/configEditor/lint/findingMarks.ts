import * as vscode from 'vscode';
import { placeOfField } from '../../../app/text/findingPlace';
import { readDocument } from '../../../app/text/readDocument';
import { changeText } from '../../../app/text/textEdits';
import { namesInOrder } from '../../../model/fields';
import type { Finding, Fix } from '../../../model/finding';
import { ruleOf } from '../../../model/lint/rules';
import type { LintContext } from '../../../model/lint/surroundings';
import { profileOf } from '../../../model/services';
import type { Event } from '../../../app/event';
import type { Report } from '../../report';
import { serviceOf } from '../document/documentUri';

/** What configs are checked against, and who tells that it has changed. */
interface FindingMarksDeps {
  readonly contextOf: (uri: vscode.Uri) => LintContext;
  readonly onDidChange: Event<unknown>;
  readonly report: Report;
}

/** Milliseconds without a change after which a text is checked again. */
const PAUSE = 200;

/** VS Code's name for a place in the settings. */
const SETTING = 'fndeck.lint.rules';

/** A finding where it stands in a text. */
interface Mark {
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
}

/**
 * Marks what the rules find in all open config documents, in form or text, in the Problems view, and offers what mends
 * it. Errors that are no rule's are VS Code's own to mark: it has the JSON schema.
 */
export function markFindings({ contextOf, onDidChange, report }: FindingMarksDeps): vscode.Disposable {
  const marks = vscode.languages.createDiagnosticCollection('fndeck.configs');
  const due = new Set<vscode.TextDocument>();
  let timer: NodeJS.Timeout | undefined;

  const marksOf = (document: vscode.TextDocument): readonly Mark[] => {
    const service = serviceOf(document.uri);
    if (service === undefined) return [];
    const text = document.getText();
    const read = readDocument(profileOf(service), text, contextOf(document.uri));
    if (read.kind === 'broken') return [];
    return read.findings.map((finding) => ({ finding, diagnostic: diagnosticOf(document, finding) }));
  };
  const diagnosticOf = (document: vscode.TextDocument, finding: Finding): vscode.Diagnostic => {
    const { offset, length } = placeOfField(document.getText(), finding.path);
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const diagnostic = new vscode.Diagnostic(range, report.say(finding.message), severityOf(finding));
    diagnostic.source = 'FnDeck';
    if (finding.rule !== undefined) {
      const { url } = ruleOf(finding.rule).source;
      diagnostic.code =
        url === undefined ? finding.rule : { value: finding.rule, target: vscode.Uri.parse(url) };
    }
    return diagnostic;
  };
  const check = (document: vscode.TextDocument): void => {
    const shown = marksOf(document).filter(
      ({ finding }) => finding.severity !== 'error' || finding.rule !== undefined,
    );
    marks.set(
      document.uri,
      shown.map(({ diagnostic }) => diagnostic),
    );
  };
  const soon = (document: vscode.TextDocument): void => {
    if (serviceOf(document.uri) === undefined) return;
    due.add(document);
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const one of due) if (!one.isClosed) check(one);
      due.clear();
    }, PAUSE);
  };
  const checkAll = (): void => vscode.workspace.textDocuments.forEach(soon);

  const actions: vscode.CodeActionProvider = {
    provideCodeActions: (document, range) =>
      marksOf(document)
        .filter(({ diagnostic }) => diagnostic.range.intersection(range))
        .flatMap((mark) => [...fixesOf(document, mark), ...settingOf(mark)]),
  };
  const fixesOf = (document: vscode.TextDocument, { finding, diagnostic }: Mark): vscode.CodeAction[] => {
    const { fixes = [] } = finding;
    return fixes.flatMap((fix, index) => {
      const edit = editOf(document, fix);
      if (!edit) return [];
      const action = new vscode.CodeAction(report.say(fix.title), vscode.CodeActionKind.QuickFix);
      action.edit = edit;
      action.diagnostics = [diagnostic];
      action.isPreferred = index === 0 && fixes.length === 1;
      return [action];
    });
  };

  checkAll();
  return vscode.Disposable.from(
    marks,
    new vscode.Disposable(() => clearTimeout(timer)),
    vscode.languages.registerCodeActionsProvider({ pattern: '**/*.async.json' }, actions, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.workspace.onDidOpenTextDocument(soon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => marks.delete(uri)),
    onDidChange(checkAll),
  );
}

function severityOf({ severity }: Finding): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'info':
      return vscode.DiagnosticSeverity.Information;
  }
}

/** A fix as a change of a text that keeps its comments and order; undefined where the text has it already. */
function editOf(document: vscode.TextDocument, { edits }: Fix): vscode.WorkspaceEdit | undefined {
  const service = serviceOf(document.uri);
  if (service === undefined) return undefined;
  const change = changeText(document.getText(), edits, namesInOrder(profileOf(service)));
  if (!change) return undefined;
  const { offset, length, content } = change;
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  edit.replace(document.uri, range, content);
  return edit;
}

/** Leads from a finding to the setting of its rule. */
function settingOf({ finding: { rule }, diagnostic }: Mark): vscode.CodeAction[] {
  if (rule === undefined) return [];
  const title = vscode.l10n.t('Choose How “{0}” Is Reported', rule);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: 'workbench.action.openSettings', title, arguments: [`@id:${SETTING}`] };
  action.diagnostics = [diagnostic];
  return [action];
}
