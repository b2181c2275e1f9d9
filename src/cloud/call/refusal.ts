import type { Connection } from '../../model/connection';
import { destinationsOf } from '../../model/fields';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { CloudError, onOneLine, type Sent } from '../errors';
import type { HttpResponse } from '../transport/request';
import { pathOf, type ApiCall } from './apiCall';
import { idOf, requestIdOf } from './requestId';
import { readErrorBody } from './errorBody';
import { present } from './fields';
import { repeats, shortened, withoutSecrets } from './redaction';
import { readRetryAfter } from './repeats';

/** An answer that is no success, as rules look at it. */
export interface Refused {
  readonly status: number;
  /** Empty where there is none. */
  readonly code: string;
  /** Empty where there is none; without secrets. */
  readonly sentence: string;
  readonly call: ApiCall;
  readonly connection: Connection;
  readonly profile: ServiceProfile;
  /** Project that the proof of identity is for, where known. */
  readonly tokenProject: string | undefined;
  /** Local clock minus the service's in milliseconds; undefined where the answer does not tell. */
  readonly skewMs: number | undefined;
}

/** What happened and what to do, in the user's words. */
export interface Explanation {
  readonly summary: Message;
  readonly hint?: Message;
  /** The policy that would allow it, as an administrator enters it. */
  readonly policy?: string;
  /** Whoever asks is known, and lacks a permission. */
  readonly forbidden?: true;
  /** Document path of the field that it is about. */
  readonly field?: string;
}

/** A kind of refusal that more is known about. */
export interface Rule {
  readonly applies: (refused: Refused) => boolean;
  readonly explain: (refused: Refused) => Explanation;
}

/** What a family of services knows about its refusals. */
export interface RefusalTable {
  /** The form of a code; what a service answers in its place may be anything. */
  readonly code: RegExp;
  /** The first that applies explains. They look at codes first, since sentences are not stable. */
  readonly rules: readonly Rule[];
  /** Whether who we say we are was not accepted: another proof may help. */
  readonly rejected: (refused: Refused) => boolean;
  /** Codes, besides HTTP 413, that mean that the request was too large. */
  readonly tooLarge: readonly string[];
  /** Codes, besides some statuses, after which the same request may succeed later. */
  readonly passing: RegExp;
}

/** What is known when a service says no. */
interface RefusalContext {
  readonly connection: Connection;
  /** Unix milliseconds. */
  readonly now: number;
  readonly tokenProject: string | undefined;
  /** Texts that are never shown or logged, should the service repeat them. */
  readonly secrets: readonly string[];
}

/** Turns an answer that is no success into the one error, with a hint where the code or the sentence allows one. */
export function refusal(
  response: HttpResponse,
  call: ApiCall,
  table: RefusalTable,
  { connection, now, tokenProject, secrets }: RefusalContext,
): { readonly error: CloudError; readonly rejected: boolean } {
  const { status } = response;
  const body = readErrorBody(response.text);
  const event = call.event === true ? (call.body ?? '') : '';
  const said = withoutCanonicalRequest(
    withoutSecrets(body.sentence ?? '', event.length < SHORTEST_EVENT ? secrets : [...secrets, event]),
  );
  const sentence = shortened(said.shown);
  const code = codeOf(body.code, call, table, secrets);
  const profile = profileOf(connection.service);
  const skewMs = clockSkew(response, now);
  const refused = { status, code: code ?? '', sentence, call, connection, profile, tokenProject, skewMs };
  const explained = explain(refused, body.page, table);
  const { summary, hint, policy, forbidden, field = fieldOf(profile, sentence) } = explained;
  const retryAfterMs = waitOf(response, now);
  const facts = present({
    kind:
      status === 413 || table.tooLarge.includes(refused.code) ? ('tooLarge' as const) : ('service' as const),
    service: connection.service,
    operation: call.operation,
    method: call.method,
    path: pathOf(call),
    status,
    sent: sentOf(status),
    repeatable: [408, 429, 500, 502, 503, 504].includes(status) || table.passing.test(refused.code),
    summary,
    code,
    detail: sentence === '' || repeats(sentence, event) ? undefined : sentence,
    detailIsPrivate: call.body === undefined ? undefined : (true as const),
    requestId: requestIdOf(response, call.body) ?? idOf(body.requestId, call.body),
    hint,
    policy,
    forbidden,
    clockSkewMs: skewMs,
    field,
    retryAfterMs: retryAfterMs > 0 ? retryAfterMs : undefined,
  });
  const isForLog = said.canonical !== '' && call.body === undefined;
  const options = isForLog ? { cause: new Error(`the gateway signed: ${onOneLine(said.canonical)}`) } : {};
  return { error: new CloudError(facts, options), rejected: table.rejected(refused) };
}

