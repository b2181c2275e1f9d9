import type { Door } from '../door';

/** The clocks of machines of one service differ by so much, in milliseconds. */
const SLACK_MS = 500;

/** Local clock minus the service's, in milliseconds: it lies between these. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * What time it is at a service, learnt from the `Date` of its answers. A `Date` has whole seconds and an answer takes
 * its time, so each answer tells the difference of the clocks from both sides only, and several narrow it down. One
 * that contradicts the earlier ones (a clock was set, the computer slept) counts alone.
 */
export class ServiceClock {
  private bounds: Bounds | undefined;

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
    return local - (this.bounds?.most ?? 0) - SLACK_MS;
  }

  /** The latest time that the service's clock can show now. */
  latest(): number {
    return this.localNow() - (this.bounds?.least ?? 0) + SLACK_MS;
  }

  private learn(header: string | undefined, askedAt: number, answeredAt: number): void {
    const date = Date.parse(header ?? '');
    if (Number.isNaN(date)) return;
    const told = { least: askedAt - date - 1000, most: answeredAt - date };
    const { least, most } = this.bounds ?? told;
    const both = { least: Math.max(least, told.least), most: Math.min(most, told.most) };
    this.bounds = both.least <= both.most ? both : told;
  }
}
