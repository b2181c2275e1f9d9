import type { Problem } from '../../webview/protocol';
import type { Revision } from './revision';
import type { ServiceCopy } from './serviceCopies';

/**
 * Who saves. `person`: somebody saved, or confirmed saving on closing; it goes to the service. `autoSave`: VS Code, by
 * time or by focus; it must not.
 */
export type SavedBy = 'person' | 'autoSave';

/** An open config while nothing is being saved. `shown` is the last revision that VS Code was told, which it compares with. */
type Resting =
  /** The text is what the service holds, or began as that. */
  | { readonly kind: 'clean'; readonly shown?: Revision }
  /** Auto save has kept a text on this machine; `problem`: why it could not be sent after that. */
  | { readonly kind: 'draft'; readonly shown?: Revision; readonly problem?: Problem }
  /** Saved; the service holds these fields otherwise than they were sent, or on top. */
  | { readonly kind: 'altered'; readonly shown: Revision; readonly fields: readonly string[] }
  /** The last save failed; the text is still in the editor. */
  | { readonly kind: 'failed'; readonly shown?: Revision; readonly problem: Problem };

/** The state of one open config. */
export type OpenConfig =
  | Resting
  /** VS Code has begun a save. Where it finds a conflict it stays so: a comparison then shows what the service holds. */
  | {
      readonly kind: 'saving';
      readonly by: SavedBy;
      readonly from: Resting;
      /** What the service has answered to the conflict check of this save. */
      readonly checked?: ServiceCopy;
      /** What it answered is no conflict, but has to be merged into the text before anything is sent. */
      readonly merges?: true;
    }
  /** A person saves, and the service did not say what it holds; VS Code takes that for "there is no file" and writes. */
  | { readonly kind: 'unanswered'; readonly from: Resting; readonly error: unknown }
  /** A PUT is under way. */
  | { readonly kind: 'writing'; readonly from: Resting }
  /** Written; until its save is over VS Code must learn nothing newer than what was written. */
  | { readonly kind: 'written'; readonly then: Resting & { readonly shown: Revision } };

/** What happens to an open config. */
export type Happening =
  /** VS Code was told a revision; `copy`: by asking the service. */
  | { readonly type: 'told'; readonly revision: Revision; readonly copy?: ServiceCopy }
  /** A person saves, and somebody else has changed other fields: VS Code was told that there is no conflict. */
  | { readonly type: 'toMerge'; readonly revision: Revision; readonly copy: ServiceCopy }
  | { readonly type: 'notAnswered'; readonly error: unknown }
  | { readonly type: 'saveBegun'; readonly by: SavedBy }
  | { readonly type: 'putBegun' }
  /** A PUT has succeeded: of the save that VS Code has begun, or of another one. */
  | {
      readonly type: 'put';
      readonly own: boolean;
      readonly revision: Revision;
      readonly fields: readonly string[];
    }
  | { readonly type: 'putFailed'; readonly problem: Problem }
  /** The text must not be sent; why is said elsewhere. */
  | { readonly type: 'refused' }
  /** Auto save has kept the text; `differs`: it says something else than the service. */
  | { readonly type: 'kept'; readonly revision: Revision; readonly differs: boolean }
  /** Whether there is a draft, as was just looked up, or after it was dropped. */
  | { readonly type: 'draft'; readonly there: boolean }
  /** VS Code's save is over. */
  | { readonly type: 'saved' }
  /** Somebody has edited the text. */
  | { readonly type: 'edited' }
  /** VS Code has read the text again; `asService`: it is what the service holds. */
  | { readonly type: 'readAgain'; readonly asService: boolean }
  | { readonly type: 'closed' };

/** Nothing is known yet. */
export const UNREAD: Resting = { kind: 'clean' };

/** What a config is, or goes back to, apart from a save that is under way. */
export function restingOf(state: OpenConfig): Resting {
  switch (state.kind) {
    case 'saving':
    case 'unanswered':
    case 'writing':
      return state.from;
    case 'written':
      return state.then;
    case 'clean':
    case 'draft':
    case 'altered':
    case 'failed':
      return state;
  }
}

/** Whether a draft is known to be kept on this machine. */
export function hasDraft(state: OpenConfig): boolean {
  return restingOf(state).kind === 'draft';
}

/** Why the last save failed, until the next edit or save: of a text in the editor, or of a draft. */
export function failureOfSave(state: OpenConfig): Problem | undefined {
  // While a save is under way nothing is said of the one before.
  if (state.kind === 'writing') return undefined;
  const resting = restingOf(state);
  return 'problem' in resting ? resting.problem : undefined;
}

