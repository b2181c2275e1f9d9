import { createHash } from 'node:crypto';

/** Most rows that are remembered, but for those of the seconds that are just being read. */
const MOST = 50_000;

/** Longer texts are remembered by their hash. */
const SHORT = 80;

/** Rows of one second, equal ones counted. */
interface Second {
  readonly counts: Map<string, number>;
  rows: number;
}

/**
 * The rows of a log that were given already. They have no id of their own: a row is known by its second, its instance,
 * its text and the how-manieth equal one it is. Seconds that are forgotten count as given whole.
 */
export class GivenRows {
  private readonly seconds = new Map<number, Second>();
  private rows = 0;

  /** `floor`: Unix seconds; what is older is not wanted. */
  constructor(private floor: number) {}

  /** The first second that is remembered, and so the first that can be read again. */
  get since(): number {
    return this.floor;
  }

  /** Whether the `nth` equal row (from 1) of a second is new; it no longer is afterwards. */
  add(second: number, key: string, nth: number): boolean {
    if (second < this.floor) return false;
    const known = this.seconds.get(second) ?? { counts: new Map<string, number>(), rows: 0 };
    this.seconds.set(second, known);
    const short = key.length > SHORT ? createHash('sha1').update(key).digest('base64') : key;
    if ((known.counts.get(short) ?? 0) >= nth) return false;
    known.counts.set(short, nth);
    known.rows++;
    this.rows++;
    return true;
  }

  /** Start of the longest stretch up to now that has at most `rows` known rows; the two newest seconds belong to it. */
  startOfLast(rows: number): number {
    let start = this.floor;
    let counted = 0;
    for (const [nth, second] of this.newestFirst().entries()) {
      counted += this.seconds.get(second)?.rows ?? 0;
      if (nth >= 2 && counted > rows) break;
      start = second;
      if (nth === this.seconds.size - 1) return this.floor;
    }
    return start;
  }

  /** Forgets what is older than a second. */
  forget(before: number): void {
    for (const second of this.seconds.keys()) if (second < before) this.drop(second);
    this.floor = Math.max(this.floor, before);
  }

  /** Forgets the oldest seconds of those before one, until no more is remembered than may be. */
  trim(before: number): void {
    if (this.rows <= MOST) return;
    for (const second of this.newestFirst().reverse()) {
      if (this.rows <= MOST || second >= before) return;
      this.drop(second);
      this.floor = Math.max(this.floor, second + 1);
    }
  }

  private drop(second: number): void {
    this.rows -= this.seconds.get(second)?.rows ?? 0;
    this.seconds.delete(second);
  }

  private newestFirst(): number[] {
    return [...this.seconds.keys()].sort((a, b) => b - a);
  }
}