/** Codes of services have at most some fifty characters. */
const LONGEST_CODE = 128;

/** Below this length an event is too likely to be a part of the sentence itself. */
const SHORTEST_EVENT = 20;

/** Something else than the service has answered. */
export function aWebPage(status: number): Explanation {
  return {
    summary: message('The response (HTTP {0}) is a web page, not a response of the service.', status),
    hint: message('Check the endpoint of the connection; a proxy or a sign-in page may be in between.'),
  };
}

/** Local clock minus the service's by its `Date` header, in milliseconds; undefined where it has none. */
export function clockSkew(response: HttpResponse, now: number): number | undefined {
  const date = Date.parse(response.header('date') ?? '');
  return Number.isNaN(date) ? undefined : now - date;
}

/** Says which clock is ahead, and by how many minutes; takes local clock minus the service's in milliseconds. */
export function skewInWords(skewMs: number): Message {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return skewMs > 0
    ? message('This computer’s clock is {0} minutes ahead of the service’s.', minutes)
    : message('This computer’s clock is {0} minutes behind the service’s.', minutes);
}

function explain(refused: Refused, page: boolean, { rules }: RefusalTable): Explanation {
  if (page) return aWebPage(refused.status);
  return (
    rules.find(({ applies }) => applies(refused))?.explain(refused) ?? {
      summary: message('The service refused the request (HTTP {0}).', refused.status),
    }
  );
}

/** Document path of the field that a sentence of the service names; undefined where it names none. */
function fieldOf(profile: ServiceProfile, sentence: string): string | undefined {
  const destinations = destinationsOf(profile);
  const names = (key: string) => new RegExp(`\\b${key}\\b`, 'i').test(sentence);
  const top = profile.fields.find((field) => field.kind !== 'destinations' && names(field.key));
  if (top) return top.key;
  const side = [destinations.success, destinations.failure].find(names);
  if (side === undefined) return names(destinations.key) ? destinations.key : undefined;
  const path = `${destinations.key}.${side}`;
  if (destinations.shape === 'arn') return path;
  const inner = destinations.kinds.flatMap((kind) => kind.fields).find((field) => names(field.key));
  return inner ? `${path}.param.${inner.key}` : path;
}

/** Whether what was refused may have run: a gateway that gives up waiting does not know. */
function sentOf(status: number): Sent {
  if (status === 408 || status === 502 || status === 504) return 'unknown';
  return status < 500 ? 'no' : 'answered';
}

/** `x-acs-retry-after` has milliseconds (Alibaba Cloud's gateway); `Retry-After` is everybody's. */
function waitOf(response: HttpResponse, now: number): number {
  const ms = Number(response.header('x-acs-retry-after') ?? Number.NaN);
  return Number.isFinite(ms) ? ms : readRetryAfter(response.header('retry-after'), now);
}

/** The code of an answer, where it has the form of one and was not taken from what was sent. */
function codeOf(
  code: string | undefined,
  { body }: ApiCall,
  table: RefusalTable,
  secrets: readonly string[],
): string | undefined {
  if (code === undefined || code.length > LONGEST_CODE || withoutSecrets(code, secrets) !== code)
    return undefined;
  if (body === undefined) return code;
  const isOwn = table.code.test(code) && !body.toLowerCase().includes(code.toLowerCase());
  return isOwn ? code : undefined;
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
