import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import type { TestEvents, TestEventSummary } from '../../cloud/testEvents';
import { functionKey, type FunctionId } from '../../model/functionRef';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';

/** A list that was asked for; a failure is kept until it is forgotten. */
interface Listed {
  readonly id: FunctionId;
  readonly stop: AbortController;
  readonly read: Promise<readonly TestEventSummary[]>;
  known?: readonly TestEventSummary[];
}

/** The test events of functions as they were listed last, each list read when somebody first looks. */
export class TestEventLists {
  private readonly lists = new Map<string, Listed>();

  /** `changed` is told of a function whose list is known now. */
  constructor(
    private readonly cloudOf: (connection: string) => Promise<Cloud>,
    private readonly changed: (id: FunctionId) => void,
  ) {}

  /** The events of a function, in the service's order. Fails with a `CloudError`. */
  read(id: FunctionId): Promise<readonly TestEventSummary[]> {
    const key = functionKey(id);
    const there = this.lists.get(key);
    if (there) return there.read;
    const stop = new AbortController();
    const read = this.ask(id, stop.signal);
    const listed: Listed = { id, stop, read };
    this.lists.set(key, listed);
    read.then(
      (events) => {
        listed.known = events;
        if (this.lists.get(key) === listed) this.changed(id);
      },
      () => undefined, // told by who has asked
    );
    return read;
  }

  /** What is known without asking. */
  known(id: FunctionId): readonly TestEventSummary[] | undefined {
    return this.lists.get(functionKey(id))?.known;
  }

  /** Lets lists be read again when they are asked for next. */
  forget(which: (id: FunctionId) => boolean): void {
    for (const [key, { id, stop }] of [...this.lists]) {
      if (!which(id)) continue;
      this.lists.delete(key);
      stop.abort();
    }
  }

  private async ask(id: FunctionId, signal: AbortSignal): Promise<readonly TestEventSummary[]> {
    const events = await testEventsOf(await this.cloudOf(id.connection)).listTestEvents(id, signal);
    // Rows are told apart by the id.
    return [...new Map(events.map((event) => [event.id, event])).values()];
  }
}

/** The test events of a client's service. Throws a `CloudError` of kind `unavailable` where it keeps none. */
export function testEventsOf({
  testEvents,
  connection,
}: Pick<Cloud, 'testEvents' | 'connection'>): TestEvents {
  if (testEvents) return testEvents;
  throw new CloudError({
    kind: 'unavailable',
    service: connection.service,
    operation: 'listEvents',
    sent: 'no',
    repeatable: false,
    summary: message('{0} keeps no test events.', profileOf(connection.service).label),
  });
}
