import { translate, type Message } from '../model/message';
import type { ServiceId } from '../model/service';

/** What kind of failure it was. Only `service` has a status: a connection that failed got no answer. */
export type CloudErrorKind =
  /** The service (or a gateway before it) answered with an error. */
  | 'service'
  /** No connection, or it broke. */
  | 'network'
  | 'timeout'
  | 'cancelled'
  /** The answer could not be understood. */
  | 'protocol'
  /** The request or the answer is larger than the service allows. */
  | 'tooLarge'
  /** The connection's own data do not do: no secret, no project, a host that may not be used. */
  | 'configuration'
  /** What was asked for is not switched on or not offered. */
  | 'unavailable';

/** Whether an invocation that failed may have run. */
export type Sent =
  /** The request never left, or was refused before anything ran. */
  | 'no'
  /** The service answered. */
  | 'answered'
  /** It left, and no answer came: it may have run. */
  | 'unknown';

/** All that is known of a failure. */
export interface CloudErrorFacts {
  readonly kind: CloudErrorKind;
  /** Absent where the failure is that no such connection is known. */
  readonly service?: ServiceId;
  /** The call, in the API's own words: `putAsyncConfig`. */
  readonly operation: string;
  readonly sent: Sent;
  readonly method?: string;
  /** Path without query; never a host that carries credentials, never a token. */
  readonly path?: string;
  readonly status?: number;
  /** The service's own code: `FSS.1051`. */
  readonly code?: string;
  /** The service's own sentence, or what the system said. */
  readonly detail?: string;
  /** Present where `detail` may repeat what was sent: it is for the person who sent it, and never for a log. */
  readonly detailIsPrivate?: true;
  readonly requestId?: string;
  /** Whether the same request may succeed later. */
  readonly repeatable: boolean;
  /** How long the service asked us to wait before that. */
  readonly retryAfterMs?: number;
  /** What happened, in the user's words. */
  readonly summary: Message;
  /** What to do next, in the user's words. */
  readonly hint?: Message;
  /** The policy that would allow it, as an administrator enters it; present where documents tell it. */
  readonly policy?: string;
  /** Present where the service knows who asks, and does not allow it to them. */
  readonly forbidden?: true;
  /** Local clock minus the service's in milliseconds, where the answer tells. */
  readonly clockSkewMs?: number;
  /** Document path of the field that the service complained about, where its sentence tells. */
  readonly field?: string;
}

/** The one error that a `Cloud` throws. `message` is English and fit for a log; people are shown the facts. */
export class CloudError extends Error {
  override readonly name = 'CloudError';

  constructor(
    readonly facts: CloudErrorFacts,
    options?: ErrorOptions,
  ) {
    super(onOneLine(describe(facts)), options);
  }
}

/** Whatever a service has put into it, a line of a log stays one line, and is read from left to right. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
}

function describe(facts: CloudErrorFacts): string {
  const where = [facts.service, facts.operation, facts.status, facts.code].filter(
    (part) => part !== undefined,
  );
  const request = facts.requestId === undefined ? '' : ` (request ${facts.requestId})`;
  const said = facts.detailIsPrivate ? undefined : facts.detail;
  return `${where.join(' ')}: ${said ?? translate(facts.summary)}${request}`;
}
