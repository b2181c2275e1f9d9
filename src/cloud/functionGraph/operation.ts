import type { Endpoints } from './endpoints';

/** A call as a value, before it is authorised and sent. */
export interface Operation {
  /** In the API's own words, for errors and permissions. */
  readonly name: string;
  readonly endpoint: keyof Endpoints;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Not encoded; `:` and `!` of a URN stay as they are on the wire too, as in the official SDK. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. All of them are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Project that it is about; signed requests tell it in a header. */
  readonly projectId?: string;
  /** `safely`: sending it twice does no harm. `never`: an invocation. */
  readonly repeat: 'safely' | 'never';
}

/** The URL of an operation. `encodeURIComponent` leaves `!'()*` as they are, and so does the official SDK. */
export function urlOf(operation: Operation, endpoints: Endpoints): string {
  const { endpoint, path, query = {} } = operation;
  const parameters = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const encodedPath = path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/%3A/g, ':'))
    .join('/');
  return `${endpoints[endpoint]}${encodedPath}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}
