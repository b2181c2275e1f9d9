import * as vscode from 'vscode';
import { sizeAbove } from '../../../model/invocation/outputText';
import type { Mode } from '../../../model/invocation/record';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import type { PayloadText } from '../../../app/invocations/plan';
import type { Report } from '../../report';
import type { Bindings } from '../../../app/invocations/bindings';
import type { BrokenPayload } from '../../../app/text/payload';
import { pickLine } from '../../window/quickInput';
import { tell } from '../../window/notices';
import { canBePayload, isPayload } from '../../../app/invocations/payloadFile';

/** Finds the document of a payload and reads it; marks what is wrong in it. */
interface PayloadDocuments extends vscode.Disposable {
  /**
   * The document that an invocation takes its payload from: the given one, else the active editor's, else one that the
   * person chooses. `ref` is the function where it is known already (a tree action): a new payload is linked with it.
   * Undefined: nothing was chosen, or a new payload was opened for writing.
   */
  choose(uri: vscode.Uri | undefined, ref: FunctionRef | undefined): Promise<vscode.TextDocument | undefined>;
  /** The text of that document. What is wrong with it is marked in it, with the cursor there. */
  read(uri: vscode.Uri | undefined, ref: FunctionRef | undefined): Promise<PayloadText | undefined>;
  /** Tells that a payload is larger than the service takes; both in bytes. */
  tooLarge(bytes: number, limit: number, mode: Mode): void;
}

/** Payload documents of a window, with none marked yet. A mark goes with the next change of its document. */
export function createPayloadDocuments(report: Report, bindings: Bindings): PayloadDocuments {
  const marks = vscode.languages.createDiagnosticCollection('fndeck');
  const forget = (document: vscode.TextDocument) => marks.delete(document.uri);
  const listening = vscode.Disposable.from(
    marks,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) forget(document);
    }),
    vscode.workspace.onDidCloseTextDocument(forget),
  );

  const choose: PayloadDocuments['choose'] = async (uri, ref) => {
    if (uri) return vscode.workspace.openTextDocument(uri);
    const active = vscode.window.activeTextEditor?.document;
    if (active && (ref ? isPayload(active, bindings) : canBePayload(active))) return active;
    return offer(bindings, ref);
  };

  const refuse = async (document: vscode.TextDocument, { offset, length, reason }: BrokenPayload) => {
    const start = document.positionAt(offset);
    const end = document.positionAt(offset + Math.max(1, length));
    const mark = new vscode.Diagnostic(new vscode.Range(start, end), report.say(reason));
    mark.source = 'FnDeck';
    marks.set(document.uri, [mark]);
    await goTo(document, start);
    void tellBroken(document, start, report.say(reason));
  };

  return {
    choose,

    read: async (uri, ref) => {
      const document = await choose(uri, ref);
      if (!document) return undefined;
      forget(document);
      const selected = selectionIn(document);
      return {
        text: document.getText(),
        source: document.uri.toString(),
        ...(selected && { selected }),
        refuse: (broken) => refuse(document, broken),
      };
    },

    tooLarge: (bytes, limit, mode) => void tellTooLarge(report, bytes, limit, mode),

    dispose: () => {
      listening.dispose();
    },
  };
}

/** What is selected in a document, where it is in front. */
function selectionIn(document: vscode.TextDocument): PayloadText['selected'] {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document || editor.selection.isEmpty) return undefined;
  return { text: document.getText(editor.selection), offset: document.offsetAt(editor.selection.start) };
}

async function offer(
  bindings: Bindings,
  ref: FunctionRef | undefined,
): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.filter(canBePayload);
  open.sort((a, b) => Number(isPayload(b, bindings)) - Number(isPayload(a, bindings)));
  const choices: (vscode.QuickPickItem & { document?: vscode.TextDocument })[] = [
    ...open.map((document) => ({
      label: document.uri.path.split('/').pop() ?? document.uri.path,
      description: vscode.workspace.asRelativePath(document.uri),
      iconPath: new vscode.ThemeIcon('json'),
      document,
    })),
    { label: vscode.l10n.t('New payload'), iconPath: new vscode.ThemeIcon('new-file') },
  ];
  const chosen = await pickLine(choices, {
    title: ref
      ? vscode.l10n.t('Payload for {0}', refLabel(ref))
      : vscode.l10n.t('Invoke with which payload?'),
    placeHolder: vscode.l10n.t('An open JSON file, or a new one'),
  });
  if (!chosen) return undefined;
  if (chosen.document) return chosen.document;
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: '{\n  \n}\n' });
  if (ref) await bindings.set(document.uri, ref);
  const editor = await vscode.window.showTextDocument(document);
  const inside = new vscode.Position(1, 2);
  editor.selection = new vscode.Selection(inside, inside);
  return undefined;
}

async function goTo(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
  const selection = new vscode.Selection(position, position);
  const editor = await vscode.window.showTextDocument(document, { selection });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function tellBroken(document: vscode.TextDocument, at: vscode.Position, reason: string): Promise<void> {
  const show = vscode.l10n.t('Go to');
  const name = document.uri.path.split('/').pop() ?? '';
  const text = vscode.l10n.t(
    '{0}, line {1}, column {2}: {3} Nothing was sent.',
    name,
    String(at.line + 1),
    String(at.character + 1),
    reason,
  );
  if ((await tell('error', text, show)) === show) await goTo(document, at);
}

function tellTooLarge(report: Report, bytes: number, limit: number, mode: Mode): Thenable<unknown> {
  const [is = '', most = ''] = sizeAbove(limit, bytes).map(report.say);
  return tell(
    'error',
    mode === 'sync'
      ? vscode.l10n.t('The payload is {0}; the limit is {1}. Nothing was sent.', is, most)
      : vscode.l10n.t(
          'The payload is {0}; the limit for asynchronous invocations is {1}. Nothing was sent.',
          is,
          most,
        ),
  );
}
