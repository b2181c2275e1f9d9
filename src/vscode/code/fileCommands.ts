import * as vscode from 'vscode';
import type { ServiceCopy } from '../../app/configs/serviceCopies';
import { adoptedText } from '../../app/code/fileState';
import { parseText } from '../../app/text/parseText';
import { changes } from '../../model/changes';
import { print } from '../../model/configDocument';
import { SCHEME } from '../../model/documentPath';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { isObject, sameJson, type JsonObject } from '../../model/json';
import { activeConfig, type ChooseFunction } from '../configEditor/commands/choice';
import { fileText } from '../configEditor/document/fileText';
import { exists } from '../files';
import { ask, tell } from '../window/notices';
import { filedSubjectOf, subjectOf, type FileDeps, type FiledSubject } from './subject';
import { placeIn } from './workspaceFiles';

/** Writes a version's config into a file of the workspace and opens it. Gives the file; undefined when the person left. */
export async function saveAsFile(deps: FileDeps, given: unknown): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Save the configuration of which function as a file?');
  const subject = await subjectOf(deps, given, title);
  if (!subject) return undefined;
  const known = await deps.files.fileOf(subject.ref, subject.profile.id);
  if (known !== undefined) {
    const file = vscode.Uri.parse(known, true);
    return (await adopt(deps, { ...subject, file })) ? file : undefined;
  }
  const folder = await chosenFolder();
  if (!folder) return undefined;
  const file = placeIn(folder, subject.ref, subject.profile.id);
  // The search passes over what settings exclude, and a file system may take two names for one.
  if (await exists(file)) return (await adopt(deps, { ...subject, file })) ? file : undefined;
  const edited = await editedText(deps, subject.ref);
  const { document, held } = await heldBy(deps, subject.ref);
  const text = edited ?? print(subject.profile, document);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  if (held) await deps.files.agreed(file.toString(), subject.ref, held);
  deps.files.forget();
  await vscode.commands.executeCommand('vscode.open', file);
  return file;
}

/** Shows what the service holds beside a version's file, which can be edited there. */
export async function compareFile(deps: FileDeps, given: unknown): Promise<void> {
  const subject = await filedSubjectOf(
    deps,
    given,
    vscode.l10n.t('Compare the configuration of which function with its file?'),
  );
  if (!subject) return;
  await (await deps.config.get()).compare(subject.file, () => Promise.resolve(subject.ref));
}

/** Sends a version's file to the service, with the checks and the question of every apply. Gives whether it was sent. */
export async function applyFile(deps: FileDeps, given: unknown): Promise<boolean> {
  const subject = await filedSubjectOf(deps, given, vscode.l10n.t('Apply the file of which function?'));
  return subject ? applyNamed(deps, subject.file, () => Promise.resolve(subject.ref)) : false;
}

/** Sends a file (or the config in the active editor) to the version that is chosen, and remembers that both agree. */
export async function applyNamed(
  deps: FileDeps,
  given: vscode.Uri | undefined,
  choose: ChooseFunction,
): Promise<boolean> {
  const uri = given ?? activeConfig();
  let chosen: FunctionRef | undefined;
  const config = await deps.config.get();
  const sent = await config.apply(uri, async (title) => {
    chosen = await choose(title);
    return chosen;
  });
  if (sent && chosen && uri && uri.scheme !== SCHEME) await agreeOn(deps, uri, chosen);
  return sent;
}

/** Writes what the service holds into a version's file, keeping its comments and order. Gives whether it was written. */
export async function adoptFile(deps: FileDeps, given: unknown): Promise<boolean> {
  const title = vscode.l10n.t('Adopt the configuration of which function?');
  const subject = await filedSubjectOf(deps, given, title);
  return subject ? adopt(deps, subject) : false;
}

