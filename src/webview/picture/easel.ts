import type { ServiceProfile } from '../../model/service';
import type { Words } from '../i18n';

/** The page under a drawing. */
export interface Easel {
  readonly words: Words;
  readonly profile: ServiceProfile;
  /** Width of a text in pixels, in the font of the picture. */
  readonly measure: (text: string) => number;
}
