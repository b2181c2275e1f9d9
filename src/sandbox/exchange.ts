import type { Json } from '../model/json';

/** A request as a surface sees it: read whole, with its path and query as they stood on the wire. */
export interface Request {
  /** Id that the answer carries and the request log shows. */
  readonly id: string;
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  /** Query without its `?`, still percent-encoded; empty where there is none. */
  readonly search: string;
  /** First value of each header, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes; empty when it was larger than the surface's limit. */
  readonly body: Buffer;
  /** Whether the body was larger than the surface's limit for this operation. */
  readonly tooLarge: boolean;
}

/** An answer. The server adds length, date and request id. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** How answers without a service of their own tell the request's id. */
export function plainRequestId({ id }: RequestHead): { readonly header: string; readonly id: string } {
  return { header: 'x-request-id', id };
}

/** A request's head: what is known before its body is read. */
export type RequestHead = Omit<Request, 'body' | 'tooLarge'>;

/** One family of APIs on the sandbox's port. */
export interface Surface {
  /** Name of the operation that a request addresses, or undefined when it belongs to another surface. */
  operation(head: RequestHead): string | undefined;
  /** Largest body in bytes that the operation takes. */
  bodyLimit(operation: string): number;
  /** Answers. Must not reject for anything that a client can cause. */
  respond(request: Request, operation: string): Promise<Response>;
  /** Error answer for a fault that was ordered, or for a defect: the code that the service has for the status. */
  failure(head: RequestHead, status: number, detail: string): Response;
  /** Header in which all answers tell the request's id, and the id as this service writes it. */
  requestId(head: RequestHead): { readonly header: string; readonly id: string };
}

/** An answer with a JSON body. */
export function json(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Response {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An answer without a body. */
export function empty(status: number): Response {
  return { status, headers: {}, body: '' };
}

/** The parameters of a query, decoded; a `+` stays a plus sign, as the signers of these services have it. */
export function queryOf(search: string): readonly (readonly [name: string, value: string])[] {
  return search
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decoded(part), ''] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
    });
}

/** The segments of a path, decoded, without the empty one before the first slash. */
export function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1).map(decoded);
}

/** Percent-decoding that leaves alone what is not well-formed. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
