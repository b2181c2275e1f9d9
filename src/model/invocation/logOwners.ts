/** A line of a log, with the request that wrote it where that is known. */
export interface OwnedLine {
  readonly text: string;
  readonly requestId?: string;
}

/**
 * Tells which request wrote lines that do not say so themselves. Services name the request at least in its first and its
 * last line; in between a line belongs to the only request that has begun and not ended. Where several have, it is the
 * one whose id stands in the line (loggers put it there), or it stays open. `isOver` knows requests whose end may be all that is still to be seen of them.
 */
export function createOwners<Line extends OwnedLine>(
  isOver: (requestId: string) => boolean,
): (lines: readonly Line[]) => readonly Line[] {
  const running = new Set<string>();
  return (lines) => {
    const owned: Line[] = [];
    let orphans = 0;
    for (const line of lines) {
      const { requestId } = line;
      if (requestId === undefined) {
        const candidates =
          running.size > 1 ? [...running].filter((id) => line.text.includes(id)) : [...running];
        const [owner] = candidates;
        orphans = running.size === 0 ? orphans + 1 : 0;
        owned.push(candidates.length === 1 && owner !== undefined ? { ...line, requestId: owner } : line);
        continue;
      }
      if (isOver(requestId)) {
        const adopted = owned.splice(owned.length - orphans).map((orphan) => ({ ...orphan, requestId }));
        owned.push(...adopted);
      } else if (!running.delete(requestId)) {
        running.add(requestId);
      }
      orphans = 0;
      owned.push(line);
    }
    return owned;
  };
}
