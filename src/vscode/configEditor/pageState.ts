import type { Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import type { PageState, Subject } from '../../webview/protocol';
import type { HeldConfig } from './held';
import { readDocument } from '../../app/text/readDocument';
import type { SaveStatus } from './saveStatus';

/** All that a page's state is made of. */
export interface PageFacts {
  readonly profile: ServiceProfile;
  readonly subject: Subject;
  readonly text: string;
  readonly dirty: boolean;
  readonly held: HeldConfig | undefined;
  readonly draft: boolean;
  readonly status: SaveStatus;
  /** Number of the page's last edit that the text contains. */
  readonly edit: number;
  readonly say: (said: Message) => string;
}

/** What a page draws. */
export function pageStateOf(facts: PageFacts): PageState {
  const { profile, subject, held, status } = facts;
  const read = readDocument(profile, facts.text, {
    ...(subject.urn !== undefined && { self: subject.urn }),
    ...(subject.region !== undefined && { region: subject.region }),
    ...(held?.document && { serviceCopy: held.document }),
  });
  return {
    subject,
    ...(read.kind === 'document'
      ? { document: read.document, findings: read.findings }
      : {
          document: undefined,
          findings: [],
          syntax: { ...read.syntax, text: facts.say(read.syntax.reason) },
        }),
    held: held ? (held.document ?? null) : undefined,
    dirty: facts.dirty,
    saving: status.kind === 'saving',
    draft: facts.draft,
    ...(status.kind === 'failed' && { problem: status.problem }),
    changedByService: status.kind === 'altered' ? status.fields : [],
    edit: facts.edit,
  };
}
