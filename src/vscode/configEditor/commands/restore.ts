import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import type { LintContexts } from '../../../app/configs/lintContexts';
import type { ServiceCopies, ServiceCopy } from '../../../app/configs/serviceCopies';
import { checkText } from '../../../app/text/checkText';
import { changes } from '../../../model/changes';
import { print } from '../../../model/configDocument';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import { sameJson, type JsonObject } from '../../../model/json';
import type { Message } from '../../../model/message';
import { profileOf } from '../../../model/services';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { ask, tell } from '../../window/notices';
import { documentUri } from '../document/documentUri';

/** Where an earlier config is checked, sent and told about. */
export interface RestoreDeps {
  readonly connections: Connections;
  readonly copies: ServiceCopies;
  readonly contexts: Pick<LintContexts, 'of'>;
  readonly documents: ConfigDocuments;
  readonly report: Report;
  /** Lets VS Code read the function's document again. */
  readonly reload: (uri: vscode.Uri) => void;
}

/** What a version is to hold again. */
interface Restoration {
  readonly ref: FunctionRef;
  /** Null: nothing configured. */
  readonly config: JsonObject | null;
  /** What the service is expected to hold; where it holds something else, that is told first. */
  readonly expected?: JsonObject | null;
  /** The write whose effect is taken back. */
  readonly undoes?: string;
}

/**
 * Brings an earlier config back by the same checks as any save, after showing in words what that changes and whether
 * somebody has changed it since. Gives whether it was sent.
 */
export async function restoreConfig(deps: RestoreDeps, restoration: Restoration): Promise<boolean> {
  const { connections, contexts, documents, report, reload } = deps;
  const { ref, config, undoes } = restoration;
  const connection = connections.get(ref.connection);
  if (!connection) throw new Error(vscode.l10n.t('There is no connection “{0}”.', ref.connection));
  const operation = config ? 'putAsyncConfig' : 'deleteAsyncConfig';
  connections.guard.refuseReadOnly({ connection: connection.id, operation });
  const uri = documentUri(ref, connection.service);
  const seen = await agreed(deps, restoration, uri);
  if (!seen) return false;
  if (config) {
    const profile = profileOf(connection.service);
    const say = (said: Message): string => report.say(said);
    const checked = checkText(profile, print(profile, config), contexts.of(uri.path), say);
    if (checked.kind === 'refused') throw new Error(say(checked.why));
    await documents.apply(uri.path, checked.document, seen, undoes);
  } else {
    const deletion = { connection: connection.id, operation, ref } as const;
    await connections.guard.action(deletion, () => documents.remove(uri.path, undoes));
  }
  reload(uri);
  void tell('information', vscode.l10n.t('The earlier configuration of {0} is back.', refLabel(ref)));
  return true;
}

/** Asks until the answer is about what the service holds by then; undefined where nothing is to be sent. */
async function agreed(
  { connections, copies, report }: RestoreDeps,
  { ref, config, expected }: Restoration,
  uri: vscode.Uri,
): Promise<ServiceCopy | undefined> {
  const connection = connections.get(ref.connection);
  let seen: ServiceCopy | undefined;
  for (;;) {
    const now = await copies.read(uri.path);
    if (seen?.revision.size === now.revision.size) return now;
    seen = now;
    const held = now.config?.document;
    if (sameJson(held ?? null, config)) {
      void tell('information', vscode.l10n.t('{0} has exactly this configuration.', refLabel(ref)));
      return undefined;
    }
    const hasChanged = expected !== undefined && !sameJson(held ?? null, expected);
    const profile = connection && profileOf(connection.service);
    const say = (said: Message): string => report.say(said);
    const what =
      config && profile
        ? changes(profile, held, config, say).map(say)
        : [vscode.l10n.t('Deletes the configuration: there was none before.')];
    const warning = hasChanged
      ? [vscode.l10n.t('Somebody has changed it since. Those changes are lost, too.'), '']
      : [];
    const answer = await ask(
      vscode.l10n.t('Restore the earlier configuration of {0} ({1})?', refLabel(ref), connection?.name ?? ''),
      [...warning, ...what.map((line) => `• ${line}`)].join('\n'),
      vscode.l10n.t('Restore'),
    );
    if (answer !== vscode.l10n.t('Restore')) return undefined;
  }
}
