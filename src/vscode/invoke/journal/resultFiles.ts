import * as vscode from 'vscode';
import { bytesOf } from '../../../app/invocations/binaryResult';
import { binaryBody, readHttpAnswer } from '../../../app/invocations/httpAnswer';
import type { Journal } from '../../../app/invocations/journal';
import { extensionOf } from '../../../app/invocations/recordText';
import { refLabel } from '../../../model/functionRef';
import { binaryInWords } from '../../../model/invocation/outputText';
import type { BinaryResult, InvocationRecord } from '../../../model/invocation/record';
import { message } from '../../../model/message';
import type { Report } from '../../report';
import { tell } from '../../window/notices';

/** Results that are no text, as files: beside their records for VS Code to show, and where a person wants them. */
export interface ResultFiles {
  /** Shows what a result is, or the body of an HTTP response: an image in VS Code, of others what can be done. */
  show(record: InvocationRecord, binary: BinaryResult, where: vscode.TextDocumentShowOptions): Promise<void>;
  /** Asks where to, and writes the result as it came. */
  save(record: InvocationRecord): Promise<void>;
}

/** Files of results over a journal. Nothing of a service is opened by another program unasked. */
export function createResultFiles(journal: Journal, report: Pick<Report, 'say' | 'failure'>): ResultFiles {
  const words = (binary: BinaryResult) => binaryInWords(binary, (said) => report.say(said));

  const saveAs = async (record: InvocationRecord, extension: string, bytes: Uint8Array): Promise<void> => {
    const name = `${record.ref.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.result.${extension}`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the Result'),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (target) await vscode.workspace.fs.writeFile(target, bytes);
  };
  const tellCut = (record: InvocationRecord, binary: BinaryResult) =>
    void tell(
      'information',
      vscode.l10n.t('The result of {0} was not kept: {1}.', refLabel(record.ref), words(binary)),
    );
  /** Tells what it is; a person chooses what becomes of it. Another program is only there where VS Code runs. */
  const offer = async (
    record: InvocationRecord,
    binary: BinaryResult,
    bytes: Uint8Array,
    file: string | undefined,
  ): Promise<void> => {
    const save = vscode.l10n.t('Save As…');
    const open = vscode.l10n.t('Open Externally');
    const reveal = vscode.l10n.t('Show in Folder');
    const isHere = file !== undefined && vscode.env.remoteName === undefined;
    const here = isHere ? [...(binary.kind === 'pdf' ? [open] : []), reveal] : [];
    const said = vscode.l10n.t('The result of {0} is no text: {1}.', refLabel(record.ref), words(binary));
    const chosen = await tell('information', said, save, ...here);
    if (chosen === save) await saveAs(record, binary.extension, bytes);
    if (file === undefined) return;
    if (chosen === open) await vscode.env.openExternal(vscode.Uri.file(file));
    if (chosen === reveal) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(file));
  };

  return {
    show: async (record, binary, where) => {
      const bytes = bytesOf(binary);
      if (!bytes) return tellCut(record, binary);
      const file = await journal.resultFile(record, binary.extension, bytes);
      if (binary.kind === 'image' && file !== undefined) {
        // VS Code ends this when its preview has been loaded, which is never where nobody looks at the window.
        vscode.commands
          .executeCommand('vscode.open', vscode.Uri.file(file), where)
          .then(
            undefined,
            (error: unknown) => void report.failure(message('The result could not be opened.'), error),
          );
      } else {
        // Not waited for: a notice may stand for long.
        void offer(record, binary, bytes, file);
      }
    },
    save: async (record) => {
      const { binary, result } = record;
      const bytes = binary ? bytesOf(binary) : Buffer.from(result ?? '');
      if (binary && !bytes) return tellCut(record, binary);
      if (bytes) await saveAs(record, binary?.extension ?? extensionOf(record), bytes);
    },
  };
}

/** The body of a result in the form of an HTTP response, where it is no text; undefined for any other. */
export function bodyOf({ result }: InvocationRecord): BinaryResult | undefined {
  const answer = readHttpAnswer(result ?? '');
  return answer && binaryBody(answer);
}
