import type { JsonObject } from '../../model/json';
import { Emitter, type Disposable, type Event } from '../event';
import { createConfigWrites, type ScreenOfWrites } from './configWrites';
import type { Draft, Drafts } from './drafts';
import { createMerging, type OpenTexts } from './merging';
import {
  type Happening,
  hasDraft,
  isPersonsSave,
  newerAfterSave,
  next,
  type OpenConfig,
  restingOf,
  type SavedBy,
  UNREAD,
} from './openConfig';
import { draftRevision, type Revision } from './revision';
import type { ServiceCopies, ServiceCopy, Written } from './serviceCopies';

/**
 * Config documents as VS Code's files: read by GET, written by PUT, each by the path of its URI. `stat` decides on
 * conflicts and `write` writes or throws, since VS Code's "Overwrite" calls the same `write`. Auto save ends in a
 * draft, which is served in the place of what the service holds until a person saves: then `stat` tells the truth
 * again, and VS Code compares it with what the draft began with.
 */
export interface ConfigDocuments extends Disposable {
  /** The state of a document, or its draft, has changed. */
  readonly onDidChange: Event<string>;
  /** A draft was kept, found or dropped. */
  readonly onDidChangeDraft: Event<string>;
  /** VS Code has to read a document again, unless it is dirty. */
  readonly onDidGoStale: Event<string>;
  state(path: string): OpenConfig;
  /** Whether a draft is kept, looked up anew. */
  isDraft(path: string): Promise<boolean>;

  stat(path: string): Promise<Revision>;
  read(path: string): Promise<string>;
  /** Sends a text, or keeps it as a draft. Fails with an error for a person where it must not be sent. */
  write(path: string, text: string): Promise<void>;
  saveBegun(path: string, by: SavedBy): void;
  saved(path: string): void;
  changed(path: string, document: { readonly text: string; readonly dirty: boolean }): void;
  closed(path: string): void;

  /** Sends a checked document that is not the text of an editor; `checked` is what the service was just seen to hold. */
  apply(path: string, document: JsonObject, checked: ServiceCopy, undoes?: string): Promise<Written>;
  /** Keeps a text as a draft that begins with what the service was just seen to hold. */
  keepDraft(path: string, text: string, base: ServiceCopy): Promise<void>;
  dropDraft(path: string): Promise<void>;
  /** Deletes the config on its service, and its draft. */
  remove(path: string, undoes?: string): Promise<void>;
}

/** What the documents are made of, and what they need of a screen. */
interface ConfigDocumentsDeps extends ScreenOfWrites {
  readonly copies: ServiceCopies;
  readonly drafts: Drafts;
  readonly texts: OpenTexts;
}

/** Config documents; none is open in the beginning. */
export function createConfigDocuments(deps: ConfigDocumentsDeps): ConfigDocuments {
  const { copies, drafts } = deps;
  const changed = new Emitter<string>();
  const draftChanged = new Emitter<string>();
  const stale = new Emitter<string>();
  const states = new Map<string, OpenConfig>();
  const merging = createMerging(deps.texts);

  const state = (path: string): OpenConfig => states.get(path) ?? UNREAD;
  /** The one place where a state changes. */
  const happens = (path: string, happening: Happening): void => {
    const before = state(path);
    const after = next(before, happening);
    if (after === before) return;
    if (after === UNREAD) states.delete(path);
    else states.set(path, after);
    changed.fire(path);
    if (hasDraft(before) !== hasDraft(after)) draftChanged.fire(path);
  };

  const draftOf = async (path: string): Promise<Draft | undefined> => {
    const draft = await drafts.get(path);
    happens(path, { type: 'draft', there: draft !== undefined });
    return draft;
  };
  /** While a person's save is under way, or was refused, the truth is what the service holds. */
  const draftToServe = (path: string): Promise<Draft | undefined> =>
    isPersonsSave(state(path)) ? Promise.resolve(undefined) : draftOf(path);
  const drop = async (path: string): Promise<void> => {
    await drafts.drop(path);
    happens(path, { type: 'draft', there: false });
  };

  const { send, write } = createConfigWrites({
    ...{ ...deps, merging, state, happens, drop },
    writtenByOther: (path) => stale.fire(path),
  });

  return {
    onDidChange: changed.event,
    onDidChangeDraft: draftChanged.event,
    onDidGoStale: stale.event,
    state,
    isDraft: async (path) => (await draftOf(path)) !== undefined,

    stat: async (path) => {
      const now = state(path);
      if (now.kind === 'written') {
        happens(path, { type: 'told', revision: now.then.shown });
        return now.then.shown;
      }
      const tell = (revision: Revision, copy?: ServiceCopy): Revision => {
        const isNew = revision.mtime !== restingOf(now).shown?.mtime && !isPersonsSave(state(path));
        if (copy && isNew) copies.handOver(path, copy);
        happens(path, { type: 'told', revision, ...(copy && { copy }) });
        return revision;
      };
      const draft = await draftToServe(path);
      if (draft) return tell(draftRevision(draft.base, draft.text));
      // Auto save writes to this machine only: no reason to ask the service.
      const { shown } = now.kind === 'saving' && now.by === 'autoSave' ? now.from : UNREAD;
      if (shown) return tell(shown);
      try {
        const copy = newerAfterSave(now, copies.known(path)) ?? (await copies.read(path));
        const check = isPersonsSave(state(path)) ? merging.check(path, copy) : undefined;
        if (!check?.merges) return tell(check?.told ?? copy.revision, copy);
        happens(path, { type: 'toMerge', revision: check.told, copy });
        return check.told;
      } catch (error) {
        happens(path, { type: 'notAnswered', error });
        throw error;
      }
    },
    read: async (path) => {
      const draft = await draftToServe(path);
      const copy = draft ? undefined : await copies.readOnce(path);
      // While VS Code compares a conflict it reads what the service holds: the text began as something else.
      if (!isPersonsSave(state(path))) merging.served(path, copy);
      return draft?.text ?? copy?.text ?? '';
    },
    write,
    saveBegun: (path, by) => happens(path, { type: 'saveBegun', by }),
    saved: (path) => {
      const now = state(path);
      happens(path, { type: 'saved' });
      if (now.kind === 'written' && now.then.kind === 'altered') stale.fire(path);
    },
    changed: (path, { text, dirty }) => {
      merging.edited(path, dirty);
      if (dirty) return happens(path, { type: 'edited' });
      const asService = text === copies.known(path)?.text;
      const givesUp = asService && isPersonsSave(state(path));
      happens(path, { type: 'readAgain', asService });
      if (givesUp) void drop(path);
    },
    closed: (path) => {
      merging.forget(path);
      happens(path, { type: 'closed' });
    },

    apply: (path, document, checked, undoes) => send(path, document, { own: false, checked, undoes }),
    keepDraft: async (path, text, { revision }) => {
      await drafts.keep(path, { text, base: revision });
      happens(path, { type: 'draft', there: true });
    },
    dropDraft: drop,
    remove: async (path, undoes) => {
      await copies.delete(path, undoes);
      await drop(path);
    },
    dispose: () => {
      for (const emitter of [changed, draftChanged, stale]) emitter.dispose();
    },
  };
}