/** Asks until the answer is about what file and service have by then: both may change while the question is open. */
async function adopt(deps: FileDeps, subject: FiledSubject): Promise<boolean> {
  const { ref, file, profile } = subject;
  const path = vscode.workspace.asRelativePath(file);
  const say = deps.report.say;
  let seen: { readonly text: string; readonly held: JsonObject } | undefined;
  for (;;) {
    const { held } = await heldBy(deps, ref);
    if (!held) throw nothingHeld(ref);
    const text = await savedText(file);
    if (seen?.text === text && sameJson(seen.held, held)) {
      await writeAdopted(deps, subject, text, held);
      return true;
    }
    seen = { text, held };
    const parsed = parseText(text);
    const before = parsed.kind === 'document' && isObject(parsed.document) ? parsed.document : undefined;
    const what = before ? changes(profile, before, held, say).map(say) : [];
    if (before && what.length === 0) {
      await deps.files.agreed(file.toString(), ref, held);
      void tell('information', vscode.l10n.t('{0} says what {1} has.', path, refLabel(ref)));
      return true;
    }
    const overwrite = vscode.l10n.t('Overwrite');
    const detail = before
      ? what.map((sentence) => `• ${sentence}`).join('\n')
      : vscode.l10n.t('The file is no valid JSON: all of it is replaced.');
    const question = vscode.l10n.t('Write what {0} has into {1}?', refLabel(ref), path);
    if ((await ask(question, detail, overwrite)) !== overwrite) return false;
  }
}

/** Writes a config into a file that has this text; what is no JSON is replaced as a whole. */
export async function writeAdopted(
  deps: FileDeps,
  { ref, file, profile }: FiledSubject,
  text: string,
  held: JsonObject,
): Promise<void> {
  const after = adoptedText(profile, text, held) ?? print(profile, held);
  if (after !== text) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(after));
  await deps.files.agreed(file.toString(), ref, held);
}

/** The text of a file. Throws where an editor has changes that are not saved: they would be lost. */
export async function savedText(file: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open?.isDirty) {
    const path = vscode.workspace.asRelativePath(file);
    throw new Error(vscode.l10n.t('{0} has changes that are not saved. Save or revert them first.', path));
  }
  return fileText(file);
}

/** Remembers that a file has just been sent. */
export async function agreeOn(deps: FileDeps, file: vscode.Uri, ref: FunctionRef): Promise<void> {
  const parsed = parseText(await fileText(file));
  if (parsed.kind !== 'document' || !isObject(parsed.document)) return;
  await deps.files.agreed(file.toString(), ref, parsed.document);
}

/** What a service holds now. */
export async function copyOf(deps: FileDeps, ref: FunctionRef): Promise<ServiceCopy> {
  const config = await deps.config.get();
  return config.copies.read(config.uriOf(ref).path);
}

/** The error of who asks for a config where there is none. */
export function nothingHeld(ref: FunctionRef): Error {
  return new Error(vscode.l10n.t('{0} has no configuration.', refLabel(ref)));
}

/** What a service holds, and what a new file begins with: the service's defaults where there is nothing. */
async function heldBy(
  deps: FileDeps,
  ref: FunctionRef,
): Promise<{ readonly held: JsonObject | undefined; readonly document: JsonObject }> {
  const copy = await copyOf(deps, ref);
  const parsed = parseText(copy.text);
  const shown = parsed.kind === 'document' && isObject(parsed.document) ? parsed.document : {};
  return { held: copy.config?.document, document: copy.config?.document ?? shown };
}

/** What a person has typed into the version's document and not sent yet. */
async function editedText({ config }: FileDeps, ref: FunctionRef): Promise<string | undefined> {
  const uri = (await config.get()).uriOf(ref).toString();
  return vscode.workspace.textDocuments
    .find((document) => document.isDirty && document.uri.toString() === uri)
    ?.getText();
}

/** The folder of the workspace that a new file goes to. Throws where there is none. */
async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!only) throw new Error(vscode.l10n.t('Open a folder first: the file is saved in the workspace.'));
  return others.length === 0 ? only : vscode.window.showWorkspaceFolderPick();
}
