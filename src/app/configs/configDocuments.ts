import type { JsonObject } from '../../model/json';
import type { LintContext } from '../../model/lint/surroundings';
import type { Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Problem } from '../../webview/protocol';
import { Emitter, type Disposable, type Event } from '../event';
import { checkText } from '../text/checkText';
import type { Draft, Drafts } from './drafts';
import { createMerging, MergedInstead, type OpenTexts } from './merging';
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
import { nameOf, saysTheSame, type ServiceCopies, type ServiceCopy, type Written } from './serviceCopies';

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
interface ConfigDocumentsDeps {
  readonly copies: ServiceCopies;
  readonly drafts: Drafts;
  /** Whether a write of which no save is known may come from auto save. */
  readonly mayBeAutomatic: (path: string) => boolean;
  /** Shows that a config is on its way, and how that ended. */
  readonly sending: (path: string, work: () => Promise<Written>) => Promise<Written>;
  readonly texts: OpenTexts;
  /** What the config at a path is checked against before it is sent. */
  readonly contextOf: (path: string) => LintContext;
  readonly problemOf: (error: unknown) => Problem;
  readonly say: (said: Message) => string;
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

  const send = async (
    path: string,
    document: JsonObject,
    how: {
      readonly own: boolean;
      readonly checked: ServiceCopy | undefined;
      readonly undoes?: string | undefined;
    },
  ) => {
    happens(path, { type: 'putBegun' });
    try {
      const written = await deps.sending(path, () => copies.put(path, document, how.checked, how.undoes));
      happens(path, { type: 'put', own: how.own, ...written });
      return written;
    } catch (error) {
      happens(path, { type: 'putFailed', problem: deps.problemOf(error) });
      throw error;
    }
  };

  /** Keeps what auto save writes; a text that says what the service holds needs no draft. */
  const keep = async (path: string, text: string): Promise<void> => {
    const now = state(path);
    const shown = now.kind === 'saving' ? now.from.shown : undefined;
    const base = (await drafts.get(path))?.base ?? shown ?? (await copies.read(path)).revision;
    const known = copies.known(path);
    if (known?.revision.mtime === base.mtime && saysTheSame(path, text, known)) {
      await drafts.drop(path);
      happens(path, { type: 'kept', revision: base, differs: false });
    } else {
      await drafts.keep(path, { text, base });
      happens(path, { type: 'kept', revision: draftRevision(base, text), differs: true });
    }
  };

  const writeOfPerson = async (path: string, text: string): Promise<void> => {
    const begun = state(path);
    const own = isPersonsSave(begun);
    if (begun.kind === 'unanswered') {
      happens(path, { type: 'putFailed', problem: deps.problemOf(begun.error) });
      throw begun.error;
    }
    if (begun.kind === 'saving' && begun.merges && begun.checked) {
      const said = deps.say(await merging.merge(path, text, begun.checked));
      happens(path, { type: 'putFailed', problem: { text: said } });
      throw new MergedInstead(said);
    }
    const profile = profileOf(nameOf(path).service);
    const check = checkText(profile, text, deps.contextOf(path), deps.say);
    if (check.kind === 'refused') {
      happens(path, { type: 'refused' });
      throw new Error(deps.say(check.why));
    }
    const checked = begun.kind === 'saving' ? begun.checked : undefined;
    const { revision, fields } = await send(path, check.document, { own, checked });
    // What the service has made something else of is read again by VS Code, which knows nothing of that yet.
    if (own) merging.written(path, fields.length > 0 ? undefined : copies.known(path), revision);
    await drop(path);
    // Written by somebody who is not the document's own save: that one has to be read again.
    if (!own) stale.fire(path);
  };

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
    write: (path, text) => {
      const now = state(path);
      const automatic =
        now.kind === 'saving' ? now.by === 'autoSave' : !isPersonsSave(now) && deps.mayBeAutomatic(path);
      return automatic ? keep(path, text) : writeOfPerson(path, text);
    },
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
