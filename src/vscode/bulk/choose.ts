import * as vscode from 'vscode';
import { unitsOf, type BulkChange } from '../../app/bulk/bulkChange';
import { versionsOf } from '../../app/bulk/plans';
import { isNode, refOf } from '../../app/catalog/handedOver';
import { parseText } from '../../app/text/parseText';
import { SCHEME } from '../../model/documentPath';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { isObject, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { activeConfig } from '../configEditor/commands/choice';
import type { ConfigEditing } from '../configEditor/configEditing';
import { baseName, documentName, serviceOf } from '../configEditor/document/documentUri';
import { fileText } from '../configEditor/document/fileText';
import { withCancel } from '../window/progress';
import { pickLine, pickLines } from '../window/quickInput';
import type { ConfigParts } from '../configParts';
import { offerFirstConnection } from '../connections/firstConnection';

/** One question of several. A page that asks for them takes the focus with the press, after the list has got it. */
const STAYS = { ignoreFocusOut: true } as const;

/** What choosing a config stands on. */
interface Choosing extends Omit<ConfigParts, 'config'> {
  readonly config: ConfigEditing;
}

/** What the command was given. */
interface Subjects {
  /** The versions to change; undefined: they are still to be chosen. */
  readonly targets: readonly FunctionRef[] | undefined;
  /** Whose config is applied; undefined: the active one, or one that the person chooses. */
  readonly source: FunctionRef | vscode.Uri | undefined;
  /** Paths of the fields that are applied, where a script says so; empty: all of them. */
  readonly fields: readonly string[] | undefined;
}

/** Reads the arguments of the command. */
export function subjectsOf(given: unknown, selected: unknown): Subjects {
  const rows = Array.isArray(selected) ? refsOf(selected) : [];
  if (rows.length > 1) return { targets: rows, source: undefined, fields: undefined };
  if (isObject(given) && given['kind'] === 'configs' && Array.isArray(given['refs'])) {
    const { from, fields } = given as { readonly from?: unknown; readonly fields?: unknown };
    return {
      targets: refsOf(given['refs']),
      source: from instanceof vscode.Uri ? from : refOf(from),
      fields: Array.isArray(fields) ? fields.filter((path) => typeof path === 'string') : undefined,
    };
  }
  const source = given instanceof vscode.Uri ? given : refOf(given);
  return { targets: undefined, source, fields: undefined };
}

function refsOf(values: readonly unknown[]): readonly FunctionRef[] {
  return values.flatMap((value) => {
    if (isNode(value) && value.kind === 'qualifier' && !value.configurable) return [];
    return refOf(value) ?? [];
  });
}

/**
 * The config that was named, else the active one (`orActive`), else one that the person chooses, whole or some of its
 * fields. Undefined when they left. Throws where there is no config.
 */
export async function chooseChange(
  deps: Choosing,
  named: Subjects['source'],
  orActive: boolean,
  fields: Subjects['fields'],
): Promise<BulkChange | undefined> {
  const title = vscode.l10n.t('Apply the configuration of which function?');
  const source = named ?? (orActive ? activeConfig() : await chooseSource()) ?? (await deps.pick(title, {}));
  if (!source) return undefined;
  const change = await readSource(deps, source);
  const chosen = fields ?? (await chooseFields(deps, change));
  return chosen && { ...change, ...(chosen.length > 0 && { fields: chosen }) };

  /** The active config, where there is one, beside all others. */
  async function chooseSource(): Promise<FunctionRef | vscode.Uri | undefined> {
    const active = activeConfig();
    if (!active) return undefined;
    const label = active.scheme === SCHEME ? refLabel(documentName(active).ref) : baseName(active.path);
    const items = [
      { label, description: vscode.l10n.t('the active editor'), source: active },
      { label: vscode.l10n.t('Another Function…'), source: undefined },
    ];
    const picked = await pickLine(items, { title, ...STAYS });
    if (!picked) throw new vscode.CancellationError();
    return picked.source;
  }
}

/** The document of a source, as a person sees it: with what is not saved yet. */
async function readSource(deps: Choosing, source: FunctionRef | vscode.Uri): Promise<BulkChange> {
  const uri = source instanceof vscode.Uri ? source : deps.config.uriOf(source);
  const service = serviceOf(uri);
  if (service === undefined)
    throw new Error(vscode.l10n.t('{0} is no asynchronous configuration.', baseName(uri.path)));
  const ref = uri.scheme === SCHEME ? documentName(uri).ref : undefined;
  const label = ref ? refLabel(ref) : baseName(uri.path);
  const edited = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  let document: JsonObject | undefined;
  if (ref && !edited) {
    document = (await deps.config.copies.read(uri.path)).config?.document;
    if (!document) throw new Error(vscode.l10n.t('{0} has no configuration.', label));
  } else {
    const text = edited?.getText() ?? (await fileText(uri));
    const parsed = parseText(text);
    if (parsed.kind !== 'document' || !isObject(parsed.document))
      throw new Error(vscode.l10n.t('{0} cannot be read as a configuration.', label));
    document = parsed.document;
  }
  return { label, service, document, ...(ref && { connection: ref.connection }) };
}

/** Paths of the chosen fields; none: the whole config. Undefined when the person left. */
async function chooseFields(
  { report }: Choosing,
  { label, service, document }: BulkChange,
): Promise<readonly string[] | undefined> {
  const title = vscode.l10n.t('Apply what of {0}?', label);
  const all = { label: vscode.l10n.t('The whole configuration'), some: false };
  const some = { label: vscode.l10n.t('Some of Its Fields…'), some: true };
  const picked = await pickLine([all, some], { title, ...STAYS });
  if (!picked?.some) return picked && [];
  const profile: ServiceProfile = profileOf(service);
  const items = unitsOf(profile, document).map((unit) => ({
    label: report.say(unit.label),
    description: unit.inWords(document, (said) => report.say(said)),
    path: unit.path,
  }));
  const placeHolder = vscode.l10n.t('All other fields stay as each version has them.');
  const chosen = await pickLines(items, { title, placeHolder, ...STAYS });
  return chosen && chosen.length > 0 ? chosen.map(({ path }) => path) : undefined;
}

/** Which versions of the chosen functions are meant. */
type Which = 'latest' | 'configured' | 'all';

/** Lets a person choose functions of a connection, and which of their versions are meant. */
export async function chooseTargets(
  deps: ConfigParts,
  label: string,
): Promise<readonly FunctionRef[] | undefined> {
  const title = vscode.l10n.t('Apply {0} to which functions?', label);
  const connections = deps.connections.list().map((connection) => ({
    label: connection.name,
    description: deps.report.say(profileOf(connection.service).label),
    connection,
  }));
  const placeHolder = vscode.l10n.t('Functions of which connection?');
  if (connections.length === 0) {
    await offerFirstConnection(title);
    return undefined;
  }
  const picked =
    connections.length === 1 ? connections[0] : await pickLine(connections, { title, placeHolder, ...STAYS });
  if (!picked) return undefined;
  const { id, service } = picked.connection;
  const cloud = await deps.connections.cloud(id);
  const functions = await withCancel(vscode.l10n.t('Listing functions…'), async (signal) => {
    const found: { readonly label: string; readonly description: string; readonly id: FunctionRef }[] = [];
    for await (const page of cloud.listFunctions(signal))
      for (const { id: fn, runtime } of page) {
        const ref = { ...fn, qualifier: profileOf(service).latest };
        found.push({ label: fn.name, description: [fn.group, runtime].filter(Boolean).join(' · '), id: ref });
      }
    return found;
  });
  const chosen = functions && (await pickLines(functions, { title, matchOnDescription: true, ...STAYS }));
  if (!chosen || chosen.length === 0) return undefined;
  const latest = vscode.l10n.t('The unpublished version of each');
  const which = await pickLine(
    [
      { label: latest, description: profileOf(service).latest, which: 'latest' as Which },
      {
        label: vscode.l10n.t('The versions and aliases that have a configuration'),
        which: 'configured' as Which,
      },
      { label: vscode.l10n.t('All versions and aliases'), which: 'all' as Which },
    ],
    { title, ...STAYS },
  );
  if (!which) return undefined;
  const refs = chosen.map((item) => item.id);
  if (which.which === 'latest') return refs;
  const { which: kind } = which;
  return withCancel(vscode.l10n.t('Listing versions and aliases…'), (signal) =>
    versionsOf(refs, kind, cloud, signal),
  );
}
