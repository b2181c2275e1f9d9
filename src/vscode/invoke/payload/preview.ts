import * as vscode from 'vscode';
import type { PayloadPreview } from '../../../app/invocations/plan';

/** Scheme of read-only documents that show a payload as it would be sent. */
const SCHEME = 'fndeck-preview';

/** Read-only documents that show payloads with values in place of their variables. */
interface PayloadPreviews extends vscode.Disposable {
  /** Shows a payload beside its document, in the place of an earlier look at the same one. */
  open(preview: PayloadPreview): Promise<void>;
}

/** Previews of a window; none is open. */
export function createPayloadPreviews(): PayloadPreviews {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const texts = new Map<string, string>();
  const parts = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ query }) =>
        texts.get(query) ?? vscode.l10n.t('Ask for the preview again: FnDeck keeps none.'),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) texts.delete(uri.query);
    }),
  );
  return {
    open: async ({ source, shown }) => {
      const name = vscode.Uri.parse(source, true).path.split('/').pop() ?? '';
      const path = `/${vscode.l10n.t('As sent')}: ${name.replace(/\.jsonc$/, '.json')}`;
      const uri = vscode.Uri.from({ scheme: SCHEME, path, query: source });
      texts.set(source, shown);
      changed.fire(uri);
      const viewColumn = vscode.ViewColumn.Beside;
      await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: true, preview: true });
    },
    dispose: () => {
      parts.dispose();
    },
  };
}
