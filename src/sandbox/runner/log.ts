import type { Readable } from 'node:stream';
import { lineSplitter } from './lines';

/** How much one run may log, in bytes; a handler that prints without end must not fill the sandbox's memory. */
const LOG_LIMIT = 32 * 1024 * 1024;

/**
 * Reads the standard output and error of one instance. The lines go to the `onLine` that `attach` named last, until
 * `LOG_LIMIT`; from then on the lines of that run are dropped and one line says so.
 */
export function logOf(streams: readonly Readable[]) {
  let onLine: (line: string) => void = () => {};
  let left = LOG_LIMIT;
  let heapWasFull = false;
  let mark: string | undefined;
  let unmarked = 0;
  let allMarked: () => void = () => {};

  const deliver = (line: string): void => {
    if (left <= 0) return;
    left -= line.length + 1;
    onLine(line);
    if (left <= 0) onLine(`[the log is cut here: one run may log ${LOG_LIMIT / 1024 / 1024} MB]`);
  };

  const read = (stream: Readable): void => {
    // The runtime starts its mark on a new line; the empty line that comes of it is not the handler's.
    let emptyLine = false;
    const splitter = lineSplitter((line) => {
      if (line === mark) {
        emptyLine = false;
        if (--unmarked === 0) allMarked();
        return;
      }
      if (emptyLine) deliver('');
      emptyLine = line === '';
      if (emptyLine) return;
      heapWasFull ||= line.includes('JavaScript heap out of memory');
      deliver(line);
    });
    stream.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream.on('end', () => {
      splitter.flush();
      if (emptyLine) deliver('');
    });
    stream.on('error', () => stream.destroy());
  };
  streams.forEach(read);

  return {
    /** Sends the lines to `next` from now on, and lets it have `LOG_LIMIT` bytes. */
    attach(next: (line: string) => void): void {
      onLine = next;
      left = LOG_LIMIT;
    },
    /** Resolves when every stream has shown `line`, which is not delivered. */
    until(line: string): Promise<void> {
      mark = line;
      unmarked = streams.length;
      return new Promise((resolve) => (allMarked = resolve));
    },
    /** Whether V8 said that the heap is full; it says so on stderr and aborts the process. */
    get heapWasFull(): boolean {
      return heapWasFull;
    },
  };
}
