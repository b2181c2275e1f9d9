import type { ServiceProfile } from '../../model/service';

/** Document path of the field that a sentence of the service names; undefined where it names none. */
export function fieldOf(
  { age, retries, record, destinations }: ServiceProfile,
  sentence: string,
): string | undefined {
  const names = (key: string) => new RegExp(`\\b${key}\\b`).test(sentence);
  const top = [age.key, retries.key, record.key].find(names);
  if (top !== undefined) return top;
  const side = [destinations.success, destinations.failure].find(names);
  const inner = destinations.kinds.flatMap((kind) => kind.fields).find((field) => names(field.key));
  if (side !== undefined) {
    const path = `${destinations.key}.${side}`;
    return inner ? `${path}.param.${inner.key}` : path;
  }
  return names(destinations.key) ? destinations.key : undefined;
}
