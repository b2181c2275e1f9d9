/** Requests to one service that are under way at the same time, at most. */
export const AT_A_TIME = 4;

/** Lets at most `most` pieces of work run at a time; the others wait for their turn, in order. */
export function createTurns(most = AT_A_TIME): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The turn passes to the next in line; only without one does a place become free.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
