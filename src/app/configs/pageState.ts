import type { LintContext } from '../../model/lint/surroundings';
import type { Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import type { PageState, ConfigSubject } from '../../webview/protocol';
import { readDocument } from '../text/readDocument';
import { failureOfSave, hasDraft, restingOf, UNREAD, type OpenConfig } from './openConfig';
import type { ServiceCopy } from './serviceCopies';

/** All that a page's state is made of. */
interface PageFacts {
  readonly profile: ServiceProfile;
  readonly subject: ConfigSubject;
  readonly text: string;
  readonly dirty: boolean;
  /** Undefined: not known, or a file. */
  readonly copy: ServiceCopy | undefined;
  readonly state: OpenConfig;
  /** The last verification of its destinations, in words. */
  readonly verified: string | undefined;
  readonly context: LintContext;
  /** Number of the page's last message of edits that the text contains. */
  readonly editNumber: number;
  readonly say: (said: Message) => string;
}

/** What a page draws. */
export function pageStateOf(facts: PageFacts): PageState {
  const { profile, subject, copy, state } = facts;
  // While a save is under way nothing is said of the one before.
  const resting = state.kind === 'writing' ? UNREAD : restingOf(state);
  const problem = failureOfSave(state);
  const timeoutSeconds = facts.context.around?.timeoutSeconds;
  const read = readDocument(profile, facts.text, facts.context);
  return {
    subject,
    ...(read.kind === 'document'
      ? { document: read.document, findings: read.findings }
      : {
          document: undefined,
          findings: [],
          syntax: { ...read.syntax, text: facts.say(read.syntax.reason) },
        }),
    serviceCopy: copy ? (copy.config?.document ?? null) : undefined,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    dirty: facts.dirty,
    saving: state.kind === 'writing',
    draft: hasDraft(state),
    ...(problem && { problem }),
    ...(facts.verified !== undefined && { verified: facts.verified }),
    changedByService: resting.kind === 'altered' ? resting.fields : [],
    editNumber: facts.editNumber,
  };
}
