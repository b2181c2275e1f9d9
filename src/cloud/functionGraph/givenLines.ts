/** Most lines that are remembered; half of them are forgotten at once. 30,000 are a minute at 500 a second. */
const MOST = 60_000;

/**
 * The lines of a log that were given already, by their numbers: decimal digits of any length, which grow with time.
 * Beyond a number of them the older half is forgotten, and every line up to those counts as given.
 */
export class GivenLines {
  private numbers = new Set<string>();
  private floor: string | undefined;
  private forgotAt = Number.NEGATIVE_INFINITY;

  /**
   * Newest of the lines that are no longer remembered, where some were forgotten after `time`: what comes behind it
   * can be read again.
   */
  forgottenSince(time: number): string | undefined {
    return this.forgotAt > time ? this.floor : undefined;
  }

  /** Whether a line is new; it no longer is afterwards. `now` is in the milliseconds of `forgottenSince`. */
  add(number: string, now: number): boolean {
    if (this.numbers.has(number)) return false;
    if (this.floor !== undefined && !isLater(number, this.floor)) return false;
    this.numbers.add(number);
    if (this.numbers.size > MOST) this.forgetHalf(now);
    return true;
  }

  private forgetHalf(now: number): void {
    this.forgotAt = now;
    const ordered = [...this.numbers].sort((a, b) => (isLater(a, b) ? 1 : -1));
    const kept = ordered.slice(ordered.length / 2);
    this.floor = ordered[ordered.length - kept.length - 1];
    this.numbers = new Set(kept);
  }
}

/** Whether the first of two line numbers is the later one. */
export function isLater(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
