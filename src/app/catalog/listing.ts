/** Where the reading of a list stands. */
type Phase =
  | { readonly kind: 'reading' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Reads all pages of something. */
type Pages<T> = (signal: AbortSignal) => AsyncIterable<readonly T[]>;

/** Who wants to know how a list grows. */
interface Reader<T> {
  /** Takes a page; called in order. */
  page(items: readonly T[]): void;
  /**
   * Something is worth drawing: the first page, growth by half since the last time, or the end. Drawing
   * costs as much as there is to draw, so all drawing of a list together costs time in proportion to its length.
   */
  changed(): void;
}

/** A list that is being read page by page, in the background, until its end, its failure, or `stop`. */
export interface Listing {
  readonly phase: Phase;
  /** Settles (and never fails) when there is something to show: the first page, the end or the failure. */
  readonly first: Promise<void>;
  /** Settles (and never fails) when the list has come to its end or failed. */
  readonly done: Promise<void>;
  stop(): void;
}

/** Starts reading. The reader hears nothing more after `stop`. */
export function read<T>(pages: Pages<T>, reader: Reader<T>): Listing {
  const stopping = new AbortController();
  const { signal } = stopping;
  let phase: Phase = { kind: 'reading' };
  let count = 0;
  let drawn = 0;
  let seen: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (seen = resolve));

  const end = (last: Phase): void => {
    phase = last;
    seen();
    if (!signal.aborted) reader.changed();
  };

  const drain = async (): Promise<void> => {
    for await (const page of pages(signal)) {
      if (signal.aborted) return;
      reader.page(page);
      count += page.length;
      if (count === 0) continue;
      seen();
      if (count >= drawn * 1.5) {
        drawn = count;
        reader.changed();
      }
    }
  };

  const done = drain().then(
    () => end({ kind: 'complete' }),
    (error: unknown) => end({ kind: 'failed', error }),
  );
  return {
    get phase() {
      return phase;
    },
    first,
    done,
    stop: () => stopping.abort(),
  };
}
