import { createHash } from 'node:crypto';

/** Most keys that are remembered of one second, and of all but those that are just being read. */
const MOST = 50_000;

/** Longer texts are remembered by their hash. */
const SHORT = 80;

/** Rows of one second. */
interface Second {
  /** How often each was given, by its short key; undefined: too many to be remembered one by one. */
  counts: Map<string, number> | undefined;
  /** Rows given. */
  rows: number;
  /** How far the second was read: rows from its beginning, those of other functions with them. */
  places: number;
}

/**
 * The rows of a log that were given already. They have no id of their own: a row is known by its second, its instance,
 * its text and the how-manieth equal one it is. In a second with more rows than can be remembered, a row is known by its
 * place from then on: one that comes late is lost there, and the last one is given again in its stead. Seconds that are
 * forgotten count as given whole.
 */
export class GivenRows {
  private readonly seconds = new Map<number, Second>();
  /** Keys that are remembered. */
  private keys = 0;

  /** `floor`: Unix seconds; what is older is not wanted. */
  constructor(private floor: number) {}

  /** The first second that is remembered, and so the first that can be read again. */
  get since(): number {
    return this.floor;
  }

  /** The place after which the rows of a second are to be read; 0 unless its rows are known by their place. */
  readTo(second: number): number {
    const known = this.seconds.get(second);
    return known && !known.counts ? known.places : 0;
  }

  /** Whether the rows of a second are too many to be known one by one. */
  isCrowded(second: number): boolean {
    const known = this.seconds.get(second);
    return known !== undefined && known.counts === undefined;
  }

  /**
   * Whether a row is new; it no longer is afterwards. `key`: short; undefined for a row of another function, which is
   * never new. `nth`: among equal rows of the second, from 1. `place`: among all of them, from 1.
   */
  add(second: number, key: string | undefined, nth: number, place: number): boolean {
    if (second < this.floor) return false;
    const known = this.seconds.get(second) ?? { counts: new Map<string, number>(), rows: 0, places: 0 };
    this.seconds.set(second, known);
    const before = known.places;
    known.places = Math.max(before, place);
    if (key === undefined) return false;
    if (!known.counts) {
      if (place <= before) return false;
    } else {
      const given = known.counts.get(key);
      if ((given ?? 0) >= nth) return false;
      known.counts.set(key, nth);
      if (given === undefined) this.keys++;
      if (known.counts.size > MOST) {
        this.keys -= known.counts.size;
        known.counts = undefined;
      }
    }
    known.rows++;
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
    if (this.keys <= MOST) return;
    for (const second of this.newestFirst().reverse()) {
      if (this.keys <= MOST || second >= before) return;
      this.drop(second);
      this.floor = Math.max(this.floor, second + 1);
    }
  }

  private drop(second: number): void {
    this.keys -= this.seconds.get(second)?.counts?.size ?? 0;
    this.seconds.delete(second);
  }

  private newestFirst(): number[] {
    return [...this.seconds.keys()].sort((a, b) => b - a);
  }
}

/** Where one reading of a stretch stands in a second. */
interface Standing {
  readonly counts: Map<string, number>;
  place: number;
}

/** One reading of a stretch of the log, row by row in the order of the log. */
export class Reading {
  private seconds = new Map<number, Standing>();
  private isAhead = false;

  /** `place`: rows of the second `from` that are not read. */
  constructor(
    private readonly given: GivenRows,
    from: number,
    place: number,
  ) {
    this.seconds.set(from, { counts: new Map(), place });
  }

  /** A reading of the same rows that are to be read once more, because some are missing among them. */
  ahead(): Reading {
    const copy = new Reading(this.given, 0, 0);
    copy.isAhead = true;
    copy.seconds = new Map(
      [...this.seconds].map(([second, { counts, place }]) => [second, { counts: new Map(counts), place }]),
    );
    return copy;
  }

  /**
   * Reads the next row; `key` is undefined for a row of another function. A text that no other row of this reader has;
   * undefined where the row was given before or is not wanted.
   */
  next(second: number, key: string | undefined): string | undefined {
    const standing = this.seconds.get(second) ?? { counts: new Map<string, number>(), place: 0 };
    this.seconds.set(second, standing);
    const { counts } = standing;
    const place = ++standing.place;
    const byPlace = this.given.isCrowded(second);
    if (byPlace) counts.clear();
    if (byPlace && this.isAhead) return undefined; // its place is not known yet
    const short = key !== undefined && key.length > SHORT && !byPlace ? hashOf(key) : key;
    const nth = short === undefined ? 1 : (counts.get(short) ?? 0) + 1;
    if (short !== undefined && !byPlace) counts.set(short, nth);
    if (!this.given.add(second, short, nth, this.isAhead ? 0 : place)) return undefined;
    return byPlace ? `${String(second)}#${String(place)}` : `${String(second)}/${short ?? ''}/${String(nth)}`;
  }
}

function hashOf(key: string): string {
  return createHash('sha1').update(key).digest('base64');
}
