import { invokeAsync } from '../invocations/async';
import type { Flights } from '../invocations/flights';
import type { Plan } from '../invocations/plan';
import type { Section, Stage } from '../invocations/stage';
import { invokeSync } from '../invocations/sync';
import type { Ended } from '../invocations/task';

/**
 * Sends what was planned, once, by the same path as Invoke with Payload and Queue Event: journal, rows and output have it.
 * Resolves at its end, of an event when that has come to its own. `write` gets the lines of the output, too. Aborting gives
 * up a call, and leaves an event to the service. Never rejects.
 */
export async function sendQuietly(
  stage: Stage,
  { task, mode, seconds }: Plan,
  signal: AbortSignal,
  write: (lines: readonly string[]) => void,
): Promise<Ended> {
  const own: Stage = {
    ...stage,
    section: () => writingTo(stage.section(), write),
    flights: stoppedBy(stage.flights, signal),
    // Whoever runs many shows them all in one place.
    screen: { ...stage.screen, progress: () => ({ report: () => undefined, close: () => undefined }) },
  };
  if (mode === 'sync') return invokeSync(own, task, seconds);
  const ended = await invokeAsync(own, task, () => Promise.resolve('leave'));
  return ended.goesOn ?? ended;
}

/** The same section, whose lines go elsewhere, too. */
function writingTo(section: Section, write: (lines: readonly string[]) => void): Section {
  return {
    get number() {
      return section.number;
    },
    write: (lines) => {
      section.write(lines);
      write(lines);
    },
    end: () => section.end(),
  };
}

/** The same flights; those that begin here are stopped when the signal says so. */
function stoppedBy(flights: Flights, signal: AbortSignal): Flights {
  return {
    ...flights,
    begin: (flight) => {
      const taken = flights.begin(flight);
      let { state } = flight;
      const abort = () => void state.stop();
      signal.addEventListener('abort', abort, { once: true });
      // Not before whoever begins it has it.
      if (signal.aborted) queueMicrotask(abort);
      return {
        enter: (next) => {
          state = next;
          taken.enter(next);
        },
        end: () => {
          signal.removeEventListener('abort', abort);
          taken.end();
        },
      };
    },
  };
}
