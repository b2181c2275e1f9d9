import { Buffer } from 'node:buffer';
import type { InvocationResult } from '../invocation';
import { present } from '../call/fields';
import { requestIdOf } from '../call/requestId';
import { tailText } from '../logs/tailText';
import type { HttpResponse } from '../transport/request';

/** Reads the answer to a synchronous invocation: 200 with `X-Fc-Error-Type` is a function error. */
export function readInvocation(response: HttpResponse): InvocationResult {
  const errorCode = response.header('x-fc-error-type');
  const log = tailText(Buffer.from(response.header('x-fc-log-result') ?? '', 'base64'));
  const bytes = errorCode === undefined ? response.bytes : undefined;
  // The service's own last line: a function may print such a line, too.
  const last = log.slice(log.lastIndexOf('Billed Duration: '));
  return present({
    outcome: errorCode === undefined ? ('succeeded' as const) : ('functionError' as const),
    requestId: requestIdOf(response),
    errorCode,
    result: bytes ? '' : `${response.byteOrderMark ?? ''}${response.text}`,
    bytes,
    contentType: response.header('content-type'),
    log,
    logCut: log !== '' && !log.startsWith('FC Invoke Start'),
    durationMs: numberOf(response.header('x-fc-invocation-duration')),
    billedMs: numberOf(/Billed Duration: ([\d.]+) ms/.exec(last)?.[1]),
    memoryMb: numberOf(/Memory Size: ([\d.]+) MB/.exec(last)?.[1]),
    memoryUsedMb: numberOf(response.header('x-fc-max-memory-usage')),
    instanceId: response.header('x-fc-instance-id'),
  });
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
