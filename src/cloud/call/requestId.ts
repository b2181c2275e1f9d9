import type { HttpResponse } from '../transport/request';

/** Headers in which services tell the id of a request. */
const REQUEST_ID = [
  'x-request-id',
  'x-cff-request-id',
  'x-fc-request-id',
  'x-acs-request-id',
  'x-log-requestid',
];

/** The id under which the service knows a request, where its answer tells. `sent` is the body of the request. */
export function requestIdOf(response: HttpResponse | undefined, sent?: string): string | undefined {
  return REQUEST_ID.map((name) => idOf(response?.header(name), sent)).find((id) => id !== undefined);
}

/** A text that a service calls an id, where it has the form of one and was not taken from what was sent. */
export function idOf(text: string | undefined, sent = ''): string | undefined {
  const isId = text !== undefined && /^[\w.:-]{1,128}$/.test(text) && !sent.includes(text);
  return isId ? text : undefined;
}
