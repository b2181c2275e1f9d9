import type { StateFolder } from '../../stateFolder';
import type { EventRecord, QueuedEvent } from './event';

/** Oldest records go when there are more. */
const MOST_RECORDS = 2000;

/** The queue of one project on the disk: a file for each event that has not ended, a file for each record. */
export class EventFiles {
  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly kept: EventRecord[],
  ) {}

  /** Reads what an earlier run has left. An event that ended but was not cleared away has a record: it is not given. */
  static async load(
    folder: StateFolder,
    prefix: string,
  ): Promise<{ readonly files: EventFiles; readonly events: readonly QueuedEvent[] }> {
    const records = (await folder.readAll(`${prefix}/records`)).map(
      ({ text }) => JSON.parse(text) as EventRecord,
    );
    records.sort((a, b) => a.acceptedAt - b.acceptedAt);
    const files = new EventFiles(folder, prefix, records);
    const ended = new Set(records.map(({ requestId }) => requestId));
    const events = (await folder.readAll(`${prefix}/queue`)).map(
      ({ text }) => JSON.parse(text) as QueuedEvent,
    );
    return { files, events: events.filter(({ requestId }) => !ended.has(requestId)) };
  }

  /** The records of ended events, oldest first. */
  records(): readonly EventRecord[] {
    return this.kept;
  }

  /** Keeps an event; once this has resolved, it outlives the process. */
  async keep(event: QueuedEvent): Promise<void> {
    await this.folder.write(`${this.prefix}/queue/${event.requestId}.json`, JSON.stringify(event));
  }

  /** Puts an event's end on record, where it is wanted, and lets the event go. */
  async end(event: QueuedEvent, record: EventRecord): Promise<void> {
    if (event.recorded) {
      await this.folder.write(this.recordFile(event.requestId), JSON.stringify(record));
      this.kept.push(record);
    }
    await this.folder.remove(`${this.prefix}/queue/${event.requestId}.json`);
    const oldest = this.kept.length > MOST_RECORDS ? this.kept.shift() : undefined;
    if (oldest) await this.folder.remove(this.recordFile(oldest.requestId));
  }

  private recordFile(requestId: string): string {
    return `${this.prefix}/records/${requestId}.json`;
  }
}
