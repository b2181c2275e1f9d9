import type { PageState } from '../protocol';

/** What the top bar tells of a config's state, most important first. */
export type Badge = 'saving' | 'notConfigured' | 'draft' | 'unsaved';

/** The badges of a state. A draft is what auto save kept of unsaved changes, so it stands for them. */
export function badgesOf(state: PageState): readonly Badge[] {
  return [
    ...(state.saving ? (['saving'] as const) : []),
    ...(state.serviceCopy === null ? (['notConfigured'] as const) : []),
    ...(state.draft ? (['draft'] as const) : []),
    ...(state.dirty && !state.draft ? (['unsaved'] as const) : []),
  ];
}

/** Whether there is something that saving would write. */
export function canSave(state: PageState): boolean {
  return (
    !state.saving &&
    state.document !== undefined &&
    (state.dirty || state.draft || state.serviceCopy === null)
  );
}