/** The state after something has happened; the same object where that changes nothing. */
export function next(state: OpenConfig, happening: Happening): OpenConfig {
  const from = restingOf(state);
  switch (happening.type) {
    case 'told':
      return told(state, happening.revision, happening.copy);
    case 'toMerge': {
      const after = told(state, happening.revision, happening.copy);
      return after.kind === 'saving' ? { ...after, merges: true } : after;
    }
    case 'notAnswered':
      return state.kind === 'saving' && state.by === 'person'
        ? { kind: 'unanswered', from, error: happening.error }
        : state;
    case 'saveBegun':
      return { kind: 'saving', by: happening.by, from };
    case 'putBegun':
      return { kind: 'writing', from };
    case 'put': {
      const then = afterPut(happening.revision, happening.fields);
      return happening.own ? { kind: 'written', then } : then;
    }
    case 'putFailed':
      return from.kind === 'draft'
        ? { ...from, problem: happening.problem }
        : { kind: 'failed', ...shownOf(from), problem: happening.problem };
    case 'refused':
      return from;
    case 'kept': {
      const shown = happening.revision;
      return { kind: 'written', then: { kind: happening.differs ? 'draft' : 'clean', shown } };
    }
    case 'draft':
      return within(state, (resting) => withDraft(resting, happening.there));
    case 'saved':
      return state.kind === 'writing' ? state : from;
    case 'edited':
      return state.kind === 'writing' || state.kind === 'written' ? state : within(state, edited);
    case 'readAgain':
      return readAgain(state, happening.asService);
    case 'closed': {
      if (state.kind === 'writing') return state;
      return from.kind === 'draft' ? { kind: 'draft' } : UNREAD;
    }
  }
}

function told(state: OpenConfig, revision: Revision, copy: ServiceCopy | undefined): OpenConfig {
  // Told once, except where VS Code must still learn, after its save, that the service has something newer.
  if (state.kind === 'written') return state.then.kind === 'altered' ? state : state.then;
  const show = (resting: Resting): Resting => ({ ...resting, shown: revision });
  if (state.kind === 'unanswered') return saving(show(state.from), copy);
  if (state.kind === 'saving' && state.by === 'person') return saving(show(state.from), copy);
  return within(state, show);
}

function saving(from: Resting, checked: ServiceCopy | undefined): OpenConfig {
  return { kind: 'saving', by: 'person', from, ...(checked && { checked }) };
}

function afterPut(shown: Revision, fields: readonly string[]): Resting & { readonly shown: Revision } {
  return fields.length > 0 ? { kind: 'altered', shown, fields } : { kind: 'clean', shown };
}

/** Changes the resting part, whatever is under way. */
function within(state: OpenConfig, change: (resting: Resting) => Resting): OpenConfig {
  const before = restingOf(state);
  const after = change(before);
  if (after === before) return state;
  switch (state.kind) {
    case 'saving':
    case 'unanswered':
    case 'writing':
      return { ...state, from: after };
    case 'written':
      return { kind: 'written', then: { ...after, shown: after.shown ?? state.then.shown } };
    case 'clean':
    case 'draft':
    case 'altered':
    case 'failed':
      return after;
  }
}

function withDraft(resting: Resting, there: boolean): Resting {
  if (there === (resting.kind === 'draft')) return resting;
  const problem = 'problem' in resting && resting.problem ? { problem: resting.problem } : undefined;
  if (there) return { kind: 'draft', ...shownOf(resting), ...problem };
  return problem
    ? { kind: 'failed', ...shownOf(resting), ...problem }
    : { kind: 'clean', ...shownOf(resting) };
}

/** What was said of the last save is over with the next edit. */
function edited(resting: Resting): Resting {
  if (resting.kind === 'draft') return resting.problem ? { kind: 'draft', ...shownOf(resting) } : resting;
  return resting.kind === 'clean' ? resting : { kind: 'clean', ...shownOf(resting) };
}

/** Reverted, to what the service holds, after a save that VS Code refused: the save is given up, and its draft too. */
function readAgain(state: OpenConfig, asService: boolean): OpenConfig {
  const from = restingOf(state);
  const refused = state.kind === 'unanswered' || (state.kind === 'saving' && state.by === 'person');
  if (refused && asService) return { kind: 'clean', ...shownOf(from) };
  return state.kind === 'failed' || state.kind === 'draft' ? edited(state) : state;
}

function shownOf({ shown }: Resting): { readonly shown?: Revision } {
  return shown ? { shown } : {};
}

/** Whether what is read or written now belongs to a person's save, or to one that the service did not answer. */
export function isPersonsSave(state: OpenConfig): boolean {
  return state.kind === 'unanswered' || (state.kind === 'saving' && state.by === 'person');
}

/** What the service has made of a save, as its read-back has shown, until VS Code was told: no reason to ask again. */
export function newerAfterSave(state: OpenConfig, known: ServiceCopy | undefined): ServiceCopy | undefined {
  return state.kind === 'altered' && known?.revision.mtime !== state.shown.mtime ? known : undefined;
}
