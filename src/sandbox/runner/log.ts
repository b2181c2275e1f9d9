import type { Readable } from 'node:stream';
import { lineSplitter } from './lines';

/** How much one run may log, in bytes; a handler that prints without end must not fill the sandbox's memory. */
const LOG_LIMIT = 32 * 1024 * 1024;

/** What Node.js writes to stderr about its inspector: no line of the handler, and the address is for the debugger only. */
const OF_INSPECTOR =
  /^(Debugger (listening|ending) on ws:\/\/|For help, see: https:\/\/nodejs\.org\/|Debugger attached\.$|Waiting for the debugger to disconnect\.\.\.$)/;

/** Leaves out what Node.js says about its inspector. */
export function withoutInspector(onLine: (line: string) => void): (line: string) => void {
  return (line) => void (OF_INSPECTOR.test(line) || onLine(line));
}

/** Lets lines through until `LOG_LIMIT` bytes; from then on they are dropped, and one line says so. */
function limited(onLine: (line: string) => void): (line: string) => void {
  let left = LOG_LIMIT;
  return (line) => {
    if (left <= 0) return;
    left -= line.length + 1;
    onLine(line);
    if (left <= 0) onLine(`[the log is cut here: one run may log ${LOG_LIMIT / 1024 / 1024} MB]`);
  };
}

/** The log of one of several runs in an instance: what came by the channel of its stdout (1) and stderr (2), in lines. */
export function runLog(onLine: (line: string) => void) {
  const deliver = limited(onLine);
  const streams = [lineSplitter(deliver), lineSplitter(deliver)] as const;
  return {
    push: (stream: 1 | 2, bytes: Buffer): void => streams[stream - 1]?.push(bytes),
    /** Gives what stands after the last line end. */
    flush: (): void => streams.forEach((each) => each.flush()),
  };
}

/**
 * Reads the standard output and error of one instance. The lines go to the `onLine` that `attach` named last, until
 * `LOG_LIMIT`; from then on the lines of that run are dropped and one line says so.
 */
export function logOf(streams: readonly Readable[]) {
  let deliver: (line: string) => void = () => {};
  let heapWasFull = false;
  let mark: string | undefined;
  let unmarked = 0;
  let allMarked: () => void = () => {};

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
      deliver = limited(next);
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
