import { readView } from '../configDocument';
import type { ServiceProfile } from '../service';
import { functionTarget, isSameFunction, isSamePlace, type FunctionTarget } from './functionTarget';
import type { Surroundings } from './surroundings';

/**
 * The functions on the shortest way of destinations from `first` back to `self` (`first` is the first of them), by the
 * configs that are known; undefined where none leads back. The service runs a target by its qualifier's own config.
 */
export function cycleThrough(
  profile: ServiceProfile,
  self: FunctionTarget,
  first: FunctionTarget,
  configOf: Surroundings['configOf'],
): readonly FunctionTarget[] | undefined {
  if (!configOf) return undefined;
  const seen = new Set<string>();
  let ways: readonly (readonly FunctionTarget[])[] = [[first]];
  while (ways.length > 0) {
    const longer: (readonly FunctionTarget[])[] = [];
    for (const way of ways) {
      const last = way.at(-1) as FunctionTarget;
      const { group, name, qualifier = profile.latest } = last;
      const key = JSON.stringify([group, name, qualifier]);
      if (seen.has(key) || !isSamePlace(self, last)) continue;
      seen.add(key);
      const view = readView(profile, configOf(group, name, qualifier));
      for (const destination of [view.success, view.failure]) {
        const next = destination && functionTarget(profile, destination);
        if (!next) continue;
        if (isSameFunction(next, self)) return way;
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}
