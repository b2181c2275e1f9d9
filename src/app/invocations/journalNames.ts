/** What the files of a person's marks are called: that a record stays, and a line about it. */
export const PIN = 'pin';
export const NOTE = 'note';

/** Names of the journal's files: the line and the whole of a record, its result as a file, its marks, and writes of them. */
const OURS = /^(.+?)\.(?:line\.json|record\.json|result\.[a-z]{1,4}|following|pin|note)(?:(?:\.\d+)?\.new)?$/;

/** The id of the record that a file of the journal belongs to; undefined for another file. */
export function recordOf(name: string): string | undefined {
  return OURS.exec(name)?.[1];
}
