import type { Sent } from '../errors';
import type { HttpResponse } from './request';

/** How far a request got. `preparing` also where that cannot be seen. */
export type Progress = 'preparing' | 'connecting' | 'connected';

/** Why there is no answer. */
export type FailureKind =
  | 'cancelled'
  | 'timeout'
  | 'connectTimeout'
  | 'hostNotFound'
  /** No name server answered. */
  | 'nameServer'
  | 'refused'
  | 'tls'
  | 'proxy'
  /** The connection broke, or something else between here and the service. */
  | 'broken'
  | 'redirect'
  | 'tooLarge'
  /** The request would have carried a secret over plain http. */
  | 'insecure'
  /** The request could not be written: a header holds what no header may hold. */
  | 'unsendable';

/** No answer, or none that can be used. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  constructor(
    readonly kind: FailureKind,
    readonly sent: Sent,
    message: string,
    options?: ErrorOptions,
    /** Status and headers, where the answer had begun. */
    readonly head?: HttpResponse,
  ) {
    super(message, options);
  }
}

/** What is known about a request at the moment it failed. */
interface Circumstances {
  readonly progress: Progress;
  readonly head: HttpResponse | undefined;
  readonly stopped: 'cancelled' | 'timeout' | 'connectTimeout' | undefined;
}

/** Failures that end the attempt to connect; the request cannot have left. */
const BEFORE_CONNECTION: readonly FailureKind[] = [
  'hostNotFound',
  'nameServer',
  'refused',
  'tls',
  'proxy',
  'connectTimeout',
  'unsendable',
];

/** Names what went wrong, and whether the request may have reached the service; in doubt it may have. */
export function transportFailureOf(
  error: unknown,
  { progress, head, stopped }: Circumstances,
): TransportFailure {
  if (error instanceof TransportFailure) {
    return new TransportFailure(error.kind, error.sent, error.message, { cause: error.cause }, head);
  }
  const kind = stopped ?? kindOf(error);
  const never = progress === 'connecting' || (progress !== 'connected' && BEFORE_CONNECTION.includes(kind));
  const text = systemText(error);
  return new TransportFailure(kind, never ? 'no' : 'unknown', text, { cause: error }, head);
}

function kindOf(error: unknown): FailureKind {
  const code = codeOf(error);
  const text = systemText(error);
  if (code === 'ERR_INVALID_CHAR' || error instanceof TypeError) return 'unsendable';
  if (/to proxies|proxy/i.test(text)) return 'proxy';
  if (code === 'ENOTFOUND') return 'hostNotFound';
  if (code === 'EAI_AGAIN') return 'nameServer';
  if (/CERT|SELF_SIGNED|UNABLE_TO|^ERR_SSL|^ERR_TLS|^EPROTO$/.test(code)) return 'tls';
  if (/before secure TLS connection/.test(text)) return 'tls';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'refused';
  if (code === 'ETIMEDOUT') return 'connectTimeout';
  return 'broken';
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/**
 * The system's own words, without node-fetch's sentence around them (which repeats the URL) and without the proxy's
 * user and password (which older versions of VS Code repeat).
 */
function systemText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^request to \S+ failed, reason: /, '').replace(/\S+@/g, '***@') || codeOf(error);
}
