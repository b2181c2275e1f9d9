import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import type { LintContexts } from '../../../app/configs/lintContexts';
import type { ServiceCopies, ServiceCopy } from '../../../app/configs/serviceCopies';
import { changes } from '../../../model/changes';
import type { Connection } from '../../../model/connection';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import type { JsonObject } from '../../../model/json';
import { listed, type Message } from '../../../model/message';
import type { ServiceProfile } from '../../../model/service';
import { profileOf } from '../../../model/services';
import type { Connections } from '../../connections/connections';
import { say, type Report } from '../../report';
import { checkText } from '../../../app/text/checkText';
import { configToUse, type ChooseFunction } from './choice';
import { ask, tell } from '../../window/notices';
import { fileText } from '../document/fileText';
import { documentUri } from '../document/documentUri';

/** Where a file is checked, sent and told about. */
interface ApplyDeps {
  readonly connections: Connections;
  readonly copies: ServiceCopies;
  readonly contexts: Pick<LintContexts, 'of'>;
  readonly documents: ConfigDocuments;
  readonly report: Report;
  /** Lets VS Code read the function's document again. */
  readonly reload: (uri: vscode.Uri) => void;
}

/** A config on its way to a function. */
interface Application {
  readonly ref: FunctionRef;
  readonly connection: Connection;
  readonly profile: ServiceProfile;
  /** What the file says. */
  readonly text: string;
  readonly target: vscode.Uri;
}

/** What a person has agreed to send, and what the service was seen to hold then. */
interface Agreed {
  readonly document: JsonObject;
  readonly seen: ServiceCopy;
}

/**
 * Sends the config in a file, saved or not, to the function that is chosen, after showing in words what that changes.
 * Gives whether it was sent.
 */
export async function applyConfig(
  deps: ApplyDeps,
  given: vscode.Uri | undefined,
  choose: ChooseFunction,
): Promise<boolean> {
  const { documents, reload } = deps;
  const application = await prepare(deps, given, choose);
  const answer = application && (await agreed(deps, application));
  if (!answer) return false;
  const { ref, target } = application;
  const { document, seen } = answer;
  const { fields } = await documents.apply(target.path, document, seen);
  reload(target);
  const said =
    fields.length === 0
      ? vscode.l10n.t('The configuration is applied to {0}.', refLabel(ref))
      : vscode.l10n.t('Applied to {0}, but the service changed: {1}.', refLabel(ref), listed(fields, say));
  void tell('information', said);
  return true;
}

/** Reads the file and asks for the function; undefined when the person left. */
async function prepare(
  { connections, report }: ApplyDeps,
  given: vscode.Uri | undefined,
  choose: ChooseFunction,
): Promise<Application | undefined> {
  const { uri, service } = configToUse(given);
  const profile = profileOf(service);
  const text = await currentText(uri);
  // What is wrong in a field may be what the chosen function has as it is; a broken text helps nowhere.
  const checked = checkText(profile, text, {}, (said) => report.say(said));
  if (checked.kind === 'refused' && checked.isBroken) throw new Error(report.say(checked.why));
  const ref = await choose(vscode.l10n.t('Apply this configuration to which function?'));
  const connection = ref && connections.get(ref.connection);
  if (!connection) return undefined;
  connections.guard.refuseReadOnly({ connection: connection.id, operation: 'putAsyncConfig' });
  if (connection.service !== service) throw otherService(profile, profileOf(connection.service));
  const target = documentUri(ref, service);
  return { ref, connection, profile, text, target };
}

/** The text as it is edited, else as it is on disk now: VS Code may not have noticed yet that a file changed. */
async function currentText(uri: vscode.Uri): Promise<string> {
  const edited = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  return edited ? edited.getText() : fileText(uri);
}

/**
 * Asks until the answer is about what the service holds by then: it may change while the question is open. Undefined
 * where nothing is to be sent. Throws where the service would refuse the text.
 */
async function agreed(
  { copies, contexts, report }: ApplyDeps,
  { ref, connection, profile, text, target }: Application,
): Promise<Agreed | undefined> {
  const say = (said: Message): string => report.say(said);
  let seen: ServiceCopy | undefined;
  for (;;) {
    const now = await copies.read(target.path);
    const checked = checkText(profile, text, contexts.of(target.path), say);
    if (checked.kind === 'refused') throw new Error(say(checked.why));
    const { document } = checked;
    if (seen?.revision.size === now.revision.size) return { document, seen: now };
    seen = now;
    const what = changes(profile, now.config?.document, document, say).map(say);
    if (what.length === 0) {
      void tell('information', vscode.l10n.t('{0} has exactly this configuration.', refLabel(ref)));
      return undefined;
    }
    // A marked connection asks by itself, with the same changes.
    if (connection.guard) return { document, seen: now };
    const apply = vscode.l10n.t('Apply');
    const question = vscode.l10n.t('Apply the configuration to {0} ({1})?', refLabel(ref), connection.name);
    const detail = what.map((sentence) => `• ${sentence}`).join('\n');
    const answer = await ask(question, detail, apply);
    if (answer !== apply) return undefined;
  }
}

function otherService(file: ServiceProfile, target: ServiceProfile): Error {
  return new Error(
    vscode.l10n.t(
      'This file is for {0}, the function is on {1}. Their fields differ: name the file for the other service.',
      say(file.label),
      say(target.label),
    ),
  );
}
