import { destinationsOf } from '../../model/fields';
import type { ServiceProfile } from '../../model/service';

/** Document path of the field that a sentence of the service names; undefined where it names none. */
export function fieldOf(profile: ServiceProfile, sentence: string): string | undefined {
  const destinations = destinationsOf(profile);
  const names = (key: string) => new RegExp(`\\b${key}\\b`).test(sentence);
  const top = profile.fields.find((field) => field.kind !== 'destinations' && names(field.key));
  if (top) return top.key;
  const side = [destinations.success, destinations.failure].find(names);
  const inner = destinations.kinds.flatMap((kind) => kind.fields).find((field) => names(field.key));
  if (side !== undefined) {
    const path = `${destinations.key}.${side}`;
    return inner ? `${path}.param.${inner.key}` : path;
  }
  return names(destinations.key) ? destinations.key : undefined;
}
