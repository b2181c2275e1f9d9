import * as vscode from 'vscode';
import { uriOf } from '../files';
import type { ConfigFiles } from '../../app/code/configFiles';
import { refOf } from '../../app/catalog/handedOver';
import { SCHEME } from '../../model/documentPath';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { activeConfig } from '../configEditor/commands/choice';
import type { ConfigParts } from '../configParts';
import { documentName } from '../configEditor/document/documentUri';
import { pickLine } from '../window/quickInput';
import { foundFile } from './workspaceFiles';

/** What commands about one config's file are made of. */
export interface FileDeps extends ConfigParts {
  readonly files: ConfigFiles;
}

/** A version whose config a command is about. */
interface Subject {
  readonly ref: FunctionRef;
  readonly profile: ServiceProfile;
}

/** A version and its file. */
export interface FiledSubject extends Subject {
  readonly file: vscode.Uri;
}

/** The version that was named or is in the active editor, or else one that the person chooses under this title. */
export async function subjectOf(deps: FileDeps, given: unknown, title: string): Promise<Subject | undefined> {
  const uri = uriOf(given) ?? (given === undefined ? activeConfig() : undefined);
  const ref =
    refOf(given) ?? (uri === undefined ? await deps.pick(title, {}) : await versionOf(deps, uri, title));
  return ref && { ref, profile: profileOfRef(deps, ref) };
}

/** The same with its file. Throws where there is none. */
export async function filedSubjectOf(
  deps: FileDeps,
  given: unknown,
  title: string,
): Promise<FiledSubject | undefined> {
  const subject = await subjectOf(deps, given, title);
  if (!subject) return undefined;
  const uri = uriOf(given) ?? (given === undefined ? activeConfig() : undefined);
  if (uri && uri.scheme !== SCHEME) return { ...subject, file: uri };
  const found = await deps.files.fileOf(subject.ref, subject.profile.id);
  if (found !== undefined) return { ...subject, file: vscode.Uri.parse(found, true) };
  throw new Error(
    vscode.l10n.t('{0} has no file in this workspace. “Save as File” makes one.', refLabel(subject.ref)),
  );
}

/** Throws where the connection is not known any more. */
function profileOfRef({ connections }: FileDeps, ref: FunctionRef): ServiceProfile {
  const connection = connections.get(ref.connection);
  if (!connection) throw new Error(vscode.l10n.t('There is no connection “{0}”.', ref.connection));
  return profileOf(connection.service);
}

async function versionOf(deps: FileDeps, uri: vscode.Uri, title: string): Promise<FunctionRef | undefined> {
  if (uri.scheme === SCHEME) return documentName(uri).ref;
  const owners = await deps.files.ownersOf(foundFile(uri), deps.connections.list());
  const [only, ...others] = owners;
  if (only && others.length === 0) return only;
  if (!only) return deps.pick(title, {});
  const items = owners.map((ref) => ({
    label: refLabel(ref),
    description: deps.connections.get(ref.connection)?.name ?? ref.connection,
    ref,
  }));
  return (await pickLine(items, { title, placeHolder: vscode.l10n.t('Whose file is this?') }))?.ref;
}
