import * as vscode from 'vscode';
import { uriOf } from '../files';
import { editsBetween } from '../../app/code/fileState';
import { refOf } from '../../app/catalog/handedOver';
import { parseText } from '../../app/text/parseText';
import { changeText } from '../../app/text/textEdits';
import { carryOver } from '../../model/carryOver';
import { readView } from '../../model/configDocument';
import { SCHEME } from '../../model/documentPath';
import { namesInOrder } from '../../model/fields';
import { refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import { isObject, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { activeConfig } from '../configEditor/commands/choice';
import { baseName, serviceOf } from '../configEditor/document/documentUri';
import { fileText } from '../configEditor/document/fileText';
import { ask, tell } from '../window/notices';
import { copyOf, nothingHeld } from './fileCommands';
import { subjectOf, type FileDeps } from './subject';

/** A config that is to be copied. */
interface Source {
  readonly label: string;
  readonly profile: ServiceProfile;
  readonly document: JsonObject;
  /** Whose it is; undefined for a file. */
  readonly ref: FunctionRef | undefined;
}

/**
 * Brings a config into the document of another version, on any service, and shows what that changes. Nothing is sent:
 * the person saves the document. Gives whether there is anything to save.
 */
export async function copyConfigTo(deps: FileDeps, given: unknown, target: unknown): Promise<boolean> {
  const source = await sourceOf(deps, given);
  if (!source) return false;
  const title = vscode.l10n.t('Copy the configuration of {0} to which function?', source.label);
  const to = refOf(target) ?? (await deps.pick(title, {}));
  const connection = to && deps.connections.get(to.connection);
  if (!connection) return false;
  if (source.ref && refKey(source.ref) === refKey(to)) {
    throw new Error(vscode.l10n.t('{0} is the function that it is copied from.', refLabel(to)));
  }
  const profile = profileOf(connection.service);
  const config = await deps.config.get();
  const uri = config.uriOf(to);
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) {
    throw new Error(
      vscode.l10n.t('{0} has changes that are not saved. Save or revert them first.', refLabel(to)),
    );
  }
  const { document: carried, losses } = carryOver(source.profile, profile, source.document, deps.report.say);
  const remarks = [...losses.map(deps.report.say), ...elsewhere(deps, source, to, carried, profile)];
  if (remarks.length > 0 && !(await agreed(source, to, connection.name, remarks))) return false;
  const parsed = parseText(document.getText());
  const before = parsed.kind === 'document' && isObject(parsed.document) ? parsed.document : {};
  const change = changeText(document.getText(), editsBetween(before, carried), namesInOrder(profile));
  if (!change && config.copies.known(uri.path)?.config) {
    void tell('information', vscode.l10n.t('{0} has exactly this configuration.', refLabel(to)));
    return false;
  }
  if (change) {
    const range = new vscode.Range(
      document.positionAt(change.offset),
      document.positionAt(change.offset + change.length),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, range, change.content);
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new Error(vscode.l10n.t('VS Code did not let the document of {0} be edited.', refLabel(to)));
    }
  }
  await config.compare(uri, () => Promise.resolve(to));
  return true;
}

async function sourceOf(deps: FileDeps, given: unknown): Promise<Source | undefined> {
  const uri = uriOf(given) ?? (given === undefined ? activeConfig() : undefined);
  if (uri && uri.scheme !== SCHEME) {
    const parsed = parseText(await fileText(uri));
    const service = serviceOf(uri);
    const label = baseName(uri.path);
    if (service === undefined || parsed.kind !== 'document' || !isObject(parsed.document)) {
      throw new Error(vscode.l10n.t('{0} is no configuration that can be read.', label));
    }
    return { label, profile: profileOf(service), document: parsed.document, ref: undefined };
  }
  const subject = await subjectOf(deps, given, vscode.l10n.t('Copy the configuration of which function?'));
  if (!subject) return undefined;
  const document = (await copyOf(deps, subject.ref)).config?.document;
  if (!document) throw nothingHeld(subject.ref);
  return { label: refLabel(subject.ref), profile: subject.profile, document, ref: subject.ref };
}

/** What destinations name is in the account and region that they were written for. */
function elsewhere(
  { connections }: FileDeps,
  { ref }: Source,
  to: FunctionRef,
  carried: JsonObject,
  profile: ServiceProfile,
): readonly string[] {
  const { success, failure } = readView(profile, carried);
  if (!ref || ref.connection === to.connection || (!success && !failure)) return [];
  const from = connections.get(ref.connection)?.name ?? ref.connection;
  return [vscode.l10n.t('Destinations are copied as they are: they name what belongs to “{0}”.', from)];
}

async function agreed(
  source: Source,
  to: FunctionRef,
  connection: string,
  remarks: readonly string[],
): Promise<boolean> {
  const question = vscode.l10n.t(
    'Copy the configuration of {0} to {1} ({2})?',
    source.label,
    refLabel(to),
    connection,
  );
  const lead = vscode.l10n.t('Not everything can be carried over:');
  const end = vscode.l10n.t('Nothing is sent before you save the document.');
  const detail = [lead, ...remarks.map((sentence) => `• ${sentence}`), '', end].join('\n');
  const copy = vscode.l10n.t('Copy');
  return (await ask(question, detail, copy)) === copy;
}
