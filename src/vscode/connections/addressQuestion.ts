import * as vscode from 'vscode';
import type { ConnectionStore } from '../../app/connections/connectionStore';
import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import { say } from '../report';
import { tell } from '../window/notices';

/** The address was changed in the settings, by hand or by a synchronisation: the secret goes there if a person wants it. */
export async function askWhetherToSend(
  store: Pick<ConnectionStore, 'get' | 'useStoredSecret'>,
  asked: Connection,
  changes: string,
): Promise<void> {
  const { id, name, profile } = asked;
  const use =
    profile === undefined ? vscode.l10n.t('Use the Stored Credentials') : vscode.l10n.t('Use the Profile');
  const edit = vscode.l10n.t('Edit Connection');
  const text =
    profile === undefined
      ? vscode.l10n.t(
          'The settings of “{0}” are not those for which its credentials were entered ({1}). FnDeck sends nothing there until you decide.',
          name,
          changes,
        )
      : vscode.l10n.t(
          '“{0}” would take its credentials from the profile “{1}” and send them to {2}. FnDeck sends nothing there until you decide.',
          name,
          profile,
          addressesOf(asked),
        );
  const answer = await tell('warning', text, use, edit);
  if (answer === use) await store.useStoredSecret(asked);
  const connection = store.get(id);
  if (answer === edit && connection) {
    const node = { kind: 'connection', key: `connection ${id}`, connection };
    await vscode.commands.executeCommand('fndeck.editConnection', node);
  }
}

/** Where a connection leads, for who decides: the addresses of its own, or the vendor's region. */
function addressesOf({ service, region, endpoint, iamEndpoint, logEndpoint }: Connection): string {
  const vendor = `${say(profileOf(service).label)} (${region})`;
  const own = [iamEndpoint, logEndpoint].filter((address) => address !== undefined);
  return [endpoint ?? vendor, ...own].join(', ');
}
