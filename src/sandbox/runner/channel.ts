import type { Readable, Writable } from 'node:stream';
import type { FromRuntime, ToRuntime } from './protocol';

/** The longest message; a result of 6 MB can become this long as a JSON string. */
const MESSAGE_LIMIT = 48 * 1024 * 1024;

/**
 * The runner's end of the channel to a runtime. Only messages that carry the secret count; anything else that the child
 * writes there is ignored. `onFlood` is called when a line is longer than any message can be.
 */
export function channelTo(write: Writable, read: Readable, secret: string, onFlood: () => void) {
  const listeners = new Set<(message: FromRuntime) => void>();
  let parts: Buffer[] = [];
  let length = 0;

  const take = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
    if (length > MESSAGE_LIMIT) {
      clear();
      onFlood();
    }
  };
  const clear = (): string => {
    const line = Buffer.concat(parts).toString('utf8');
    parts = [];
    length = 0;
    return line;
  };

  read.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      const message = messageIn(clear(), secret);
      if (message !== undefined) listeners.forEach((hear) => hear(message));
    }
    if (from < chunk.length) take(chunk.subarray(from));
  });
  // A child that ends while we write or that closes the channel is noticed by its exit, or by the time-out.
  read.on('error', () => read.destroy());
  write.on('error', () => write.destroy());

  return {
    send(message: ToRuntime): void {
      write.write(`${JSON.stringify(message)}\n`);
    },
    /** The next message of one of the types; to be asked for before it can come. */
    next<T extends FromRuntime['type']>(...types: readonly T[]): Promise<Extract<FromRuntime, { type: T }>> {
      return new Promise((resolve) => {
        const hear = (message: FromRuntime): void => {
          if (!(types as readonly string[]).includes(message.type)) return;
          listeners.delete(hear);
          resolve(message as Extract<FromRuntime, { type: T }>);
        };
        listeners.add(hear);
      });
    },
  };
}

/** The message in a line, if the line is one of our runtime's: only that knows the secret. */
function messageIn(line: string, secret: string): FromRuntime | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isOurs =
      typeof value === 'object' && value !== null && 'secret' in value && value.secret === secret;
    return isOurs ? (value as unknown as FromRuntime) : undefined;
  } catch {
    return undefined;
  }
}
