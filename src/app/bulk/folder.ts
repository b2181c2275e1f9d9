/** Folder of the extension's storage with the runs of bulk applies. */
export const BULK = 'bulk';

/** Ids of all runs of which a folder has a part, oldest first. Other files are passed over. */
export function runsIn(names: readonly string[]): readonly string[] {
  const ids = names.flatMap((name) => /^([\w-]+)\.(?:plan|over)\.json$/.exec(name)?.[1] ?? []);
  return [...new Set(ids)].sort();
}

/** Runs that were begun and that nobody has ended: one is under way in some window, or was cut off. */
export function begunRuns(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return runsIn(names).filter((id) => !all.has(`${id}.over.json`) && all.has(`${id}.steps.jsonl`));
}
