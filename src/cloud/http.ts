import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import fetch, { type Response } from 'node-fetch';
import { watchConnection } from './connectionProgress';
import { isAllowed } from './origin';
import type { HttpRequest, HttpResponse, Limits } from './request';
import { readText } from './responseText';
import { TransportFailure, failureOf, type Progress } from './transportFailure';

/**
 * Sends one request, once, over a connection of its own, and reads the answer. Redirects are not followed, so a
 * secret goes to no host but the one it was meant for. Throws a TransportFailure and nothing else.
 *
 * No agent is passed and every connection is closed: that leaves the choice of proxy and certificates to VS Code,
 * which patches `http` and `https` and honours its settings only for requests without an agent, and no request
 * can fail on a kept connection that the server has closed meanwhile.
 */
export async function send(request: HttpRequest, limits: Limits, signal: AbortSignal): Promise<HttpResponse> {
  if (!isAllowed(request.url)) throw new TransportFailure('insecure', 'no', 'only https is allowed');
  if (signal.aborted) throw new TransportFailure('cancelled', 'no', 'cancelled before it was sent');
  let progress: Progress = 'preparing';
  let head: HttpResponse | undefined;
  const stop = new Stop(signal);
  stop.after(limits.totalMs, 'timeout');
  try {
    return await watchConnection(
      async () => {
        const response = await start(request, stop.signal);
        head = toResponse(response, '');
        return await finish(response, limits.maxBytes);
      },
      (reached) => {
        progress = reached;
        if (reached === 'connecting') stop.after(limits.connectMs, 'connectTimeout');
        else stop.spare('connectTimeout');
      },
    );
  } catch (error) {
    throw failureOf(error, { progress, head, stopped: stop.reason });
  } finally {
    stop.dispose();
  }
}

function start({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<Response> {
  // Node writes its own Host header, the same that was signed
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
  return fetch(url, {
    method,
    headers: { ...sent, connection: 'close' },
    redirect: 'manual',
    // a gzip stream that breaks off would pass for a whole one
    compress: false,
    signal,
    ...(body !== undefined && { body: Buffer.from(body, 'utf8') }),
  });
}

async function finish(response: Response, maxBytes: number): Promise<HttpResponse> {
  if (response.status >= 300 && response.status < 400) {
    const target = response.headers.get('location');
    if (response.body instanceof Readable) response.body.destroy();
    throw new TransportFailure('redirect', 'answered', target ?? 'no location');
  }
  return toResponse(response, await readText(response, maxBytes));
}

function toResponse({ status, headers }: Response, text: string): HttpResponse {
  return { status, text, header: (name) => headers.get(name) ?? undefined };
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
