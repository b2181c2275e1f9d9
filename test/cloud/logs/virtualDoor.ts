import type { Door } from '../../../src/cloud/door';
import type { HttpRequest } from '../../../src/cloud/transport/request';

/** What a made-up service answers. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A door to a made-up service, and a clock that moves only when somebody waits: an hour passes in a moment. */
export interface VirtualDoor extends Door {
  /** Local Unix milliseconds. */
  time: number;
  /** Local clock minus the service's, in milliseconds. */
  skewMs: number;
  /** Unix milliseconds at the service. */
  serviceTime(): number;
  /** Moments of the requests so far, by the local clock. */
  readonly asked: number[];
  /** How long each wait was. */
  readonly slept: number[];
}

/** How long a request takes. */
const ANSWER_MS = 40;

export function virtualDoor(answer: (request: HttpRequest) => Answer): VirtualDoor {
  const door: VirtualDoor = {
    time: Date.parse('2026-03-04T05:06:07.350Z'),
    skewMs: 0,
    asked: [],
    slept: [],
    serviceTime: () => door.time - door.skewMs,
    now: () => door.time,
    random: () => 0,
    log: () => undefined,
    send: (request) => {
      door.asked.push(door.time);
      door.time += ANSWER_MS / 2;
      const { status = 200, headers = {}, body } = answer(request);
      const all: Record<string, string> = { date: new Date(door.serviceTime()).toUTCString(), ...headers };
      door.time += ANSWER_MS / 2;
      const text = JSON.stringify(body);
      return Promise.resolve({ status, text, header: (name) => all[name.toLowerCase()] });
    },
    sleep: async (ms, signal) => {
      if (signal.aborted) return;
      door.slept.push(ms);
      door.time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return door;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
