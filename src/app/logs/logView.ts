import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogLine } from '../../cloud/logs/logLine';
import type { Say } from '../../model/changes';
import { createOwners } from '../../model/invocation/logOwners';
import { plain, quoted } from '../../model/invocation/outputText';
import { message } from '../../model/message';
import { readLevel, type LogLevel } from './levels';
import { isEmpty, NO_FILTER, testOf, type LogFilter } from './logFilter';

/** Where a log is shown. */
export interface LogSink {
  /** Text at the end, with its line breaks. */
  append(text: string): void;
  /** Text in the place of all there is; it is made piece by piece, while it is shown. */
  replace(texts: Iterable<string>): void;
}

/** How much of a log is kept. */
interface Limits {
  readonly lines: number;
  readonly characters: number;
  /** Lines are known by their ids for longer than they are kept. */
  readonly ids: number;
}

const LIMITS: Limits = { lines: 20_000, characters: 8_000_000, ids: 200_000 };

/** So many lines, or characters of them, are read before others have their turn. */
const [SLICE_LINES, SLICE_CHARACTERS] = [500, 256 * 1024];

/** A line as it is shown, or a note of FnDeck between the lines, which no filter hides. */
interface Entry {
  /** With its line breaks. */
  readonly text: string;
  readonly note?: true;
  readonly level?: LogLevel;
  readonly requestId?: string;
}

/**
 * A log as a person sees it: each line once, by its level, as far as a filter lets it through; the newest of them, with
 * a note of how many are no longer shown. Lines are read in slices, so that a flood keeps nobody waiting.
 */
export class LogView {
  private entries: Entry[] = [];
  private characters = 0;
  private readonly ids = new Set<string>();
  private waiting: (readonly LogLine[] | string)[] = [];
  private working: Promise<void> = Promise.resolve();
  private isWorking = false;
  private readonly owners = createOwners<LogLine>(() => false);
  /** The line that was read last. */
  private last: Entry | undefined;
  /** Lines that are no longer kept. */
  private left = 0;
  private filter: LogFilter = NO_FILTER;
  private test = testOf(NO_FILTER);
  /** How often all was forgotten. */
  private cleared = 0;
  private isDisposed = false;

  constructor(
    private readonly sink: LogSink,
    private readonly say: Say,
    private readonly limits: Limits = LIMITS,
  ) {}

  /** The filter that lines have to pass. */
  get shown(): LogFilter {
    return this.filter;
  }

  /** Lines as they were read; one that was taken before is not taken again. */
  take(lines: readonly LogLine[]): void {
    for (let from = 0; from < lines.length; from += SLICE_LINES)
      this.waiting.push(lines.slice(from, from + SLICE_LINES));
    this.begin();
  }

  /** A note of FnDeck, after the lines so far. */
  note(text: string): void {
    this.waiting.push(text);
    this.begin();
  }

  /** Shows what is kept anew, as far as it passes the filter; what comes has to pass it, too. */
  show(filter: LogFilter): void {
    this.filter = filter;
    this.test = testOf(filter);
    this.sink.replace(this.texts());
  }

  /** Resolves when all that was taken has been handed to the sink. */
  async settled(): Promise<void> {
    while (this.isWorking) await this.working;
  }

  dispose(): void {
    this.isDisposed = true;
    this.waiting = [];
  }

  /** Forgets all lines, as if none had been taken. */
  clear(): void {
    [this.waiting, this.entries, this.characters, this.left, this.last] = [[], [], 0, 0, undefined];
    this.cleared++;
    this.ids.clear();
    this.sink.replace(this.texts());
  }

  private begin(): void {
    if (this.isWorking) return;
    this.isWorking = true;
    this.working = this.work().finally(() => (this.isWorking = false));
  }

  private async work(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      if (typeof next === 'string') this.add([{ text: `${next}\n`, note: true }]);
      else {
        let slice: Entry[] = [];
        let characters = 0;
        const { cleared } = this;
        for (const line of this.owners(next.filter(({ id }) => this.isNew(id)))) {
          const entry = this.entryOf(line);
          slice.push(entry);
          characters += entry.text.length;
          if (characters < SLICE_CHARACTERS) continue;
          this.add(slice);
          [slice, characters] = [[], 0];
          await nextTurn();
          if (this.cleared !== cleared) break;
        }
        this.add(slice);
      }
      await nextTurn();
      if (this.isDisposed) return;
    }
  }

  private isNew(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size <= this.limits.ids) return true;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      break;
    }
    return true;
  }

  private add(slice: readonly Entry[]): void {
    for (const entry of slice) {
      this.entries.push(entry);
      this.characters += entry.text.length;
    }
    const { lines, characters } = this.limits;
    if (this.entries.length > lines || this.characters > characters) {
      this.drop();
      return this.sink.replace(this.texts());
    }
    const text = slice.filter((entry) => this.passes(entry)).map((entry) => entry.text);
    if (text.length > 0) this.sink.append(text.join(''));
  }

  /** The older half goes, so that all is written anew only once in a while. */
  private drop(): void {
    const { lines, characters } = this.limits;
    let count = 0;
    while (
      count < this.entries.length - 1 &&
      (this.entries.length - count > lines / 2 || this.characters > characters / 2)
    ) {
      const entry = this.entries[count++];
      this.characters -= entry?.text.length ?? 0;
      if (entry?.note !== true) this.left++;
    }
    this.entries = this.entries.slice(count);
  }

  /** A line that begins with a space goes on with the one before it, as those of a stack do. */
  private entryOf({ text, requestId }: LogLine): Entry {
    const read = readLevel(text);
    const before = /^\s/.test(text) && this.last?.requestId === requestId ? this.last?.level : undefined;
    const level = read.level ?? before;
    this.last = {
      text: `${quoted(read.text).join('\n')}\n`,
      ...(level !== undefined && { level }),
      ...(requestId !== undefined && { requestId }),
    };
    return this.last;
  }

  private passes(entry: Entry): boolean {
    return entry.note === true || this.test(entry);
  }

  /** All that is kept now and passes the filter of now, in pieces; what is not shown is said first. */
  private texts(): Iterable<string> {
    const [entries, test, head] = [this.entries.slice(), this.test, this.head()];
    return (function* () {
      if (head !== '') yield head;
      for (let from = 0; from < entries.length; from += SLICE_LINES) {
        const slice = entries.slice(from, from + SLICE_LINES);
        yield slice.flatMap((entry) => (entry.note === true || test(entry) ? [entry.text] : [])).join('');
      }
    })();
  }

  private head(): string {
    const { left, filter, limits } = this;
    const said = [
      ...(left === 0
        ? []
        : [
            message('{0} earlier lines are no longer shown: the newest {1} at most are.', left, limits.lines),
          ]),
      ...(isEmpty(filter)
        ? []
        : [message('Shown are the lines that fit the filter: {0}', plain(filter.typed))]),
    ];
    return said.map((one) => `⋯ ${this.say(one)}\n`).join('');
  }
}
