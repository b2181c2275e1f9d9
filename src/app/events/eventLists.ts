import type { Cloud } from '../../cloud/cloud';
import { functionKey, refKey, type FunctionRef } from '../../model/functionRef';
import type { Clock } from '../clock';
import { EventList } from './eventList';
import { ListTurns } from './listTurns';

/** What lists are made from. */
interface EventListsDeps {
  /** The client of a connection. */
  cloud(connection: string): Promise<Pick<Cloud, 'listAsyncInvocations'>>;
  readonly clock: Clock;
}

/** The lists of events that somebody has asked for: one for each version, and one queue of requests for each function. */
export class EventLists {
  private readonly lists = new Map<string, EventList>();
  private readonly turns = new Map<string, ListTurns>();

  constructor(private readonly deps: EventListsDeps) {}

  /** The list of a version; it reads nothing before it is shown. */
  of(ref: FunctionRef): EventList {
    const key = refKey(ref);
    const known = this.lists.get(key);
    if (known) return known;
    const made = new EventList(ref, {
      cloud: () => this.deps.cloud(ref.connection),
      turns: this.turnsOf(ref),
      clock: this.deps.clock,
    });
    this.lists.set(key, made);
    return made;
  }

  /** The list of a version where somebody has asked for it. */
  known(ref: FunctionRef): EventList | undefined {
    return this.lists.get(refKey(ref));
  }

  all(): readonly EventList[] {
    return [...this.lists.values()];
  }

  /** Forgets lists; what they are reading stops. */
  forget(which: (ref: FunctionRef) => boolean): void {
    for (const [key, list] of this.lists) {
      if (!which(list.ref)) continue;
      list.dispose();
      this.lists.delete(key);
    }
  }

  /** Queues outlive their lists: who forgets a list and asks anew waits all the same. */
  private turnsOf(ref: FunctionRef): ListTurns {
    const key = functionKey(ref);
    const turns = this.turns.get(key) ?? new ListTurns(this.deps.clock);
    this.turns.set(key, turns);
    return turns;
  }
}
