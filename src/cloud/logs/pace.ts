import type { Door } from '../door';
import type { CloudError } from '../errors';

/** How often the log service is asked, in milliseconds. */
interface PollTimes {
  readonly quickMs: number;
  /** How many times quickly, counted again whenever lines arrive. */
  readonly quickPolls: number;
  readonly slowMs: number;
}

/** At most one look a second, and one in five where nothing comes. */
const POLL_TIMES: PollTimes = { quickMs: 1000, quickPolls: 10, slowMs: 5000 };

/** One who wants to know how reading goes. */
interface PaceListener {
  /** A look begins, after a pause. */
  looks(): void;
  /** The log service could not be asked; it is asked again after `ms` milliseconds. */
  waits(ms: number, error: unknown): void;
}

/** The pauses between two looks at a log: short while lines come, longer when none do. */
export class LogPace {
  private quiet = 0;
  private bell = new AbortController();

  constructor(
    private readonly times: PollTimes = POLL_TIMES,
    private readonly listener?: PaceListener,
  ) {}

  /** Somebody waits for lines: a long pause ends, and looks are quick again. */
  hurry(): void {
    this.quiet = 0;
    this.bell.abort();
  }

  /** Lines have come. */
  found(): void {
    this.quiet = 0;
  }

  /** Waits until the next look is due. */
  async pause(door: Door, signal: AbortSignal): Promise<void> {
    const { quickMs, quickPolls, slowMs } = this.times;
    const long = this.quiet >= quickPolls;
    this.quiet++;
    await door.sleep(quickMs, signal);
    if (long && this.quiet > 0 && !signal.aborted) {
      this.bell = new AbortController();
      await door.sleep(slowMs - quickMs, AbortSignal.any([signal, this.bell.signal]));
    }
    this.listener?.looks();
  }

  /** Waits after so many failures in a row, the last of which is `error`, at least as long as the service asked for. */
  async recover(door: Door, failures: number, error: CloudError, signal: AbortSignal): Promise<void> {
    const ms = Math.max(error.facts.retryAfterMs ?? 0, this.times.quickMs * 2 ** failures);
    this.listener?.waits(ms, error);
    await door.sleep(ms, signal);
  }
}
