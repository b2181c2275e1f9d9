import { refKey, type FunctionRef } from '../../model/functionRef';
import { createListeners, type Listeners } from '../listeners';
import type { Renamed } from './renamedFiles';

const BOUND = 'fndeck.invoke.bindings';
const RECENT = 'fndeck.invoke.recent';
const INVOKED = 'fndeck.invoke.files';

/** Links that one workspace remembers at most; the oldest give way. */
const MOST_BOUND = 500;
const MOST_RECENT = 12;

/** A file by its URI. */
interface File {
  toString(): string;
}

/** What the place of a file says of its function. */
interface FiledFiles {
  /** Whether a file lies where payloads are kept. */
  isFiled(file: File): boolean;
  /** The function that its place and the committed links name, as far as that is known. */
  refOf(file: File): FunctionRef | undefined;
}

/** Which function a payload file is sent to, and what was invoked last, kept with the workspace. */
export interface Bindings {
  readonly onDidChange: Listeners['add'];
  /** The function of a file: the one that the person has linked it with, else the one that its place names. */
  get(uri: File): FunctionRef | undefined;
  /** The one that the person has linked it with. */
  own(uri: File): FunctionRef | undefined;
  /** The functions that the person has linked files with, and those that were invoked last. */
  all(): readonly FunctionRef[];
  isFiled(uri: File): boolean;
  /**
   * Links a file with a function; what its place says already is not noted. With none: of a document that is no file
   * nothing is known any more.
   */
  set(uri: File, ref: FunctionRef | undefined): Promise<void>;
  /** Hands the links of files, and of all in folders, on to their new names. */
  renamed(files: Renamed): Promise<void>;
  /** Most recent first. */
  recent(): readonly FunctionRef[];
  /** A file is sent to a function: that is in front of the recent ones from now on. */
  used(ref: FunctionRef, file: File): Promise<void>;
  /** Whether anything was sent from a file, or in this session from a document that is none. */
  wasInvoked(file: File): boolean;
}

/** What a workspace remembers by name. */
interface Memory {
  get<T>(key: string, byDefault: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

/**
 * The links that a workspace remembers, and those of files that lie where payloads are kept. `tell`: those have changed.
 * `session`: names the session of VS Code; a document that is no file is linked for as long as that lasts.
 */
export function bindingsOf(
  memory: Memory,
  filed: FiledFiles = NONE_FILED,
  session = '',
): Bindings & { tell(): void } {
  const changes = createListeners();
  const drafts = new Set<string>();
  const keyOf = (uri: File): string => (isDraft(uri) ? `${session} ` : '') + uri.toString();
  const bound = () => memory.get<Readonly<Record<string, FunctionRef>>>(BOUND, {});
  const recent = () => memory.get<readonly FunctionRef[]>(RECENT, []);
  const invoked = () => memory.get<readonly string[]>(INVOKED, []);
  const store = async (next: Readonly<Record<string, FunctionRef>>) => {
    await memory.update(BOUND, Object.fromEntries(Object.entries(next).slice(-MOST_BOUND)));
    changes.tell();
  };
  const wasInvoked = (file: File): boolean =>
    drafts.has(file.toString()) || invoked().includes(file.toString());
  return {
    onDidChange: changes.add,
    tell: () => changes.tell(),
    get: (uri) => bound()[keyOf(uri)] ?? filed.refOf(uri),
    own: (uri) => bound()[keyOf(uri)],
    all: () => [...Object.values(bound()), ...recent()],
    isFiled: (uri) => filed.isFiled(uri),
    set: async (uri, chosen) => {
      const key = keyOf(uri);
      if (!chosen) drafts.delete(uri.toString());
      const named = chosen && filed.refOf(uri);
      const ref = named && refKey(named) === refKey(chosen) ? undefined : chosen;
      const known = bound()[key];
      if (known === ref || (known && ref && refKey(known) === refKey(ref))) return;
      const others = Object.entries(bound()).filter(([other]) => other !== key);
      await store(Object.fromEntries(ref ? [...others, [key, ref]] : others));
    },
    renamed: async (files) => {
      // Loaded with the first rename: it is no part of what runs in the beginning.
      const { renamedKeys, renamedLinks } = await import('./renamedFiles');
      await memory.update(INVOKED, renamedKeys(invoked(), files));
      const before = bound();
      const now = renamedLinks(before, files);
      if (Object.keys(now).some((key) => now[key] !== before[key])) await store(now);
    },
    recent,
    used: async (ref, file) => {
      const others = recent().filter((known) => refKey(known) !== refKey(ref));
      await memory.update(RECENT, [ref, ...others].slice(0, MOST_RECENT));
      if (wasInvoked(file)) return;
      const key = file.toString();
      if (isDraft(file)) drafts.add(key);
      else await memory.update(INVOKED, [...invoked(), key].slice(-MOST_BOUND));
      changes.tell();
    },
    wasInvoked,
  };
}

/** Whether a document is no file: its name, `Untitled-1`, is that of others in other windows and sessions. */
function isDraft(uri: File): boolean {
  return uri.toString().startsWith('untitled:');
}

const NONE_FILED: FiledFiles = { isFiled: () => false, refOf: () => undefined };
