import type { Connection } from '../../model/connection';
import type { Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import type { Operation } from './operation';

/** An answer that is no success. */
export interface Refused {
  readonly status: number;
  /** Empty where there is none. */
  readonly code: string;
  readonly sentence: string;
  readonly page: boolean;
  readonly operation: Operation;
  readonly connection: Connection;
  readonly profile: ServiceProfile;
  readonly tokenProject: string | undefined;
  readonly skewMs: number | undefined;
}

/** What happened and what to do, in the user's words. */
export interface Explanation {
  readonly summary: Message;
  readonly hint?: Message;
  readonly field?: string;
}

/** A kind of refusal that more is known about. */
export interface Rule {
  readonly applies: (refused: Refused) => boolean;
  readonly explain: (refused: Refused) => Explanation;
}

/** Whether a refusal carries a code; the gateway writes `APIGW.` or `APIG.`. */
export function hasCode({ code }: Refused, wanted: string): boolean {
  return code === wanted || code === wanted.replace('APIGW.', 'APIG.');
}
