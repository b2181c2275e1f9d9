import type { Finding } from '../../model/finding';

/** What a finding is about, as the fields of the form are named. */
export function subjectOf({ path, part }: Finding): string {
  return part === undefined ? path : `${path}.${part}`;
}

/** The place with the longest path that `path` equals or goes on from; empty where there is none. */
export function placeOf(path: string, places: readonly string[]): string {
  return places
    .filter((place) => path === place || path.startsWith(`${place}.`))
    .reduce((longest, place) => (place.length > longest.length ? place : longest), '');
}

/** Sorts findings to the places that can show them; those without one are under the empty path. */
export function placeFindings(
  findings: readonly Finding[],
  places: readonly string[],
): ReadonlyMap<string, readonly Finding[]> {
  const placed = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = placeOf(subjectOf(finding), places);
    const there = placed.get(place);
    if (there) there.push(finding);
    else placed.set(place, [finding]);
  }
  return placed;
}
