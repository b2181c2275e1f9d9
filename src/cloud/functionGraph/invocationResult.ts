import { Buffer } from 'node:buffer';
import { isObject, member, printJson, type Json } from '../../model/json';
import type { InvocationResult } from '../invocation';
import { numberAt, parseJson, present, textAt } from '../call/fields';
import { requestIdOf } from '../call/requestId';
import { tailText } from '../logs/tailText';
import type { HttpResponse } from '../transport/request';

/** Whether an answer is about the user's code having failed, whatever its HTTP status. */
export function isFunctionError(response: HttpResponse): boolean {
  return response.header('x-is-func-err')?.toLowerCase() === 'true';
}

/**
 * Reads what a synchronous call answered (executing_a_function_synchronously.rst). The headers decide whether the
 * function failed, then the envelope's status. A v1 body is an envelope, a v0 body the returned value itself; a
 * service that does not say which it sent is judged by the shape.
 */
export function readInvocation(response: HttpResponse): InvocationResult {
  const envelope = envelopeOf(response);
  const log = longer(
    tailText(textAt(envelope, 'log') ?? ''),
    decodeTail(response.header('x-cff-function-log') ?? ''),
  );
  const errorCode = response.header('x-func-err-code');
  return present({
    outcome: hasFailed(response, envelope) ? ('functionError' as const) : ('succeeded' as const),
    requestId: response.header('x-cff-request-id') ?? textAt(envelope, 'request_id') ?? requestIdOf(response),
    errorCode: errorCode === '0' || errorCode === '' ? undefined : errorCode,
    result: envelope ? resultOf(envelope) : `${response.byteOrderMark ?? ''}${response.text}`,
    bytes: envelope ? undefined : response.bytes,
    contentType: envelope ? undefined : response.header('content-type'),
    log,
    logCut: log !== '' && !log.includes('Start invoke request'),
    ...numbersOf(response, log),
  });
}

/** Decodes the tail header: Base64 of the log's last bytes, whose first character may be cut in two. */
function decodeTail(base64: string): string {
  return tailText(Buffer.from(base64, 'base64'));
}

function hasFailed(response: HttpResponse, envelope: Json | undefined): boolean {
  const flag = response.header('x-is-func-err');
  const code = response.header('x-func-err-code');
  if (flag !== undefined || code !== undefined) {
    return isFunctionError(response) || (code !== undefined && code !== '' && code !== '0');
  }
  return (numberAt(envelope, 'status') ?? 200) !== 200;
}

function envelopeOf(response: HttpResponse): Json | undefined {
  const version = response.header('x-cff-response-version');
  if (version === 'v0') return undefined;
  const body = parseJson(response.text);
  if (!isObject(body) || !Object.hasOwn(body, 'result')) return undefined;
  const isEnvelope = Object.hasOwn(body, 'request_id') && Object.hasOwn(body, 'log');
  return version === 'v1' || isEnvelope ? body : undefined;
}

/** Documented as a string; another value is shown as its JSON. */
function resultOf(envelope: Json): string {
  const result = member(envelope, 'result');
  return typeof result === 'string' ? result : printJson(result ?? null);
}

/** Body and header carry the same log cut at different lengths. */
function longer(a: string, b: string): string {
  return a.length >= b.length ? a : b;
}

/** Times in ms and memory in MB: from the summary header, else from the log's last line. */
function numbersOf(response: HttpResponse, log: string) {
  const summary = parseJson(response.header('x-cff-invoke-summary') ?? '');
  const last = log.slice(log.lastIndexOf('Finish invoke request'));
  const fromLog = (pattern: RegExp) => {
    const match = pattern.exec(last);
    return match ? Number(match[1]) : undefined;
  };
  const billedHeader = Number.parseFloat(response.header('x-cff-billing-duration') ?? '');
  return {
    durationMs: numberAt(summary, 'duration') ?? fromLog(/[^g] duration: ([\d.]+) ?ms/),
    billedMs:
      numberAt(summary, 'billingDuration') ??
      (Number.isNaN(billedHeader) ? fromLog(/billing duration: ([\d.]+) ?ms/) : billedHeader),
    memoryMb: numberAt(summary, 'memorySize') ?? fromLog(/billing memory: ([\d.]+) ?MB/),
    memoryUsedMb: numberAt(summary, 'memoryUsed') ?? fromLog(/memory used: ([\d.]+) ?MB/),
  };
}
