import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import { CloudError, type Sent } from '../errors';
import { requestIdOf } from '../call/exchange';
import { shortened, withoutSecrets } from '../call/redaction';
import { readRetryAfter } from '../call/repeats';
import type { HttpResponse } from '../transport/request';
import { readErrorBody } from './errorBody';
import { explain } from './explanations';
import { fieldOf } from './fieldOf';
import type { Operation } from './operation';
import type { Refused } from './refused';

/** What is known when the service says no. */
export interface RefusalContext {
  readonly connection: Connection;
  readonly operation: Operation;
  /** Unix milliseconds. */
  readonly now: number;
  /** Project that the token is for, where known. */
  readonly tokenProject: string | undefined;
  /** Texts that must not be shown or logged, should the service repeat them. */
  readonly secrets: readonly string[];
}

/** Turns an answer that is no success into the one error, with a hint where the code or the sentence allows one. */
export function refusal(response: HttpResponse, context: RefusalContext): CloudError {
  const { connection, operation, now } = context;
  const body = readErrorBody(response.text);
  const said = withoutCanonicalRequest(withoutSecrets(body.sentence ?? '', context.secrets));
  const shown = shortened(said.shown);
  const refused: Refused = {
    status: response.status,
    code: body.code ?? '',
    sentence: shown,
    page: body.page,
    operation,
    connection,
    profile: profileOf(connection.service),
    tokenProject: context.tokenProject,
    skewMs: clockSkew(response, now),
  };
  const { summary, hint, field = fieldOf(refused.profile, shown) } = explain(refused);
  const requestId = requestIdOf(response) ?? body.requestId;
  const retryAfterMs = readRetryAfter(response.header('retry-after'), now);
  return new CloudError(
    {
      kind: response.status === 413 ? 'tooLarge' : 'service',
      service: connection.service,
      operation: operation.name,
      method: operation.method,
      path: operation.path,
      status: response.status,
      sent: sentOf(response.status),
      repeatable: [408, 429, 500, 502, 503, 504].includes(response.status),
      summary,
      ...(body.code !== undefined && { code: body.code }),
      ...(shown !== '' && { detail: shown }),
      ...(requestId !== undefined && { requestId }),
      ...(hint && { hint }),
      ...(field !== undefined && { field }),
      ...(retryAfterMs > 0 && { retryAfterMs }),
    },
    said.canonical === '' ? {} : { cause: new Error(`the gateway signed: ${said.canonical}`) },
  );
}

/** Local clock minus the service's by its `Date` header, in milliseconds. */
export function clockSkew(response: HttpResponse, now: number): number | undefined {
  const date = Date.parse(response.header('date') ?? '');
  return Number.isNaN(date) ? undefined : now - date;
}

/** Whether what was refused may have run: a gateway that gives up waiting does not know. */
function sentOf(status: number): Sent {
  if (status === 408 || status === 502 || status === 504) return 'unknown';
  return status < 500 ? 'no' : 'answered';
}

/**
 * The gateway tells what it signed when a signature does not match. That is for the log, where it can be compared;
 * a security token among its headers is taken out.
 */
function withoutCanonicalRequest(sentence: string): { shown: string; canonical: string } {
  const at = sentence.search(/[,;:]?\s*canonicalRequest:/i);
  if (at < 0) return { shown: sentence, canonical: '' };
  return {
    shown: sentence.slice(0, at),
    canonical: sentence
      .slice(at)
      .replace(/^[^:]*:/, '')
      .replace(/(x-security-token:)[^|\n]*/gi, '$1***'),
  };
}
