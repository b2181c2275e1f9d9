import type { ServiceProfile } from '../../model/service';
import type { Words } from '../i18n';

/** What a drawing needs to know of the page it is on. */
export interface Easel {
  readonly words: Words;
  readonly profile: ServiceProfile;
  /** Width of a text in pixels, in the font of the picture. */
  readonly measure: (text: string) => number;
}
