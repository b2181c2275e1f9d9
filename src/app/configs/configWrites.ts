import type { JsonObject } from '../../model/json';
import type { LintContext } from '../../model/lint/surroundings';
import type { Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Problem } from '../../webview/protocol';
import { checkText } from '../text/checkText';
import type { Drafts } from './drafts';
import { MergedInstead, type Merging } from './merging';
import { isPersonsSave, type Happening, type OpenConfig } from './openConfig';
import { draftRevision } from './revision';
import { nameOf, saysTheSame, type ServiceCopies, type ServiceCopy, type Written } from './serviceCopies';

/** What writes need of a screen. */
export interface ScreenOfWrites {
  /** Whether a write of which no save is known may come from auto save. */
  readonly mayBeAutomatic: (path: string) => boolean;
  /** Shows that a config is on its way, and how that ended. */
  readonly sending: (path: string, work: () => Promise<Written>) => Promise<Written>;
  /** What the config at a path is checked against before it is sent. */
  readonly contextOf: (path: string) => LintContext;
  readonly problemOf: (error: unknown) => Problem;
  readonly say: (said: Message) => string;
}

/** What writes stand on: the documents' states, and what is kept of them here and on the service. */
interface WritesDeps extends ScreenOfWrites {
  readonly copies: ServiceCopies;
  readonly drafts: Drafts;
  readonly merging: Pick<Merging, 'merge' | 'written'>;
  readonly state: (path: string) => OpenConfig;
  readonly happens: (path: string, happening: Happening) => void;
  /** Drops the draft of a document. */
  readonly drop: (path: string) => Promise<void>;
  /** The text of a document was written by somebody who is not its own save: that one has to be read again. */
  readonly writtenByOther: (path: string) => void;
}

/** What becomes of a text that is written: it is sent to its service, kept as a draft, merged into or refused. */
interface ConfigWrites {
  /**
   * Puts a checked document on its service, with the state of the open one. `own`: by the save that VS Code has begun;
   * `checked`: what the service was just seen to hold. Rejects with the service's error.
   */
  readonly send: (
    path: string,
    document: JsonObject,
    how: {
      readonly own: boolean;
      readonly checked: ServiceCopy | undefined;
      readonly undoes?: string | undefined;
    },
  ) => Promise<Written>;
  /** Sends a text that a person saves; keeps one that auto save writes. Rejects with an error for a person. */
  readonly write: (path: string, text: string) => Promise<void>;
}

/** The writes of config documents; none is under way. */
export function createConfigWrites(deps: WritesDeps): ConfigWrites {
  const { copies, drafts, merging, state, happens, drop } = deps;

  const send: ConfigWrites['send'] = async (path, document, how) => {
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
    if (!own) deps.writtenByOther(path);
  };

  return {
    send,
    write: (path, text) => {
      const now = state(path);
      const automatic =
        now.kind === 'saving' ? now.by === 'autoSave' : !isPersonsSave(now) && deps.mayBeAutomatic(path);
      return automatic ? keep(path, text) : writeOfPerson(path, text);
    },
  };
}
