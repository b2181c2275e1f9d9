import type { InvocationSummary } from '../../model/invocation/record';

/** The request ids of the invocations that FnDeck has seen: a log line of one of them is no news of another. */
export interface RequestIds {
  remember(record: Pick<InvocationSummary, 'requestId'>): void;
  isEarlier(requestId: string): boolean;
  /** Reads the journal, so that the requests of earlier sessions are known. */
  prepare(): void;
}

/** The ids of a window that has seen none yet. */
export function createRequestIds(journal: { list(): Promise<readonly InvocationSummary[]> }): RequestIds {
  const known = new Set<string>();
  const remember = ({ requestId }: Pick<InvocationSummary, 'requestId'>): void => {
    if (requestId !== undefined) known.add(requestId);
  };
  return {
    remember,
    isEarlier: (requestId) => known.has(requestId),
    prepare: () => void journal.list().then((records) => records.forEach(remember)),
  };
}
