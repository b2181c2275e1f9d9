import { AsyncLocalStorage } from 'node:async_hooks';
import { endOfRun } from '../../runner/protocol';

type Write = (text: string) => unknown;

/**
 * Sets stdout and stderr to write at once, so that an exit or a crash loses no line, and keeps their `write` before user
 * code can replace it.
 */
export function keepOutput(): readonly Write[] {
  return [process.stdout, process.stderr].map((stream) => {
    const { _handle: handle } = stream as unknown as {
      _handle?: { setBlocking?(isBlocking: boolean): void };
    };
    handle?.setBlocking?.(true);
    return stream.write.bind(stream);
  });
}

/** Tells the runner that all log lines of a run are written. */
export function finishLog(output: readonly Write[], secret: string, run: number): void {
  for (const write of output) write(`\n${endOfRun(secret, run)}\n`);
}

/** The outputs of runs in one process, each with what it has written itself. */
export interface Outputs {
  /** Runs `work`: what it writes, and whatever it has begun, is the output of that run. */
  of<T>(run: number, work: () => T): T;
}

/** Sends what runs write to stdout (1) and stderr (2) to `send`. What no run has written stays where it was. */
export function separateOutputs(send: (run: number, stream: 1 | 2, bytes: Buffer) => void): Outputs {
  const current = new AsyncLocalStorage<number>();
  for (const [stream, number] of [
    [process.stdout, 1],
    [process.stderr, 2],
  ] as const) {
    const write = stream.write.bind(stream) as (...all: readonly unknown[]) => boolean;
    stream.write = (text: unknown, ...rest: readonly unknown[]): boolean => {
      const run = current.getStore();
      if (run === undefined || (typeof text !== 'string' && !(text instanceof Uint8Array))) {
        return write(text, ...rest);
      }
      const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
      send(run, number, typeof text === 'string' ? Buffer.from(text, encoding) : Buffer.from(text));
      const written = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
      if (written) process.nextTick(written);
      return true;
    };
  }
  return { of: (run, work) => current.run(run, work) };
}
