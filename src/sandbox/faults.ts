/** What goes wrong. */
export type FaultKind =
  /** An error status instead of the answer, the operation is not carried out. `retryAfter` in seconds. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
  /** The connection is cut before the operation is carried out. */
  | { readonly kind: 'reset' }
  /** The operation is carried out, then the connection is cut without an answer. */
  | { readonly kind: 'lost' }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The operation is carried out, the answer breaks off in the middle. */
  | { readonly kind: 'truncated' }
  /** The operation is carried out, the answer's JSON is broken. */
  | { readonly kind: 'malformed' }
  /** A gateway's error page instead of the answer. */
  | { readonly kind: 'html' };

/** A fault, for which operation (`*`: all), and how often: a share of the requests or the next few. */
interface Fault {
  readonly spec: string;
  readonly operation: string;
  readonly what: FaultKind;
  readonly often: { readonly share: number } | { readonly next: number };
}

/** Stands for the attempts that the queues make for events; `*` means requests only. */
const ATTEMPT = 'attempt';

const STATUSES = new Set([400, 401, 403, 404, 408, 429, 500, 502, 503, 504]);

/**
 * Reads `operation:kind:often`, for instance `putAsyncConfig:500:1`, `*:slow=200:0.5`, `invoke:reset:x1`,
 * `listFunctions:429=2:x3` (with Retry-After of 2 s). `often` is a share from 0 to 1, or `x` and a count. With
 * `attempt:429:x3` the next three attempts for events are throttled.
 * Throws a RangeError that says what is wrong.
 */
export function parseFault(spec: string): Fault {
  const [operation, kind, often, ...more] = spec.split(':');
  if (!operation || !kind || !often || more.length > 0) {
    throw new RangeError(`a fault is operation:kind:often, not ${JSON.stringify(spec)}`);
  }
  const what = parseKind(kind);
  if (operation === ATTEMPT && (what.kind !== 'status' || what.status !== 429)) {
    throw new RangeError(`an attempt can be throttled (${ATTEMPT}:429:${often}), nothing else`);
  }
  return { spec, operation, what, often: parseOften(often) };
}

function parseKind(text: string): FaultKind {
  const [name = '', value] = text.split('=');
  const status = Number(name);
  if (STATUSES.has(status)) {
    return { kind: 'status', status, ...(value !== undefined && { retryAfter: wholeNumber(value) }) };
  }
  if (name === 'slow' && value !== undefined) return { kind: 'slow', ms: wholeNumber(value) };
  if (
    name === 'reset' ||
    name === 'lost' ||
    name === 'truncated' ||
    name === 'malformed' ||
    name === 'html'
  ) {
    return { kind: name };
  }
  throw new RangeError(`unknown kind of fault: ${JSON.stringify(text)}`);
}

function parseOften(text: string): Fault['often'] {
  if (text.startsWith('x')) return { next: wholeNumber(text.slice(1)) };
  const share = Number(text);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`not a share from 0 to 1: ${JSON.stringify(text)}`);
  return { share };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`not a whole number: ${JSON.stringify(text)}`);
  return Number(text);
}

/** The faults in force. */
export class Faults {
  private inForce: { readonly fault: Fault; left: number }[] = [];

  /** `random` gives numbers from 0 to below 1. */
  constructor(
    specs: readonly string[],
    private readonly random: () => number,
  ) {
    this.set(specs);
  }

  /** Puts these faults in force instead of the ones before. Throws a RangeError, and changes nothing, for a bad one. */
  set(specs: readonly string[]): void {
    this.inForce = specs
      .map(parseFault)
      .map((fault) => ({ fault, left: 'next' in fault.often ? fault.often.next : Infinity }));
  }

  /** The faults in force, with how many requests they still hit where they count. */
  list(): { readonly spec: string; readonly left: number | null }[] {
    return this.inForce.map(({ fault, left }) => ({
      spec: fault.spec,
      left: Number.isFinite(left) ? left : null,
    }));
  }

  /** What goes wrong with this request of an operation; the first fault that hits is it. */
  draw(operation: string): FaultKind | undefined {
    return this.drawWhere((name) => name === '*' || name === operation);
  }

  /** Whether the next attempt for an event is throttled. */
  throttlesAttempt(): boolean {
    return this.drawWhere((name) => name === ATTEMPT) !== undefined;
  }

  private drawWhere(fits: (operation: string) => boolean): FaultKind | undefined {
    for (const entry of this.inForce) {
      if (!fits(entry.fault.operation)) continue;
      if (entry.left === 0) continue;
      if ('share' in entry.fault.often && this.random() >= entry.fault.often.share) continue;
      entry.left -= 1;
      return entry.fault.what;
    }
    return undefined;
  }
}
