import * as vscode from 'vscode';
import { refLabel } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { profileOf } from '../../model/services';
import type { Problem } from '../../webview/protocol';
import type { Report } from '../report';
import { checkText } from '../../app/text/checkText';
import { fileName } from './fileName';
import type { Held, Written } from './held';
import type { SaveStatuses } from './saveStatus';
import { plain, withProgress } from '../window';

/** The one way by which a config reaches its service. */
export interface Sending {
  /** Checks a text and sends it. Fails with an error that says line and field where the text must not be sent. */
  text(uri: vscode.Uri, text: string): Promise<Written>;
  /** Sends a checked document. */
  document(uri: vscode.Uri, document: JsonObject): Promise<Written>;
  /** Tells the pages of a document why it was not sent at all. */
  failed(uri: vscode.Uri, error: unknown): void;
}

/** Makes it; how it goes is told in the status bar and to the pages of the document. */
export function createSending(held: Held, statuses: SaveStatuses, report: Report): Sending {
  const failed = (uri: vscode.Uri, error: unknown): void =>
    statuses.set(uri, { kind: 'failed', problem: problemOf(report, error) });
  const document = async (uri: vscode.Uri, config: JsonObject): Promise<Written> => {
    const title = vscode.l10n.t('Saving {0}…', refLabel(fileName(uri).ref));
    statuses.set(uri, { kind: 'saving' });
    try {
      const written = await withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
        held.put(uri, config),
      );
      const fields = written.changed;
      statuses.set(uri, fields.length > 0 ? { kind: 'altered', fields } : { kind: 'none' });
      return written;
    } catch (error) {
      failed(uri, error);
      throw error;
    }
  };
  return {
    document,
    failed,
    text: async (uri, text) => {
      const profile = profileOf(fileName(uri).service);
      const checked = checkText(profile, text, held.known(uri)?.document, (said) => report.say(said));
      if (checked.kind === 'refused')
        throw vscode.FileSystemError.Unavailable(plain(report.say(checked.why)));
      return document(uri, checked.document);
    },
  };
}

function problemOf(report: Report, error: unknown): Problem {
  const { text, hint, field } = report.describe(error);
  return { text, ...(hint !== undefined && { hint }), ...(field !== undefined && { field }) };
}
