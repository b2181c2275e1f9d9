/** The time, and things to do at a time; tests bring one that they move by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `action` once when `time` (Unix milliseconds) has come; the function that comes back calls it off. */
  at(time: number, action: () => void): () => void;
}

/** Longest delay of a Node.js timer; later times are reached in several steps. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, action) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = Math.max(0, time - Date.now());
      timer = setTimeout(delay > LONGEST_MS ? arm : action, Math.min(delay, LONGEST_MS));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
