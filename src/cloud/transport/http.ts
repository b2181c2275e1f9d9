import { Buffer } from 'node:buffer';
import https from 'node:https';
import { Readable } from 'node:stream';
import fetch, { type Response } from 'node-fetch';
import { watchConnection } from './connectionProgress';
import { isAllowed } from './origin';
import type { HttpRequest, HttpResponse, Limits } from './request';
import { readBody } from './responseText';
import { TransportFailure, transportFailureOf, type Progress } from './transportFailure';

/** What may be sent otherwise than it is for most people. */
interface SendOptions {
  /** False: any certificate of the server will do. */
  readonly verifyCertificates?: boolean;
}

/**
 * Sends one request, once, over a connection of its own, and reads the answer. Redirects are not followed, so a
 * secret goes to no host but the one it was meant for. Throws a TransportFailure and nothing else.
 *
 * No agent is passed (but to leave certificates unchecked) and every connection is closed: that leaves the choice of
 * proxy and certificates to VS Code, which patches `http` and `https` and, by its setting http.proxySupport, may
 * honour the others only for requests without an agent; and no request can fail on a kept connection that the server
 * has closed meanwhile.
 */
export async function send(
  request: HttpRequest,
  limits: Limits,
  signal: AbortSignal,
  { verifyCertificates = true }: SendOptions = {},
): Promise<HttpResponse> {
  if (!isAllowed(request.url)) throw new TransportFailure('insecure', 'no', 'only https is allowed');
  if (signal.aborted) throw new TransportFailure('cancelled', 'no', 'cancelled before it was sent');
  let progress: Progress = 'preparing';
  let byProxy = false;
  let head: HttpResponse | undefined;
  const stop = new Stop(signal);
  stop.after(limits.totalMs, 'timeout');
  try {
    return await watchConnection(
      async () => {
        const response = await start(request, stop.signal, verifyCertificates);
        head = toResponse(response, { text: '' });
        return await (byProxy ? refuse(response) : finish(response, limits.maxBytes));
      },
      (reached) => {
        if (reached === 'proxyAnswered') byProxy = true;
        else progress = reached;
        if (reached === 'connecting') stop.after(limits.connectMs, 'connectTimeout');
        else stop.spare('connectTimeout');
      },
    );
  } catch (error) {
    throw transportFailureOf(error, { progress, head, stopped: stop.reason });
  } finally {
    stop.dispose();
  }
}

function start(
  { method, url, headers, body }: HttpRequest,
  signal: AbortSignal,
  verify: boolean,
): Promise<Response> {
  // Node writes its own Host header, the same that was signed
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
  return fetch(url, {
    method,
    headers: { ...sent, connection: 'close' },
    redirect: 'manual',
    // a gzip stream that breaks off would pass for a whole one
    compress: false,
    signal,
    ...(!verify && url.startsWith('https:') && { agent: new https.Agent({ rejectUnauthorized: false }) }),
    ...(body !== undefined && { body: Buffer.from(body, 'utf8') }),
  });
}

async function finish(response: Response, maxBytes: number): Promise<HttpResponse> {
  if (response.status >= 300 && response.status < 400) {
    const target = response.headers.get('location');
    discard(response);
    throw new TransportFailure('redirect', 'answered', placeOf(target, response.url));
  }
  return toResponse(response, await readBody(response, maxBytes));
}

/** Where a redirect leads, without what stands after the host: that may be anything that was sent. */
function placeOf(target: string | null, from: string): string {
  if (target === null) return 'no location';
  return URL.canParse(target, from) ? new URL(target, from).origin : 'no address';
}

function refuse(response: Response): never {
  discard(response);
  throw new TransportFailure('proxy', 'no', response.statusText);
}

function discard({ body }: Response): void {
  if (body instanceof Readable) body.destroy();
}

function toResponse({ status, headers }: Response, body: Awaited<ReturnType<typeof readBody>>): HttpResponse {
  const { bytes, byteOrderMark } = body;
  return {
    status,
    get text() {
      return body.text;
    },
    ...(bytes && { bytes }),
    ...(byteOrderMark !== undefined && { byteOrderMark }),
    header: (name) => headers.get(name) ?? undefined,
  };
}

type StopReason = 'cancelled' | 'timeout' | 'connectTimeout';

/** Ends a request when the caller wants it or when a time is up, and remembers which came first. */
class Stop {
  private readonly controller = new AbortController();
  private readonly timers = new Map<StopReason, NodeJS.Timeout>();
  private readonly onAbort = () => this.end('cancelled');
  private first: StopReason | undefined;

  constructor(private readonly caller: AbortSignal) {
    caller.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get reason(): StopReason | undefined {
    return this.first;
  }

  after(ms: number, reason: StopReason): void {
    this.spare(reason);
    if (ms === Infinity) return;
    this.timers.set(
      reason,
      setTimeout(() => this.end(reason), ms),
    );
  }

  spare(reason: StopReason): void {
    clearTimeout(this.timers.get(reason));
    this.timers.delete(reason);
  }

  dispose(): void {
    this.caller.removeEventListener('abort', this.onAbort);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private end(reason: StopReason): void {
    this.first ??= reason;
    this.controller.abort();
  }
}
