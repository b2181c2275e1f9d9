import type { Clock } from '../clock';

interface Waiting {
  readonly urgent: boolean;
  readonly notBefore: number;
  readonly go: (isMyTurn: boolean) => void;
}

/** Between the end of a request of one function's lists and the next, in milliseconds. */
const APART_MS = 5000;
/** Longest that a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

/** Lets through one list request of a function at a time and in 5 s; those that a person waits for before the others. */
export class ListTurns {
  private readonly waiting = new Set<Waiting>();
  private freeAt = 0;
  private changed = new AbortController();
  private isServing = false;

  constructor(private readonly clock: Clock) {}

  /**
   * Resolves with true when a request may be sent, at `notBefore` (Unix milliseconds) at the earliest: `over` must be
   * called when it has ended, or `pass` when none was sent. With false when `signal` is aborted before.
   */
  wait(urgent: boolean, notBefore: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const mine: Waiting = {
        urgent,
        notBefore,
        go: (isMyTurn) => {
          this.waiting.delete(mine);
          signal.removeEventListener('abort', leave);
          resolve(isMyTurn);
        },
      };
      const leave = (): void => {
        mine.go(false);
        this.changed.abort();
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', leave);
      this.waiting.add(mine);
      this.changed.abort();
      void this.serve();
    });
  }

  /** The request that was let through has ended; the service wants no other one for `askedMs` milliseconds. */
  over(askedMs = 0): void {
    this.freeAt = this.clock.now() + Math.max(APART_MS, askedMs);
    this.changed.abort();
  }

  /** The turn was not used: nothing was sent. */
  pass(): void {
    this.freeAt = this.clock.now();
    this.changed.abort();
  }

  private async serve(): Promise<void> {
    if (this.isServing) return;
    this.isServing = true;
    for (let next = this.next(); next; next = this.next()) {
      const due = Math.max(this.freeAt, next.notBefore) - this.clock.now();
      if (due > 0) {
        this.changed = new AbortController();
        await this.clock.sleep(Math.min(due, LONGEST_MS), this.changed.signal);
        continue;
      }
      this.freeAt = Infinity;
      next.go(true);
    }
    this.isServing = false;
  }

  /** Whose turn comes first; among equals, who has waited longest. */
  private next(): Waiting | undefined {
    const due = ({ notBefore }: Waiting): number => Math.max(this.freeAt, notBefore, this.clock.now());
    const [first] = [...this.waiting].sort(
      (a, b) => due(a) - due(b) || Number(b.urgent) - Number(a.urgent) || a.notBefore - b.notBefore,
    );
    return first;
  }
}
