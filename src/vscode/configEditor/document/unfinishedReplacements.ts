import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import type { ConfigHistory } from '../../../app/configs/history';
import type { ServiceCopies } from '../../../app/configs/serviceCopies';
import type { Replacement } from '../../../cloud/config/asyncConfig';
import { print } from '../../../model/configDocument';
import { refLabel } from '../../../model/functionRef';
import { sameJson, type JsonObject } from '../../../model/json';
import { message } from '../../../model/message';
import type { ServiceId } from '../../../model/service';
import { profileOf } from '../../../model/services';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { tell } from '../../window/notices';
import { documentUri } from './documentUri';

/** Where a config that was deleted and not put again comes from, and where it goes. */
interface UnfinishedDeps {
  readonly history: ConfigHistory;
  readonly connections: Pick<Connections, 'get'>;
  readonly copies: ServiceCopies;
  readonly documents: ConfigDocuments;
  readonly report: Report;
  /** Shows what the service holds beside the text of a config document. */
  readonly compare: (config: vscode.Uri) => Promise<void>;
}

/**
 * Offers to put configs back whose replacement was cut off between DELETE and PUT, one after the other. What is not
 * answered is offered again at the next start.
 */
export async function offerUnfinished(deps: UnfinishedDeps): Promise<void> {
  for (const replacement of await deps.history.unfinished()) {
    try {
      await offer(deps, replacement);
    } catch (error) {
      void deps.report.failure(message('The configuration could not be put back.'), error);
    }
  }
}

async function offer(deps: UnfinishedDeps, { ref, before, wanted }: Replacement): Promise<void> {
  const { history, connections } = deps;
  const connection = connections.get(ref.connection);
  if (!connection) return;
  const finish = vscode.l10n.t('Finish Saving');
  const restore = vscode.l10n.t('Restore Previous');
  const forget = vscode.l10n.t('Leave as It Is');
  const answer = await tell(
    'warning',
    vscode.l10n.t(
      'Saving the configuration of {0} ({1}) was interrupted after it had been deleted. The function may have no configuration now.',
      refLabel(ref),
      connection.name,
    ),
    finish,
    restore,
    forget,
  );
  const uri = documentUri(ref, connection.service);
  const { service } = connection;
  if (answer === finish) await putBack(deps, uri, service, wanted);
  else if (answer === restore) await putBack(deps, uri, service, before);
  else if (answer !== forget) return;
  await history.settle(ref);
}

/** Puts a config where there is none; where there is another one by now, both are compared and a person decides. */
async function putBack(
  { copies, documents, compare }: UnfinishedDeps,
  uri: vscode.Uri,
  service: ServiceId,
  document: JsonObject,
): Promise<void> {
  const now = await copies.read(uri.path);
  if (now.config && !sameJson(now.config.document, document)) {
    await documents.keepDraft(uri.path, print(profileOf(service), document), now);
    await compare(uri);
    void tell(
      'information',
      vscode.l10n.t(
        'The service holds a configuration again. What you chose is a draft now: compare both, then save it or revert.',
      ),
    );
    return;
  }
  if (!now.config) await documents.apply(uri.path, document, now);
  void tell('information', vscode.l10n.t('The configuration is back in place.'));
}
