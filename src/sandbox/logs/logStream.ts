/** A line of a log. */
export interface LogLine {
  /** Nanoseconds since 1970, unique and growing within a stream: 19 digits, more than a double can hold. */
  readonly number: bigint;
  readonly content: string;
  readonly requestId: string;
  /** What the service keeps beside the text, where it does. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Where a stream's lines are kept for the next start. */
export interface LineKeeper {
  append(line: LogLine): void;
}

const NANOSECONDS = 1_000_000n;

/** What a clock goes back by when it is set, in nanoseconds; less may be lines of one moment. */
const SMALLEST_JUMP = 1_000_000_000n;

/** The log of one function: its last lines, up to a number of bytes. */
export class LogStream {
  private bytes = 0;

  /** `lines` are those of earlier runs, oldest first; the stream takes the list over. */
  constructor(
    private readonly lines: LogLine[],
    private readonly limitBytes: number,
    private readonly now: () => number,
    private readonly keeper: LineKeeper,
  ) {
    for (const line of lines) this.bytes += line.content.length;
  }

  append(content: string, requestId: string, fields?: LogLine['fields']): void {
    const { at, number } = this.place(this.now());
    const line = { number, content, requestId, ...(fields && { fields }) };
    this.lines.splice(at, 0, line);
    this.keeper.append(line);
    this.bytes += content.length;
    if (this.bytes > this.limitBytes) this.dropOldest();
  }

  /**
   * Where a line of a time goes: behind the others, or where the clock was ahead before and was put right, so that the
   * line is found at its time, among them.
   */
  private place(ms: number): { readonly at: number; readonly number: bigint } {
    const time = BigInt(ms) * NANOSECONDS;
    const last = this.lines.at(-1)?.number ?? 0n;
    if (time > last) return { at: this.lines.length, number: time };
    if (last - time < SMALLEST_JUMP) return { at: this.lines.length, number: last + 1n };
    let [at, number] = [this.firstFrom(ms), time];
    for (; this.lines[at]?.number === number; at += 1) number += 1n;
    return { at, number };
  }

  /** The lines of a time window in Unix milliseconds, both ends included, oldest first. */
  between(start: number, end: number): readonly LogLine[] {
    return this.lines.slice(this.firstFrom(start), this.firstFrom(end + 1));
  }

  /** Index of the first line that is not older than a time. */
  private firstFrom(ms: number): number {
    const time = BigInt(ms) * NANOSECONDS;
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle]?.number ?? time) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops old lines in one go, so that a flood of lines does not shift the list each time. */
  private dropOldest(): void {
    let drop = 0;
    while (this.bytes > this.limitBytes / 2 && drop < this.lines.length - 1) {
      this.bytes -= this.lines[drop]?.content.length ?? 0;
      drop += 1;
    }
    this.lines.splice(0, drop);
  }
}
