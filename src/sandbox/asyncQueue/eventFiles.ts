import type { StateFolder } from '../stateFolder';
import type { EventRecord, QueuedEvent } from './event';

/** Oldest records go when there are more. */
const MOST_RECORDS = 2000;

/** A queue on the disk: a file for each event that has not ended, a file for each record. */
export class EventFiles<Event extends QueuedEvent, Record extends EventRecord> {
  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly kept: Record[],
  ) {}

  /** Reads what an earlier run has left. An event that ended but was not cleared away has a record: it is not given. */
  static async load<Event extends QueuedEvent, Record extends EventRecord>(
    folder: StateFolder,
    prefix: string,
  ): Promise<{ readonly files: EventFiles<Event, Record>; readonly events: readonly Event[] }> {
    const records = (await folder.readAll<Record>(`${prefix}/records`)).map(({ value }) => value);
    records.sort((a, b) => a.acceptedAt - b.acceptedAt);
    const files = new EventFiles<Event, Record>(folder, prefix, records);
    const ended = new Set(records.map(({ id }) => id));
    const events = (await folder.readAll<Event>(`${prefix}/queue`)).map(({ value }) => value);
    return { files, events: events.filter(({ id }) => !ended.has(id)) };
  }

  /** The records of ended events, oldest first. */
  records(): readonly Record[] {
    return this.kept;
  }

  /** Keeps an event; once this has resolved, it outlives the process. */
  async keep(event: Event): Promise<void> {
    await this.folder.write(`${this.prefix}/queue/${event.id}.json`, JSON.stringify(event));
  }

  /** Puts an event's end on record, where it is wanted, and lets the event go. */
  async end(event: Event, record: Record): Promise<void> {
    if (event.recorded) {
      // It has ended, also where that cannot be written.
      const kept = () => void this.kept.push(record);
      await this.folder.write(this.recordFile(event.id), JSON.stringify(record)).finally(kept);
    }
    await this.folder.remove(`${this.prefix}/queue/${event.id}.json`);
    const oldest = this.kept.length > MOST_RECORDS ? this.kept.shift() : undefined;
    if (oldest) await this.folder.remove(this.recordFile(oldest.id));
  }

  private recordFile(id: string): string {
    return `${this.prefix}/records/${id}.json`;
  }
}
