/** Folder of the extension's storage with the journal of invocations. */
export const JOURNAL = 'invocations';

/** What the mark of an event is called that is followed: who starts reads names only. */
export const FOLLOWING = 'following';

/** Names of the journal's files: the line and the whole of a record, its result as a file, its mark, and writes of them. */
const OURS = /^(.+?)\.(?:line\.json|record\.json|result\.(?:json|txt)|following)(?:(?:\.\d+)?\.new)?$/;

/** The id of the record that a file of the journal belongs to; undefined for another file. */
export function recordOf(name: string): string | undefined {
  return OURS.exec(name)?.[1];
}

/** The marks of events whose end nobody has seen: some window follows them, or none any more. */
export function followedIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.endsWith(`.${FOLLOWING}`));
}
