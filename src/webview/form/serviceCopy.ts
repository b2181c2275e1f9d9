import { sameJson, type Json } from '../../model/json';
import type { Words } from '../i18n';
import type { PageState } from '../protocol';

/**
 * The value of the field `key` on the service, in words, where it differs from `value`, the document's; undefined where
 * both are the same, where the service has no config, and where nothing is known of the service.
 */
export function serviceValueInWords(
  { t }: Words,
  serviceCopy: PageState['serviceCopy'],
  key: string,
  value: Json | undefined,
  inWords: (onService: Json) => string,
): string | undefined {
  if (!serviceCopy) return undefined;
  const onService = serviceCopy[key];
  if (sameJson(onService, value)) return undefined;
  return onService === undefined ? t('not set') : inWords(onService);
}
