/** The time, and things to do at a time; tests bring one that they move by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `action` once when `time` (Unix milliseconds) has come; the function that comes back calls it off. */
  at(time: number, action: () => void): () => void;
}

/** Longest delay of a Node.js timer; later times are reached in several steps. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this machine, or one that is ahead of it by so many milliseconds (behind it where negative). */
export function systemClock(aheadMs = 0): Clock {
  const now = (): number => Date.now() + aheadMs;
  return {
    now,
    at(time, action) {
      let timer: NodeJS.Timeout;
      const arm = (): void => {
        const delay = Math.max(0, time - now());
        timer = setTimeout(delay > LONGEST_MS ? arm : action, Math.min(delay, LONGEST_MS));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}
