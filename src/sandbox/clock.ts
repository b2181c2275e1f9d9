/** The time, and things to do at a time; tests bring one that they move by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /**
   * Calls `action` once when `time` (Unix milliseconds) has come, by what the clock says or as long from now as that is by
   * what it says now: one that is set back delays nothing. The function that comes back calls it off.
   */
  at(time: number, action: () => void): () => void;
  /** The same when so many milliseconds have passed in which the machine was awake, whatever the clock says. */
  after(ms: number, action: () => void): () => void;
}

/** The clock of this machine, or one that is ahead of it by so many milliseconds (behind it where negative). */
export function systemClock(aheadMs = 0): Clock {
  const now = (): number => Date.now() + aheadMs;
  return {
    now,
    at(time, action) {
      const end = performance.now() + time - now();
      return when(() => Math.min(time - now(), end - performance.now()), action);
    },
    after(ms, action) {
      const end = performance.now() + ms;
      return when(() => end - performance.now(), action);
    },
  };
}

/**
 * Later times are reached in steps of so many milliseconds. A timer stands still while the machine sleeps, and knows
 * nothing of a clock that is set: what has become due meanwhile is noticed at the next step.
 */
const STEP_MS = 10_000;

/** Calls `action` once when nothing is left of a time in milliseconds; what comes back calls it off. */
function when(left: () => number, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  const step = (): void => (left() > 0 ? arm() : action());
  const arm = (): void => {
    timer = setTimeout(step, Math.min(Math.max(0, left()), STEP_MS));
  };
  arm();
  return () => clearTimeout(timer);
}

interface Job {
  readonly time: number;
  readonly action: () => void;
  callOff: () => void;
}

/**
 * The services' clock: it runs as the machine's does, and can be moved on. What is due by then is done at once, in the
 * order of its times. Credentials, latency and the gateway stay with the machine's clock.
 */
export class MovableClock implements Clock {
  private readonly jobs = new Set<Job>();

  /** `ahead` is how many milliseconds it was moved before. */
  constructor(
    readonly machine: Clock,
    private ahead = 0,
  ) {}

  /** How many milliseconds it has been moved on in all. */
  get aheadMs(): number {
    return this.ahead;
  }

  now(): number {
    return this.machine.now() + this.ahead;
  }

  at(time: number, action: () => void): () => void {
    const job: Job = { time, action, callOff: () => undefined };
    this.arm(job);
    return () => {
      this.jobs.delete(job);
      job.callOff();
    };
  }

  after(ms: number, action: () => void): () => void {
    return this.machine.after(ms, action);
  }

  /** Moves the clock on by so many milliseconds, 0 or more. */
  advance(ms: number): void {
    this.ahead += ms;
    const jobs = [...this.jobs].sort((a, b) => a.time - b.time);
    for (const job of jobs) job.callOff();
    for (const job of jobs) {
      // One that was done before it may have called this one off.
      if (!this.jobs.delete(job)) continue;
      if (job.time <= this.now()) job.action();
      else this.arm(job);
    }
  }

  private arm(job: Job): void {
    this.jobs.add(job);
    job.callOff = this.machine.at(job.time - this.ahead, () => {
      if (this.jobs.delete(job)) job.action();
    });
  }
}
