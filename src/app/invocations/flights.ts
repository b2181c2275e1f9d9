import type { FunctionRef } from '../../model/functionRef';
import type { Mode } from '../../model/invocation/record';
import type { QueuedEvent } from '../events/watchedEvents';
import { createListeners, type Listeners } from '../listeners';

/** Where an invocation stands that has not ended. */
type FlightState =
  /** The request is on its way; stopping gives up waiting. */
  | { readonly phase: 'sending'; stop(): unknown }
  /** The answer is here, the end of the log is not; stopping goes without it. */
  | { readonly phase: 'completing'; stop(): unknown }
  /** Asynchronous and accepted; `status` is its state in words. Stopping asks what to stop. */
  | {
      readonly phase: 'following';
      readonly requestId: string;
      readonly event: QueuedEvent;
      readonly status: string | undefined;
      stop(): unknown;
    };

/** An invocation under way. */
export interface Flight {
  readonly id: string;
  readonly ref: FunctionRef;
  readonly mode: Mode;
  /** URI of the document that the payload came from. */
  readonly source?: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly state: FlightState;
}

/** The invocations that this window has under way. */
export interface Flights {
  /** After every change. */
  readonly onDidChange: Listeners['add'];
  list(): readonly Flight[];
  /** Adds one; the returned part moves it on and, at the end, takes it out. */
  begin(flight: Flight): { enter(state: FlightState): void; end(): void };
}

/** An empty set of flights. */
export function createFlights(): Flights {
  const flights = new Map<string, Flight>();
  const changes = createListeners();
  return {
    onDidChange: changes.add,
    list: () => [...flights.values()],
    begin: (flight) => {
      flights.set(flight.id, flight);
      changes.tell();
      return {
        enter: (state) => {
          flights.set(flight.id, { ...flight, state });
          changes.tell();
        },
        end: () => {
          flights.delete(flight.id);
          changes.tell();
        },
      };
    },
  };
}
