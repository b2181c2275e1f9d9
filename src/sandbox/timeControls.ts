import path from 'node:path';
import { member, type Json, type JsonObject } from '../model/json';
import type { ServiceId } from '../model/service';
import type { EventStore, WaitingEvent } from './asyncQueue/eventStore';
import type { MovableClock } from './clock';
import type { StateFolder } from './stateFolder';

const FILE = 'clock/moved.json';

/** Longest step, in seconds: a leap year. */
const LONGEST_S = 366 * 86_400;

/** How far the clock of this state folder was moved before, in milliseconds: what was kept has that clock's times. */
export async function movedBefore(folder: StateFolder): Promise<number> {
  const [saved] = await folder.readAll<Json>(path.posix.dirname(FILE));
  const ms = member(saved?.value, 'aheadMs');
  return typeof ms === 'number' ? ms : 0;
}

interface Waiting extends WaitingEvent {
  readonly service: ServiceId;
}

/** Moves the services' time, and shows what waits for it and what was delivered. Its errors are RangeErrors. */
export class TimeControls {
  constructor(
    private readonly clock: MovableClock,
    private readonly folder: StateFolder,
    private readonly stores: readonly EventStore[],
  ) {}

  /** The time, how far it was moved, and the events that wait, the next one first. */
  show(): JsonObject {
    const waiting = this.waiting().map(({ service, ids, group, name, qualifier, failed, ...times }) => ({
      service,
      ids: [...ids],
      function: `${group}/${name}`,
      qualifier,
      failed,
      acceptedAt: iso(times.acceptedAt),
      dueAt: iso(times.dueAt),
      oldestAt: iso(times.deadline),
    }));
    return { ...this.time(0), waiting };
  }

  /** Takes the body of `POST /sandbox/clock`: `{"seconds"}`, or `{"skip": "attempt" | "age", "event"}`. */
  async move(body: Json | undefined): Promise<JsonObject> {
    const [seconds, skip, event] = ['seconds', 'skip', 'event'].map((key) => member(body, key));
    const before = this.clock.aheadMs;
    if (seconds !== undefined) {
      if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST_S)) {
        throw new RangeError(`seconds must be a number from 0 to ${LONGEST_S}`);
      }
      await this.pass(Math.round(seconds * 1000));
    } else if (skip === 'attempt' || skip === 'age') {
      if (event !== undefined && typeof event !== 'string') throw new RangeError('event must be an id');
      await this.skip(skip, event);
    } else {
      throw new RangeError('give "seconds", or "skip" as "attempt" or "age"');
    }
    return this.time(this.clock.aheadMs - before);
  }

  /** What destinations got, of one event or of all, newest first; files as absolute paths. */
  deliveries(id: string | undefined): JsonObject {
    const deliveries = this.stores.flatMap(({ service, deliveries: kept }) =>
      kept.list(id).map(({ ids, destination, at, file, event, error }) => ({
        service,
        ids: [...ids],
        destination,
        at: iso(at),
        ...(file !== undefined && { file: path.join(this.folder.root, file) }),
        ...(event !== undefined && { event }),
        ...(error !== undefined && { error }),
      })),
    );
    return { deliveries };
  }

  private time(movedMs: number): JsonObject {
    return {
      now: iso(this.clock.now()),
      aheadSeconds: this.clock.aheadMs / 1000,
      movedSeconds: movedMs / 1000,
    };
  }

  private waiting(): readonly Waiting[] {
    return this.stores
      .flatMap((store) => store.waiting().map((event) => ({ ...event, service: store.service })))
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  /**
   * Lets time pass: each event that becomes due on the way is run at its time, and to its end before the next. The
   * clock is moved by as much as was asked, however long the runs take meanwhile.
   */
  private async pass(ms: number): Promise<void> {
    const wanted = this.clock.aheadMs + ms;
    for (;;) {
      await Promise.all(this.stores.map((store) => store.settled()));
      const [next] = this.waiting();
      const step = next && next.dueAt - this.clock.now();
      if (step === undefined || step > wanted - this.clock.aheadMs) break;
      await this.moveBy(step);
    }
    await this.moveBy(wanted - this.clock.aheadMs);
  }

  /**
   * Lets one thing happen now, as if nobody had looked at the clock until then. Where nothing waits for it, an attempt
   * may be under way: that runs to its end first.
   */
  private async skip(to: 'attempt' | 'age', id: string | undefined): Promise<void> {
    const timeOf = ({ dueAt, deadline }: Waiting): number => (to === 'age' ? deadline + 1 : dueAt);
    const find = (): Waiting | undefined =>
      this.waiting()
        .filter(({ ids }) => id === undefined || ids.includes(id))
        .sort((a, b) => timeOf(a) - timeOf(b))[0];
    let event = find();
    if (!event) {
      await Promise.all(this.stores.map((store) => store.settled()));
      event = find();
    }
    if (!event) throw new RangeError(id === undefined ? 'no event waits' : `the event ${id} does not wait`);
    await this.moveBy(timeOf(event) - this.clock.now());
  }

  /** Moves the clock on, never back. The step is on the disk before events get times that lie after it. */
  private async moveBy(step: number): Promise<void> {
    const ms = Math.max(0, step);
    if (ms > 0) await this.folder.write(FILE, JSON.stringify({ aheadMs: this.clock.aheadMs + ms }));
    this.clock.advance(ms);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
