import type { ServiceId } from '../../model/service';
import type { Door } from '../door';
import { CloudError, onOneLine } from '../errors';
import type { HttpRequest, HttpResponse, Limits } from '../transport/request';
import { TransportFailure } from '../transport/transportFailure';
import type { ApiCall } from './apiCall';
import { explainFailure } from './explainFailure';
import { present } from './fields';
import { requestIdOf } from './requestId';

/**
 * Sends a request once, lets `read` make something of the answer, and leaves one line in the request log: in our own
 * words where the request had a body, since whatever the answer says may repeat it. Throws what `read` throws, or a
 * CloudError that tells why there was no answer.
 */
export async function exchange<T>(
  door: Door,
  { service, call }: { readonly service: ServiceId; readonly call: ApiCall },
  request: HttpRequest,
  limits: Limits,
  signal: AbortSignal,
  read: (response: HttpResponse) => T,
): Promise<T> {
  const began = door.now();
  const line = { operation: call.operation, method: request.method, url: withoutSecrets(request.url) };
  const seen = (response: HttpResponse | undefined) => ({
    ...present({ status: response?.status, requestId: requestIdOf(response, call.body) }),
    ms: door.now() - began,
  });
  let response: HttpResponse | undefined;
  try {
    response = await door.send(request, limits, signal);
    const result = read(response);
    door.log({ ...line, ...seen(response) });
    return result;
  } catch (error) {
    const head = error instanceof TransportFailure ? error.head : response;
    const failure =
      error instanceof TransportFailure
        ? explainFailure(error, { service, call, url: request.url, limits })
        : error;
    const { code, forbidden, kind: failed } = failure instanceof CloudError ? failure.facts : {};
    door.log({
      ...line,
      ...seen(head),
      ...present({ code, forbidden, failed }),
      error: onOneLine(trace(failure)),
    });
    throw failure;
  }
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
