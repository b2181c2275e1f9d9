import type { LogLine } from '../../cloud/logs/logLine';

/** Most lines of a stream that are remembered for who joins later. */
const MOST_LINES = 20_000;

/** One who gets lines of a stream. */
export interface Joined {
  /** Local Unix milliseconds: lines of before are not for this one. */
  readonly from: number;
  /** Lines that were last read in an earlier round than this one were not given to this one. */
  readonly owed: number;
}

interface Known {
  readonly line: LogLine;
  /** Service's Unix milliseconds: its own, else that of the line before it. */
  readonly at: number | undefined;
  /** Local Unix milliseconds. */
  readonly readAt: number;
  /** How many were read before it. */
  readonly nth: number;
  /** The round in which it was last read. */
  round: number;
}

/** From where on one who joined gets lines, whatever becomes of the local clock. */
interface Limits {
  /** How many lines had been read by then: those that came later are not of before, though the clock may say so. */
  readonly after: number;
  /** The earliest time of the service's clock at the moment that was wanted; a clock that is set makes it no later. */
  start: number;
}

/**
 * The lines of a stream that were read, for several who joined at different times: who gets which, each once. A round is
 * one reading from some moment on; the next begins where somebody joins who wants lines of before.
 */
export class KnownLines {
  private readonly known = new Map<string, Known>();
  private readonly joined = new Map<Joined, Limits>();
  private round = 0;
  /** Lines that were read so far, each once. */
  private read = 0;
  private at: number | undefined;
  /** What was forgotten: the latest of its times, and the round in which it was. */
  private forgotten = { at: -Infinity, round: 0 };
  /** New lines without a time of a round that began earlier than the last, as long as none is met that is known. */
  private undecided: Known[] | undefined;

  /** `earliest`: the earliest time of the service's clock at a local moment. */
  constructor(private readonly earliest: (local: number) => number) {}

  /** A new round begins; `earlier`: with lines of before the last one. */
  begin(earlier: boolean): void {
    this.round++;
    this.at = undefined;
    this.undecided = earlier ? [] : undefined;
  }

  /** The round has come to the end of what is there: gives what it was not certain of, and who gets it. */
  settle(): readonly { readonly line: LogLine; readonly joined: readonly Joined[] }[] {
    const undecided = this.undecided ?? [];
    this.undecided = undefined;
    return undecided.map((known) => ({
      line: known.line,
      joined: this.takers(known, undefined).filter(({ owed }) => owed < this.round),
    }));
  }

  /** Adds one who wants the lines from a moment on. `whole`: it gets those of before by `since`, else by the next round. */
  join(from: number, whole: boolean): Joined {
    const joined = { from, owed: whole ? 0 : this.round + 1 };
    this.joined.set(joined, { after: this.read, start: this.start(from) });
    return joined;
  }

  leave(joined: Joined): void {
    this.joined.delete(joined);
  }

  /** Whether every line from a moment on that was read is remembered. */
  holdsSince(from: number): boolean {
    return this.forgotten.at < this.start(from);
  }

  /** The lines that were read, from a moment on. */
  since(from: number): readonly LogLine[] {
    const start = this.start(from);
    const isSince = ({ at, readAt }: Known) => readAt >= from && (at === undefined || at >= start);
    return [...this.known.values()].filter(isSince).map(({ line }) => line);
  }

  /** A line was read, at a local time; gives those who get it now. */
  add(line: LogLine, readAt: number): readonly Joined[] {
    this.at = line.at ?? this.at;
    const before = this.known.get(line.id);
    const known = before ?? { line, at: this.at, readAt, nth: this.read++, round: this.round };
    const last = before?.round ?? this.wasForgotten(known);
    known.round = this.round;
    const takers = this.takers(known, last);
    if (before) {
      // What came before it in this round is older than the first line of the last one.
      this.undecided = undefined;
      return takers;
    }
    this.remember(known);
    if (!this.undecided || known.at !== undefined) return takers;
    this.undecided.push(known);
    return takers.filter(({ owed }) => owed >= this.round);
  }

  private takers(known: Known, last: number | undefined): readonly Joined[] {
    return [...this.joined.keys()].filter(
      (joined) => (last === undefined || last < joined.owed) && this.isWanted(known, joined),
    );
  }

  /** The round in which a line was read that is no longer remembered; undefined for a new one. */
  private wasForgotten({ at }: Known): number | undefined {
    const { forgotten, round } = this;
    return at !== undefined && at <= forgotten.at && round > forgotten.round ? forgotten.round : undefined;
  }

  private remember(known: Known): void {
    this.known.set(known.line.id, known);
    if (this.known.size <= MOST_LINES) return;
    for (const [id, { at, round }] of this.known) {
      this.known.delete(id);
      this.forgotten = { at: Math.max(this.forgotten.at, at ?? -Infinity), round };
      break;
    }
  }

  /** What was read before a moment is older; so is what the service says is older. */
  private isWanted({ at, readAt, nth }: Known, joined: Joined): boolean {
    const limits = this.joined.get(joined);
    if (!limits || (nth < limits.after && readAt < joined.from)) return false;
    limits.start = Math.min(limits.start, this.start(joined.from));
    return at === undefined || at >= limits.start;
  }

  /** In whole seconds: some logs tell no more. */
  private start(from: number): number {
    return Math.floor(this.earliest(from) / 1000) * 1000;
  }
}
