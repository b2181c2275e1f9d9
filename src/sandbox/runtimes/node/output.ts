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
