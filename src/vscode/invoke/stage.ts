import { message } from '../../model/message';
import type { Report } from '../report';
import type { Flights } from './flights';
import type { Journal } from './journal';
import type { Output } from './output';
import type { Stage } from './task';

/** What the parts of a stage are made of. */
export interface StageParts {
  readonly output: Output;
  readonly flights: Flights;
  readonly report: Report;
  readonly journal: Journal;
}

/** Makes what running tasks needs. The journal is read at the first run, to know the requests of earlier sessions. */
export function createStage({ output, flights, report, journal }: StageParts): Stage & { prepare(): void } {
  const earlier = new Set<string>();
  const said = new Set<string>();
  const remember = ({ requestId }: { readonly requestId?: string }): void => {
    if (requestId !== undefined) earlier.add(requestId);
  };
  return {
    output,
    flights,
    report,
    prepare: () => void journal.list().then((known) => known.forEach(remember)),
    keep: async (record) => {
      remember(record);
      try {
        await journal.put(record);
      } catch (error) {
        void report.failure(message('The invocation could not be kept in the journal.'), error);
      }
    },
    isEarlier: (requestId) => earlier.has(requestId),
    first: (topic) => {
      if (said.has(topic)) return false;
      said.add(topic);
      return true;
    },
  };
}
