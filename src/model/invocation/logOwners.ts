/** A line of a log, with the request that wrote it where that is known. */
export interface OwnedLine {
  readonly text: string;
  readonly requestId?: string;
  /** The service's own first or last line of that request. */
  readonly edge?: 'start' | 'end';
}

/**
 * Tells which request wrote lines that do not say so themselves. Services mark the first and the last line of a request;
 * in between a line belongs to the only request that has begun and not ended. Where several have, it is the one whose id
 * stands in the line (loggers put it there), or it stays open. Lines before an end whose beginning was not seen are that
 * request's where it is known to be an earlier one: `isEarlier`.
 */
export function createOwners<Line extends OwnedLine>(
  isEarlier: (requestId: string) => boolean,
): (lines: readonly Line[]) => readonly Line[] {
  const running = new Set<string>();
  /** Requests whose last line came first: services deliver lines late. */
  const ended = new Set<string>();
  return (lines) => {
    const owned: Line[] = [];
    let orphans = 0;
    for (const line of lines) {
      const { requestId, edge } = line;
      if (requestId === undefined) {
        const candidates =
          running.size > 1 ? [...running].filter((id) => line.text.includes(id)) : [...running];
        const [owner] = candidates;
        orphans = running.size === 0 ? orphans + 1 : 0;
        owned.push(candidates.length === 1 && owner !== undefined ? { ...line, requestId: owner } : line);
        continue;
      }
      if (edge === 'start' && !ended.delete(requestId)) running.add(requestId);
      if (edge === 'end' && !running.delete(requestId)) {
        if (isEarlier(requestId)) {
          owned.push(...owned.splice(owned.length - orphans).map((orphan) => ({ ...orphan, requestId })));
        } else ended.add(requestId);
      }
      orphans = 0;
      owned.push(line);
    }
    return owned;
  };
}
