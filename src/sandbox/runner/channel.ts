import type { Readable, Writable } from 'node:stream';
import { messageBytes, messageReader } from './messages';
import type { FromRuntime, ToRuntime } from './protocol';

/** A message of a runtime with its bytes. */
type Heard<T extends FromRuntime['type']> = Extract<FromRuntime, { type: T }> & { readonly body: Buffer };

/**
 * The runner's end of the channel to a runtime. Only messages that carry the secret count; anything else that the child
 * writes there is ignored. `onFlood` is called when something is longer than any message can be.
 */
export function channelTo(write: Writable, read: Readable, secret: string, onFlood: () => void) {
  const listeners = new Set<(message: Heard<FromRuntime['type']>) => void>();
  const receive = messageReader(
    (line) => messageIn(line, secret),
    (message, body) => listeners.forEach((hear) => hear({ ...message, body })),
    onFlood,
  );
  read.on('data', receive);
  // A child that ends while we write or that closes the channel is noticed by its exit, or by the time-out.
  read.on('error', () => read.destroy());
  write.on('error', () => write.destroy());

  return {
    send(message: ToRuntime, body?: Buffer): void {
      write.write(messageBytes(message, body));
    },
    /** Calls `hear` with every message. */
    each(hear: (message: Heard<FromRuntime['type']>) => void): void {
      listeners.add(hear);
    },
    /** The next message of one of the types, of a run where that is given; to be asked for before it can come. */
    next<T extends FromRuntime['type']>(types: readonly T[], run?: number): Promise<Heard<T>> {
      return new Promise((resolve) => {
        const hear = (message: Heard<FromRuntime['type']>): void => {
          if (!(types as readonly string[]).includes(message.type)) return;
          if (run !== undefined && (!('run' in message) || message.run !== run)) return;
          listeners.delete(hear);
          resolve(message as Heard<T>);
        };
        listeners.add(hear);
      });
    },
  };
}

/** The message in a line, if the line is one of our runtime's: only that knows the secret. */
function messageIn(line: string, secret: string): (FromRuntime & { readonly bytes?: number }) | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isOurs =
      typeof value === 'object' && value !== null && 'secret' in value && value.secret === secret;
    return isOurs ? (value as unknown as FromRuntime) : undefined;
  } catch {
    return undefined;
  }
}
