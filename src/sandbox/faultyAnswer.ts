import type { Clock } from './clock';
import type { Response } from './exchange';
import type { FaultKind } from './faults';

/** What goes back on the connection. */
export type Answer =
  | { readonly kind: 'whole'; readonly response: Response }
  /** The head and half of the body, then the end of the connection. */
  | { readonly kind: 'broken'; readonly response: Response }
  /** The end of the connection. */
  | { readonly kind: 'cut' };

/** Carries an operation out, or not, and spoils its answer as the fault says; `failure` gives the service's errors. */
export async function answerWith(
  fault: FaultKind | undefined,
  latencyMs: number,
  clock: Clock,
  carryOut: () => Promise<Response>,
  failure: (status: number, detail: string) => Response,
): Promise<Answer> {
  if (latencyMs > 0) await wait(clock, latencyMs);
  switch (fault?.kind) {
    case undefined:
      return { kind: 'whole', response: await carryOut() };
    case 'status':
      return { kind: 'whole', response: refusal(failure(fault.status, ORDERED), fault.retryAfter) };
    case 'reset':
      return { kind: 'cut' };
    case 'lost':
      await carryOut();
      return { kind: 'cut' };
    case 'slow': {
      await wait(clock, fault.ms);
      return { kind: 'whole', response: await carryOut() };
    }
    case 'truncated':
      return { kind: 'broken', response: await carryOut() };
    case 'malformed': {
      const response = await carryOut();
      return { kind: 'whole', response: { ...response, body: `${response.body.toString().slice(0, -1)},]` } };
    }
    case 'html':
      return { kind: 'whole', response: PAGE };
  }
}

function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

const ORDERED = 'a fault of the sandbox, as ordered';

function refusal(response: Response, retryAfter: number | undefined): Response {
  if (retryAfter === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfter) } };
}

const PAGE: Response = {
  status: 502,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n',
};
