import type { Door } from '../door';
import { CloudError } from '../errors';
import { explainFailure, type Caller } from './explainFailure';
import type { HttpRequest, HttpResponse, Limits } from '../transport/request';
import { TransportFailure } from '../transport/transportFailure';

/** Headers in which services tell the id of a request. */
const REQUEST_ID = ['x-request-id', 'x-cff-request-id', 'x-fc-request-id', 'x-acs-request-id'];

/**
 * Sends a request once, lets `read` make something of the answer, and leaves one line in the request log. Throws a
 * CloudError only: what `read` throws, or why there was no answer.
 */
export async function exchange<T>(
  door: Door,
  caller: Caller,
  request: HttpRequest,
  limits: Limits,
  signal: AbortSignal,
  read: (response: HttpResponse) => T,
): Promise<T> {
  const { method, url } = request;
  const began = door.now();
  const line = { method, url: withoutSecrets(url) };
  let response: HttpResponse | undefined;
  try {
    response = await door.send(request, limits, signal);
    const result = read(response);
    door.log({ ...line, ...seen(response), ms: door.now() - began });
    return result;
  } catch (error) {
    const head = error instanceof TransportFailure ? error.head : response;
    const failure =
      error instanceof TransportFailure
        ? explainFailure(error, { ...caller, method, url, limits, requestId: requestIdOf(head) })
        : error;
    door.log({ ...line, ...seen(head), ms: door.now() - began, error: trace(failure) });
    throw failure;
  }
}

/** The id under which the service knows a request, where its answer tells. */
export function requestIdOf(response: HttpResponse | undefined): string | undefined {
  for (const name of REQUEST_ID) {
    const value = response?.header(name);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

function seen(response: HttpResponse | undefined): { status?: number; requestId?: string } {
  const requestId = requestIdOf(response);
  return { ...(response && { status: response.status }), ...(requestId !== undefined && { requestId }) };
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error instanceof CloudError && error.cause instanceof Error ? error.cause.message : '';
  return cause === '' || error.message.includes(cause) ? error.message : `${error.message}; ${cause}`;
}

function withoutSecrets(url: string): string {
  const shown = new URL(url);
  for (const name of shown.searchParams.keys()) {
    if (/token|secret|signature|password|credential/i.test(name)) shown.searchParams.set(name, '***');
  }
  return shown.href;
}
