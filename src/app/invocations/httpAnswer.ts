import { Buffer, isUtf8 } from 'node:buffer';
import type { Say } from '../../model/changes';
import { isObject, printJson, readJson, type Json } from '../../model/json';
import { contentOf } from '../../model/invocation/content';
import { layOut, withoutMark } from '../../model/invocation/result';
import { binaryInWords, plain } from '../../model/invocation/outputText';
import { binaryOf } from './binaryResult';

/** An HTTP response that a function returns as JSON, for a gateway or an HTTP trigger to send. */
interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A text, or bytes that are none. */
  readonly body: string | Uint8Array;
}

/** The reasons of RFC 9110 and 6585 that functions give. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Header names by which functions of both families say several values of one header. */
const HEADERS = ['headers', 'multiValueHeaders'];

/**
 * Reads a result as an HTTP response: `statusCode` with `headers` or `body`, a `body` with `isBase64Encoded` decoded.
 * Undefined where it is none.
 */
export function readHttpAnswer(result: string): HttpAnswer | undefined {
  const value = parsed(withoutMark(result));
  const answer = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(answer)) return undefined;
  const status = Number(answer['statusCode']);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!Object.hasOwn(answer, 'body') && !isObject(answer['headers'])) return undefined;
  const headers = HEADERS.flatMap((key) => headersOf(answer[key]));
  const body = answer['body'] ?? '';
  const text = typeof body === 'string' ? body : printJson(body);
  const encoded = [true, 'true'].some((yes) => yes === answer['isBase64Encoded']) && isBase64(text);
  return { status, headers, body: encoded ? decoded(Buffer.from(text, 'base64')) : text };
}

/** The bytes of an answer's body, where they are no text, with what they are. */
export function binaryBody({ headers, body }: HttpAnswer): ReturnType<typeof binaryOf> | undefined {
  const said = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return typeof body === 'string' ? undefined : binaryOf(body, said);
}

/** An answer as a text: status line, headers, body. Nothing in it can be taken for another line of the head. */
export function printHttpAnswer(answer: HttpAnswer, say: Say): string {
  const { status, headers, body } = answer;
  const binary = binaryBody(answer);
  return [
    `HTTP ${String(status)} ${REASONS[status] ?? ''}`.trimEnd(),
    ...headers.map(([name, value]) => `${plain(name)}: ${plain(value)}`),
    '',
    binary ? binaryInWords(binary, say) : laidOut(String(body)),
    '',
  ].join('\n');
}

function headersOf(value: Json | undefined): (readonly [string, string])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, given]) => {
    const values = Array.isArray(given) ? (given as readonly Json[]) : [given];
    return values.map((each) => [name, typeof each === 'string' ? each : printJson(each)] as const);
  });
}

function decoded(bytes: Uint8Array): string | Uint8Array {
  const isText = isUtf8(bytes) && contentOf(bytes, undefined).kind === 'file' && !bytes.includes(0);
  return isText ? Buffer.from(bytes).toString('utf8') : bytes;
}

/** Whether a text is Base64 and nothing else: Node.js would leave out what is none. */
function isBase64(text: string): boolean {
  const digits = text.replace(/\s/g, '');
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(digits) && digits.replace(/=+$/, '').length % 4 !== 1;
}

function laidOut(body: string): string {
  const value = parsed(body);
  return typeof value === 'object' && value !== null ? layOut(body) : body;
}

function parsed(text: string): Json | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
