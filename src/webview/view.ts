import type { Finding } from '../model/finding';
import type { JsonObject } from '../model/json';
import type { ServiceProfile } from '../model/service';
import type { Words } from './i18n';
import type { Edit, PageState } from './protocol';

/** What the parts of the page draw: the host's state with this page's own edits on top. */
export interface View {
  readonly state: PageState;
  /** The document as it will be when everything typed has arrived. */
  readonly document: JsonObject;
  readonly findings: readonly Finding[];
}

/** What a part of the page is given when it is made. */
export interface Desk {
  readonly profile: ServiceProfile;
  readonly words: Words;
  /** Takes a change of the document: at once, or after a pause in typing. */
  change(edits: readonly Edit[], when: 'now' | 'soon'): void;
  /** Sends what is typed and waits: a field was left or Enter was pressed. */
  commit(): void;
  /** The document as it stands, with what is being typed. */
  document(): JsonObject;
}
