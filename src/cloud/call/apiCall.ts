import { message } from '../../model/message';
import type { ServiceId } from '../../model/service';
import { CloudError } from '../errors';
import type { HttpRequest, HttpResponse, Limits } from '../transport/request';

/** One call of a service's API as data: all that is said before it is signed. */
export interface ApiCall {
  /** In the API's own words, for errors, permissions and `x-acs-action`. */
  readonly operation: string;
  /** `safely`: sending it twice does no harm. `never`: an invocation, what counts its attempts, or a write of which FnDeck reads the outcome. */
  readonly repeat: 'safely' | 'never';
  readonly method: HttpRequest['method'];
  /** Where it goes, without a final slash. */
  readonly origin: string;
  /** Segments, not encoded. */
  readonly path: readonly string[];
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case; the type of the body among them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body is an event: what a service says is not shown where it repeats the event. */
  readonly event?: true;
  /** Most bytes that the body may have, where that is checked here. */
  readonly mostSent?: number;
  /** Project that it is about, where a service has projects. */
  readonly project?: string;
  /** What is waited for otherwise than for a read. */
  readonly limits?: Partial<Limits>;
  /** Decides that an answer is none to throw for, though its status says so. */
  readonly accepts?: (response: HttpResponse) => boolean;
}

/** How a family of services learns who sends a call. */
export interface Signer {
  /** The headers of a call together with those that prove who sends it to `host`, made anew for each sending. */
  headers(call: ApiCall, host: string, signal: AbortSignal): Promise<Headers>;
  /** The service did not accept these headers; gives whether another sending would have something new to show. */
  refused(headers: Headers): boolean;
  /** Texts that are never shown or logged, should a service repeat them. */
  secrets(): readonly string[];
  /** Project that the proof is for, where it is for one and that is known. */
  project(): string | undefined;
}

/** Header names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** The path of a call as a person reads it; also what two of the signatures cover. */
export function pathOf({ path }: ApiCall): string {
  return `/${path.join('/')}`;
}

/** The path of a call as it is sent. The `:` and `!` of a URN stay as they are, as in the official SDK. */
export function encodedPath({ path }: ApiCall): string {
  return `/${path.map((segment) => encodeURIComponent(segment).replace(/%3A/g, ':')).join('/')}`;
}

/**
 * The request that a call becomes, without anything that proves who sends it. Throws a CloudError of kind
 * `configuration` for a name that cannot be part of an address.
 */
export function requestOf(call: ApiCall, service: ServiceId): HttpRequest {
  const { method, origin, query = {}, headers = {}, body } = call;
  const texts = [...call.path, ...Object.values(query)];
  const wrong = call.path.find((segment) => !canBeSegment(segment)) ?? texts.find(hasLoneSurrogate);
  if (wrong !== undefined) throw unspeakable(call, service, wrong);
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const search = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  const url = `${origin}${encodedPath(call)}${search}`;
  return body === undefined ? { method, url, headers } : { method, url, headers, body };
}

/** Percent-encoding of RFC 3986, as signatures have it: all but letters, digits and `-_.~`, over UTF-8 bytes, in upper-case hex. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Whether a name stays one step of a path: an address loses `.` and `..`, and `/` would make two steps of it. */
function canBeSegment(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !hasLoneSurrogate(name);
}

/** Half of a character that UTF-16 writes in two: it has no UTF-8. */
function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

function unspeakable(call: ApiCall, service: ServiceId, name: string): CloudError {
  return new CloudError({
    kind: 'configuration',
    service,
    operation: call.operation,
    method: call.method,
    sent: 'no',
    repeatable: false,
    summary: message('“{0}” cannot be part of an address of the service.', name),
    hint: message('Refresh the list, or correct the name.'),
  });
}
