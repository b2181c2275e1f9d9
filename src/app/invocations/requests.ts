import { refKey } from '../../model/functionRef';
import type { Flights } from './flights';
import type { Plan } from './plan';

/**
 * Turns of the window without a request after which a key counts as let go. A key that is held down repeats after half
 * a second to a second, by the settings of most systems, and then up to thirty times a second. Turns are counted, not
 * milliseconds: while the machine is busy both the repeats and the turns come late.
 */
export const TURNS_OF_REST = 12;

/** Tells one request of a person from the many that a key held down makes of it. */
interface Requests {
  /**
   * Begins a request about a document; gives what ends it when it is decided, undefined where it is no request of its
   * own: the same is being decided, or, for one that a key may have made (`byKey`), the key was not let go since the
   * last.
   */
  readonly begin: (about: string, byKey: boolean) => (() => void) | undefined;
  /** Whether the same document is on its way to the same function. A second run at a time is never what one key means. */
  readonly isUnderWay: (plan: Plan) => boolean;
}

/** The surroundings of the requests of a window. */
interface RequestPorts {
  readonly flights: Pick<Flights, 'list'>;
  /** Resolves after about a tenth of a second in which the window has answered once. Never rejects. */
  readonly turn: () => Promise<unknown>;
  /** Tells that a key did nothing as it was not let go; called once until it is. */
  readonly repeated: () => unknown;
}

/** Requests of a window that has made none yet. */
export function createRequests({ flights, turn, repeated }: RequestPorts): Requests {
  const deciding = new Set<string>();
  /** The documents that a key asked about, with the turns until it counts as let go. */
  const pressed = new Map<string, { turnsLeft: number; told: boolean }>();

  const press = (about: string): void => {
    const key = { turnsLeft: TURNS_OF_REST, told: false };
    pressed.set(about, key);
    const rest = async () => {
      for (; key.turnsLeft > 0; key.turnsLeft--) await turn();
      pressed.delete(about);
    };
    void rest();
  };

  return {
    begin: (about, byKey) => {
      const key = byKey ? pressed.get(about) : undefined;
      if (key) key.turnsLeft = TURNS_OF_REST;
      else if (byKey) press(about);
      if (deciding.has(about)) return undefined;
      if (key) {
        if (!key.told) repeated();
        key.told = true;
        return undefined;
      }
      deciding.add(about);
      return () => deciding.delete(about);
    },
    isUnderWay: ({ task, mode }) =>
      flights
        .list()
        .some(
          (flight) =>
            flight.state.phase === 'sending' &&
            flight.mode === mode &&
            flight.source !== undefined &&
            flight.source === task.source &&
            refKey(flight.ref) === refKey(task.ref),
        ),
  };
}
