import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import type { StateFolder } from '../../stateFolder';

/** The function that test events belong to, whatever its versions. */
interface Owner {
  readonly group: string;
  readonly name: string;
}

/** A test event as a project keeps it. */
export interface StoredTestEvent extends Owner {
  readonly id: string;
  /** Name of the event itself. */
  readonly event: string;
  /** Base64, as it came. */
  readonly content: string;
  /** Counts the events of a project: their order in a list. */
  readonly place: number;
  /** Unix milliseconds of the last update; absent before the first. */
  readonly modified?: number;
}

/** The test events of a project: in memory, and each in a file of its own. */
export class TestEvents {
  private readonly byId = new Map<string, StoredTestEvent>();
  /** Changes happen one after another, so that two cannot take the same name, and file and memory agree. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly clock: Clock,
  ) {}

  /** Reads what an earlier run has left below `prefix`. */
  static async load(folder: StateFolder, prefix: string, clock: Clock): Promise<TestEvents> {
    const events = new TestEvents(folder, prefix, clock);
    for (const { value: stored } of await folder.readAll<StoredTestEvent>(prefix)) {
      events.byId.set(stored.id, stored);
    }
    return events;
  }

  /** The events of a function in the order of their creation. */
  of({ group, name }: Owner): readonly StoredTestEvent[] {
    return [...this.byId.values()]
      .filter((event) => event.group === group && event.name === name)
      .sort((a, b) => a.place - b.place);
  }

  /** An event of a function; undefined where it has none with this id. */
  get({ group, name }: Owner, id: string): StoredTestEvent | undefined {
    const found = this.byId.get(id);
    return found?.group === group && found.name === name ? found : undefined;
  }

  /** Adds an event where `check` does not throw over those that the function has; resolves once it is on the disk. */
  create(
    { group, name }: Owner,
    { event, content }: Pick<StoredTestEvent, 'event' | 'content'>,
    check: (all: readonly StoredTestEvent[]) => void,
  ): Promise<StoredTestEvent> {
    return this.inTurn(async () => {
      check(this.of({ group, name }));
      const place = 1 + Math.max(0, ...[...this.byId.values()].map((one) => one.place));
      return this.store({ group, name, id: randomUUID(), event, content, place });
    });
  }

  /** Replaces the content of an event; undefined where there is none. */
  update(owner: Owner, id: string, content: string): Promise<StoredTestEvent | undefined> {
    return this.inTurn(async () => {
      const before = this.get(owner, id);
      return before && this.store({ ...before, content, modified: this.clock.now() });
    });
  }

  /** Removes an event; false where there is none. */
  remove(owner: Owner, id: string): Promise<boolean> {
    return this.inTurn(async () => {
      const event = this.get(owner, id);
      if (!event) return false;
      await this.folder.remove(this.fileOf(event));
      return this.byId.delete(id);
    });
  }

  private async store(event: StoredTestEvent): Promise<StoredTestEvent> {
    await this.folder.write(this.fileOf(event), JSON.stringify(event));
    this.byId.set(event.id, event);
    return event;
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.last.then(change);
    this.last = done.catch(() => undefined);
    return done;
  }

  private fileOf({ group, name, id }: StoredTestEvent): string {
    return `${this.prefix}/${group}/${name}/${id}.json`;
  }
}
