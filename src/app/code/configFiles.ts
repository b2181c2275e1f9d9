import type { Connection } from '../../model/connection';
import { parseConfigFileName } from '../../model/documentPath';
import { decodeName, encodeName, refKey, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { ServiceId } from '../../model/service';
import { Emitter, type Disposable, type Event } from '../event';
import type { Bases } from './bases';
import { compareFile, type FileState } from './fileState';

/** A config file of the workspace. */
export interface FoundFile {
  readonly uri: string;
  readonly name: string;
  /** Name of the folder that it lies in. */
  readonly folder: string;
}

/** The workspace, as far as config files are concerned. */
export interface Workspace {
  find(): Promise<readonly FoundFile[]>;
  /** The text of a file, or why it is not read. */
  read(uri: string): Promise<string | Message>;
  /** Where the file of a version would be saved, in each folder of the workspace. */
  placesOf(ref: FunctionRef, service: ServiceId): readonly string[];
}

/** A version's file, and how it stands beside what the service holds. */
export interface FileMark {
  readonly uri: string;
  readonly state: FileState;
}

/** Configs that are kept as files in the workspace, and whose they are. */
export interface ConfigFiles extends Disposable {
  /** What is known of a version's file has changed; undefined: of all. */
  readonly onDidChange: Event<FunctionRef | undefined>;
  /** What is known; where it is not yet it is found out, and `onDidChange` tells. */
  mark(ref: FunctionRef, service: ServiceId, held: JsonObject | undefined): FileMark | undefined;
  /** The file of a version; undefined where there is none. */
  fileOf(ref: FunctionRef, service: ServiceId): Promise<string | undefined>;
  /** The versions whose config a file may be: those that it was saved from or applied to, else by name and folder. */
  ownersOf(file: FoundFile, connections: readonly Connection[]): Promise<readonly FunctionRef[]>;
  all(): Promise<readonly FoundFile[]>;
  stateOf(
    uri: string,
    ref: FunctionRef,
    service: ServiceId,
    held: JsonObject | undefined,
  ): Promise<FileState>;
  /** A file and a version agree on a document. */
  agreed(uri: string, ref: FunctionRef, document: JsonObject): Promise<void>;
  /** Files have come, gone or changed. */
  forget(): void;
}

interface Remembered {
  readonly held: JsonObject | undefined;
  readonly mark?: FileMark;
}

/** Config files of a workspace; nothing is looked for before somebody asks. `connections`: those that are known now. */
export function createConfigFiles(
  workspace: Workspace,
  bases: Bases,
  connections: () => readonly Connection[],
): ConfigFiles {
  const changed = new Emitter<FunctionRef | undefined>();
  const marks = new Map<string, Remembered>();
  let found: Promise<readonly FoundFile[]> | undefined;

  /** Rows ask for every version at once; who acts on a file looks anew, since VS Code tells late of what has gone. */
  const lately = (): Promise<readonly FoundFile[]> => {
    found ??= workspace.find();
    return found;
  };
  /** Whether a file was saved from, or would be saved for, a version of another connection: it is not this one's. */
  const isOfAnother = async (uri: string, ref: FunctionRef, service: ServiceId): Promise<boolean> => {
    const others = connections().filter((one) => one.service === service && one.id !== ref.connection);
    const linked = await bases.of(uri);
    return others.some(
      ({ id }) =>
        linked.some((base) => base.ref.connection === id) ||
        workspace.placesOf({ ...ref, connection: id }, service).includes(uri),
    );
  };
  const fileAmong = async (
    files: readonly FoundFile[],
    ref: FunctionRef,
    service: ServiceId,
  ): Promise<string | undefined> => {
    const named = files.filter(({ name }) => {
      const parsed = parseConfigFileName(name);
      return parsed?.service === service && parsed.name === ref.name && parsed.qualifier === ref.qualifier;
    });
    const places = workspace.placesOf(ref, service);
    const placed = named.find(({ uri }) => places.includes(uri));
    if (placed) return placed.uri;
    for (const { uri } of named) {
      const linked = (await bases.of(uri)).some((base) => refKey(base.ref) === refKey(ref));
      if (linked) return uri;
    }
    // Two groups may have a function of one name: the folder tells which is meant, or nobody does.
    const grouped = profileOf(service).group !== undefined;
    for (const { uri, folder } of named) {
      const fits = !grouped || folder === encodeName(ref.group);
      if (fits && !(await isOfAnother(uri, ref, service))) return uri;
    }
    return undefined;
  };
  const stateOf: ConfigFiles['stateOf'] = async (uri, ref, service, held) => {
    const text = await workspace.read(uri);
    if (typeof text !== 'string') return { kind: 'unreadable', why: text };
    const base = (await bases.of(uri)).find((one) => refKey(one.ref) === refKey(ref))?.document;
    const state = compareFile(profileOf(service), text, held, base);
    if (state.kind === 'same' && held && !sameJson(held, base)) await bases.remember(uri, ref, held);
    return state;
  };
  const look = async (ref: FunctionRef, service: ServiceId, held: JsonObject | undefined) => {
    const uri = await fileAmong(await lately(), ref, service);
    const state = uri === undefined ? undefined : await stateOf(uri, ref, service, held);
    const key = refKey(ref);
    const current = marks.get(key);
    if (!current || !sameJson(current.held, held)) return;
    marks.set(key, { held, ...(uri !== undefined && state && { mark: { uri, state } }) });
    if (uri !== undefined || current.mark) changed.fire(ref);
  };

  return {
    onDidChange: changed.event,
    mark: (ref, service, held) => {
      const key = refKey(ref);
      const known = marks.get(key);
      if (known && sameJson(known.held, held)) return known.mark;
      marks.set(key, { held, ...(known?.mark && { mark: known.mark }) });
      look(ref, service, held).catch(() => undefined); // a folder that cannot be searched has no files
      return known?.mark;
    },
    fileOf: async (ref, service) => fileAmong(await workspace.find(), ref, service),
    ownersOf: async ({ uri, name, folder }, connections) => {
      const parsed = parseConfigFileName(name);
      if (!parsed) return [];
      const { service, ...version } = parsed;
      const known = connections.filter((connection) => connection.service === service);
      const linked = (await bases.of(uri)).map(({ ref }) => ref);
      const reachable = linked.filter((ref) => known.some(({ id }) => id === ref.connection));
      if (reachable.length > 0) return reachable;
      const group = profileOf(service).group === undefined ? '' : decoded(folder);
      if (group === undefined) return [];
      return known.map(({ id }) => ({ connection: id, group, ...version }));
    },
    all: () => workspace.find(),
    stateOf,
    agreed: async (uri, ref, document) => {
      await bases.remember(uri, ref, document);
      found = undefined;
      marks.delete(refKey(ref));
      changed.fire(ref);
    },
    forget: () => {
      found = undefined;
      marks.clear();
      changed.fire(undefined);
    },
    dispose: () => changed.dispose(),
  };
}

/** Why a file is not read. */
export function tooLarge(): Message {
  return message('The file is too large to be read here.');
}

function decoded(folder: string): string | undefined {
  try {
    return decodeName(folder);
  } catch {
    return undefined;
  }
}
