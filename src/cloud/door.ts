import { setTimeout as delay } from 'node:timers/promises';
import type { CloudErrorKind } from './errors';
import { send } from './transport/http';
import type { HttpRequest, HttpResponse, Limits } from './transport/request';

/** One line of the request log. Holds no secret and no payload. */
export interface RequestLine {
  /** The call, in the API's own words: `putAsyncConfig`. */
  readonly operation: string;
  readonly method: string;
  /** URL with the values of doubtful query parameters removed. */
  readonly url: string;
  readonly status?: number;
  /** From sending to the last byte, in milliseconds. */
  readonly ms: number;
  readonly requestId?: string;
  /** The service's own code of a refusal, as it said it. */
  readonly code?: string;
  /** Whether the service knows who asks, and does not allow it to them. */
  readonly forbidden?: true;
  /** What kind of failure it was, where it was one. */
  readonly failed?: CloudErrorKind;
  /** Why it failed, with what helps to find the reason. */
  readonly error?: string;
}

/** All that a client may do to the world outside: send, wait, look at the clock, roll dice, leave a line in the log. */
export interface Door {
  /** Sends once and reads the answer; throws a TransportFailure. */
  send(request: HttpRequest, limits: Limits, signal: AbortSignal): Promise<HttpResponse>;
  log(line: RequestLine): void;
  /** Unix milliseconds. */
  now(): number;
  /** 0 <= x < 1 */
  random(): number;
  /** Waits; ends at once, without an error, when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Who asks, where the log lines go, and how strict the real door is. */
export interface DoorOptions {
  readonly log: (line: RequestLine) => void;
  /** `User-Agent` of every request. */
  readonly userAgent?: string;
  /** Asked before each request; false: any certificate of the server will do. */
  readonly verifyCertificates?: () => boolean;
}

/** The real door: node-fetch, the system's clock and dice. */
export function openDoor({ log, userAgent = 'FnDeck', verifyCertificates = () => true }: DoorOptions): Door {
  return {
    log,
    send: (request, limits, signal) =>
      send({ ...request, headers: { 'user-agent': userAgent, ...request.headers } }, limits, signal, {
        verifyCertificates: verifyCertificates(),
      }),
    now: () => Date.now(),
    random: () => Math.random(),
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, { signal });
      } catch {
        // aborted: whoever waits looks at the signal next
      }
    },
  };
}
