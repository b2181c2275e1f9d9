import { SERVICES } from '../../model/services';
import type { HttpResponse } from '../transport/request';

/** Headers in which services tell the id of a request. */
const HEADERS = [...new Set(SERVICES.flatMap(({ requestIdHeaders }) => requestIdHeaders))];

/** The id under which the service knows a request, where its answer tells. `sent` is the body of the request. */
export function requestIdOf(response: HttpResponse | undefined, sent?: string): string | undefined {
  return HEADERS.map((name) => idOf(response?.header(name), sent)).find((id) => id !== undefined);
}

/** A text that a service calls an id, where it has the form of one and was not taken from what was sent. */
export function idOf(text: string | undefined, sent = ''): string | undefined {
  const isId = text !== undefined && /^[\w.:-]{1,128}$/.test(text) && !sent.includes(text);
  return isId ? text : undefined;
}
