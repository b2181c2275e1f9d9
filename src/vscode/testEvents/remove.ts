import * as vscode from 'vscode';
import { testEventsOf } from '../../app/testEvents/lists';
import { writesOf } from '../../app/testEvents/writing';
import { functionLabel } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { TestEventName } from '../../model/testEventPath';
import type { Connections } from '../connections/connections';
import { withProgress } from '../window/progress';
import { ask } from '../window/notices';
import { counted } from '../window/counted';

/** Deletes test events of one connection, one after the other, after one question. Gives how many; stops at a failure. */
export async function removeTestEvents(
  { connections }: { readonly connections: Connections },
  names: readonly TestEventName[],
  gone: (name: TestEventName) => void,
): Promise<number> {
  const [first] = names;
  if (!first) return 0;
  const { connection } = first.id;
  const here = names.filter(({ id }) => id.connection === connection);
  connections.guard.refuseReadOnly({ connection, operation: 'deleteTestEvent' });
  const label = functionLabel(first.id);
  const account = connections.get(connection)?.name ?? connection;
  const question =
    here.length === 1
      ? vscode.l10n.t('Delete the test event “{0}” of {1} ({2})?', first.name, label, account)
      : vscode.l10n.t('Delete {0} test events ({1})?', counted(here.length), account);
  const detail = [
    ...(here.length === 1 ? [] : here.map(({ id, name }) => `• ${name} (${functionLabel(id)})`)),
    vscode.l10n.t('The service keeps no copy. Files of the workspace stay.'),
  ].join('\n');
  const yes = vscode.l10n.t('Delete');
  if ((await ask(question, detail, yes)) !== yes) return 0;
  const cloud = await connections.cloud(connection);
  const writes = writesOf(testEventsOf(cloud));
  const ref = { ...first.id, qualifier: profileOf(cloud.connection.service).latest };
  const about = here.length === 1 ? { ref, testEvent: first.name } : { writes: here.length };
  const deleting = async (): Promise<number> => {
    for (const name of here) {
      await writes.delete(name.id, { id: name.eventId, name: name.name });
      gone(name);
    }
    return here.length;
  };
  const title = vscode.l10n.t('Deleting test events…');
  const shown = async () => withProgress({ location: vscode.ProgressLocation.Window, title }, deleting);
  return connections.guard.action({ connection, operation: 'deleteTestEvent', ...about }, shown);
}
