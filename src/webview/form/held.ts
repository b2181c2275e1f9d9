import { sameJson, type Json } from '../../model/json';
import type { Words } from '../i18n';
import type { PageState } from '../protocol';

/**
 * What the service holds for a field, in words, where it differs from the document's value; undefined where it is the
 * same or where nothing is known of the service.
 */
export function heldInWords(
  { t }: Words,
  held: PageState['held'],
  key: string,
  value: Json | undefined,
  inWords: (before: Json) => string,
): string | undefined {
  if (!held) return undefined;
  const before = held[key];
  if (sameJson(before, value)) return undefined;
  return before === undefined ? t('not set') : inWords(before);
}
