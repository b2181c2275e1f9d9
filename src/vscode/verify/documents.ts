import * as vscode from 'vscode';
import type { Verification } from '../../app/verify/verification';
import { isStale, type Verifications } from '../../app/verify/verifications';
import { verificationText } from '../../app/verify/words';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';

/** Scheme of read-only documents that show a verification. */
const SCHEME = 'fndeck-verification';

/** How long the config of today is waited for, in milliseconds. */
const READ_MS = 5000;

/** Verifications as documents. */
interface VerificationDocuments extends vscode.Disposable {
  open(verification: Verification): Promise<void>;
}

/** Documents over what is kept; each is compared with what the service holds when it is opened. */
export function createVerificationDocuments(
  verifications: Pick<Verifications, 'get'>,
  connections: Connections,
  report: Report,
): VerificationDocuments {
  /** Where the service cannot be asked nothing is said about it. */
  const changedSince = async (verification: Verification): Promise<boolean> => {
    const { ref } = verification;
    try {
      const cloud = await connections.cloud(ref.connection);
      const held = await cloud.getAsyncConfig(ref, AbortSignal.timeout(READ_MS));
      return isStale(verification, held?.document);
    } catch {
      return false;
    }
  };
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ path }) => {
      const found = await verifications.get(path.split('/')[1] ?? '');
      if (!found) return vscode.l10n.t('This verification is no longer kept.');
      const stale = await changedSince(found);
      return verificationText(found, profileOf(found.service), stale, (said) => report.say(said));
    },
  });
  return {
    open: async ({ id, ref }) => {
      const uri = vscode.Uri.from({
        scheme: SCHEME,
        path: `/${id}/${ref.name}@${ref.qualifier}.verification.txt`,
      });
      // VS Code may have it still as it was before.
      changed.fire(uri);
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    dispose: () => void vscode.Disposable.from(provider, changed).dispose(),
  };
}
