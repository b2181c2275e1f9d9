import * as vscode from 'vscode';
import type { Confirmation } from '../../app/connections/guard';
import { typedName } from '../../app/connections/typedName';
import { changes } from '../../model/changes';
import { functionLabel, refLabel } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { Report } from '../report';
import { typeLine } from '../window/quickInput';
import { ask } from '../window/notices';
import { counted } from '../window/counted';

/**
 * Lets a person confirm an action on a connection that is marked as production: where a config is saved, after seeing
 * what that changes; always by typing the connection's name. False where they left.
 */
export async function askToConfirm(confirmation: Confirmation, report: Report): Promise<boolean> {
  const { connection, operation, change, ref, writes = 1 } = confirmation;
  const what = sentence(confirmation);
  if (operation === 'putAsyncConfig' && change?.after) {
    const say = report.say.bind(report);
    const said = changes(profileOf(connection.service), change.before, change.after, say).map(say);
    const lines = said.length > 0 ? said : [vscode.l10n.t('Nothing changes.')];
    const go = vscode.l10n.t('Continue…');
    const answer = await ask(what, lines.map((line) => `• ${line}`).join('\n'), go);
    if (answer !== go) return false;
  }
  const title = writes > 1 || !ref ? connection.name : `${connection.name}: ${refLabel(ref)}`;
  return typesName(title, what, connection.name);
}

/** What is about to be sent, with the connection that is marked. */
function sentence({ connection, operation, ref, testEvent = '', writes = 1 }: Confirmation): string {
  const { name } = connection;
  const ofFunction = ref ? functionLabel(ref) : '';
  const single = writes === 1 && ref ? refLabel(ref) : undefined;
  switch (operation) {
    case 'putAsyncConfig':
      return single === undefined
        ? vscode.l10n.t(
            'Save {0} configurations on “{1}”, which is marked as production?',
            counted(writes),
            name,
          )
        : vscode.l10n.t(
            'Save the configuration of {0} on “{1}”, which is marked as production?',
            single,
            name,
          );
    case 'deleteAsyncConfig':
      return single === undefined
        ? vscode.l10n.t(
            'Delete {0} configurations on “{1}”, which is marked as production?',
            counted(writes),
            name,
          )
        : vscode.l10n.t(
            'Delete the configuration of {0} on “{1}”, which is marked as production?',
            single,
            name,
          );
    case 'invoke':
      return single === undefined
        ? vscode.l10n.t(
            'Send {0} invocations to “{1}”, which is marked as production?',
            counted(writes),
            name,
          )
        : vscode.l10n.t('Invoke {0} on “{1}”, which is marked as production?', single, name);
    case 'invokeAsync':
      return single === undefined
        ? vscode.l10n.t('Queue {0} events on “{1}”, which is marked as production?', counted(writes), name)
        : vscode.l10n.t('Queue an event for {0} on “{1}”, which is marked as production?', single, name);
    case 'stopAsyncInvocation':
      return single === undefined
        ? vscode.l10n.t('Stop {0} events on “{1}”, which is marked as production?', counted(writes), name)
        : vscode.l10n.t('Stop an event of {0} on “{1}”, which is marked as production?', single, name);
    case 'enableLogs':
      return vscode.l10n.t(
        'Enable the collection of logs for all functions of the project of “{0}”, which is marked as production?',
        name,
      );
    case 'createTestEvent':
      return vscode.l10n.t(
        'Create the test event “{0}” of {1} on “{2}”, which is marked as production?',
        testEvent,
        ofFunction,
        name,
      );
    case 'updateTestEvent':
      return vscode.l10n.t(
        'Save the test event “{0}” of {1} on “{2}”, which is marked as production?',
        testEvent,
        ofFunction,
        name,
      );
    case 'deleteTestEvent':
      return single === undefined
        ? vscode.l10n.t(
            'Delete {0} test events on “{1}”, which is marked as production?',
            counted(writes),
            name,
          )
        : vscode.l10n.t(
            'Delete the test event “{0}” of {1} on “{2}”, which is marked as production?',
            testEvent,
            ofFunction,
            name,
          );
  }
}

/** Asks for the name of a connection, letter by letter; false where the person left. */
async function typesName(title: string, what: string, name: string): Promise<boolean> {
  const wanted = typedName(name);
  const ask = (value: string) =>
    typeLine({
      title,
      prompt: vscode.l10n.t('{0} Type the name of the connection to confirm: {1}', what, name),
      placeholder: name,
      value,
      check: (typed) => (wanted.begins(typed) ? undefined : vscode.l10n.t('This is not “{0}”.', name)),
    });
  let typed = await ask('');
  while (typed !== undefined && !wanted.is(typed)) typed = await ask(typed);
  return typed !== undefined;
}
