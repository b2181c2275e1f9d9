/** Folder of the extension's storage with the journal of invocations. */
export const JOURNAL = 'invocations';

/** What the mark of an event is called that is followed: who starts reads names only. */
export const FOLLOWING = 'following';

/** The marks of events whose end nobody has seen: some window follows them, or none any more. */
export function followedIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.endsWith(`.${FOLLOWING}`));
}
