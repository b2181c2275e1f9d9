import { safePath } from '../safePath';
import type { StateFolder } from '../stateFolder';

/** Where a delivery went. */
export interface Delivered {
  /** Name of the file below the state folder that holds what was delivered: an object, a message. */
  readonly file?: string;
  /** The request id of the event that a function destination got. */
  readonly event?: string;
}

/** What became of telling a destination how an event ended. Times are Unix milliseconds. */
interface Delivery extends Delivered {
  /** The ids by which callers know the event: its request's, and its task's where it has one. */
  readonly ids: readonly string[];
  readonly destination: string;
  readonly at: number;
  /** Why the destination was not reached. */
  readonly error?: string;
}

/** Oldest deliveries are forgotten when there are more; what was delivered stays. */
const MOST = 2000;

/** The deliveries of one store of events, each in a file of its own; an event has one at most. */
export class Deliveries {
  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly kept: Map<string, Delivery>,
  ) {}

  /** Reads what an earlier run has left below `prefix`. */
  static async load(folder: StateFolder, prefix: string): Promise<Deliveries> {
    const found = (await folder.readAll<Delivery>(prefix)).map(
      ({ name, value }) => [name.replaceAll('\\', '/'), value] as const,
    );
    found.sort(([, a], [, b]) => a.at - b.at);
    return new Deliveries(folder, prefix, new Map(found));
  }

  /** Keeps an event's delivery; one that was made again after a kill takes the place of the first. */
  async note(eventId: string, delivery: Delivery): Promise<void> {
    const name = safePath(this.prefix, `${eventId}.json`);
    await this.folder.write(name, JSON.stringify(delivery));
    this.kept.delete(name);
    this.kept.set(name, delivery);
    const [oldest] = this.kept.keys();
    if (this.kept.size <= MOST || oldest === undefined) return;
    this.kept.delete(oldest);
    await this.folder.remove(oldest);
  }

  /** The deliveries of an event by one of its ids, or all, newest first. */
  list(id?: string): readonly Delivery[] {
    const all = [...this.kept.values()].reverse();
    return id === undefined ? all : all.filter(({ ids }) => ids.includes(id));
  }
}
