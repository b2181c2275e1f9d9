import type { Door } from '../door';

/** The clocks of machines of one service differ by so much, in milliseconds. */
const SLACK_MS = 500;

/** So many changes of the difference are remembered. */
const MOST_TOLD = 100;

/** Local clock minus the service's, in milliseconds: it lies between these. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * What time it is at a service, learnt from the `Date` of its answers. A `Date` has whole seconds and an answer takes
 * its time, so each answer tells the difference of the clocks from both sides only, and several narrow it down. One
 * that contradicts the earlier ones (a clock was set, the computer slept) counts alone, from then on.
 */
export class ServiceClock {
  /** What the answers have told, each from a local moment on. */
  private readonly told: { readonly since: number; bounds: Bounds }[] = [];

  constructor(private readonly localNow: () => number) {}

  /** A door that learns from every answer that comes through it. */
  listeningAt(door: Door): Door {
    return {
      ...door,
      send: async (request, limits, signal) => {
        const askedAt = this.localNow();
        const response = await door.send(request, limits, signal);
        this.learn(response.header('date'), askedAt, this.localNow());
        return response;
      },
    };
  }

  /** The earliest time, in Unix milliseconds, that the service's clock can have shown at a local moment. */
  earliest(local: number): number {
    const then = this.told.findLast(({ since }) => since <= local);
    if (then) return local - then.bounds.most - SLACK_MS;
    // Before the first answer the service's clock may have been as it is now, or not yet have been set forward.
    return local - Math.max(0, this.told[0]?.bounds.most ?? 0) - SLACK_MS;
  }

  /** The latest time that the service's clock can show now. */
  latest(): number {
    return this.localNow() - (this.told.at(-1)?.bounds.least ?? 0) + SLACK_MS;
  }

  private learn(header: string | undefined, askedAt: number, answeredAt: number): void {
    const date = Date.parse(header ?? '');
    if (Number.isNaN(date)) return;
    const bounds = { least: askedAt - date - 1000, most: answeredAt - date };
    const last = this.told.at(-1);
    const least = Math.max(last?.bounds.least ?? -Infinity, bounds.least);
    const most = Math.min(last?.bounds.most ?? Infinity, bounds.most);
    if (last && least <= most) last.bounds = { least, most };
    else this.told.push({ since: askedAt, bounds });
    if (this.told.length > MOST_TOLD) this.told.shift();
  }
}
