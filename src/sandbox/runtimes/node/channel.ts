import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { messageBytes, messageReader } from '../../runner/messages';
import { CHANNEL, type FromRuntime, type ToRuntime } from '../../runner/protocol';

/**
 * The runtime's end of the channel to the runner. `onMessage` gets each message with its bytes; the process ends when the runner closes
 * the channel, so that nothing lives on without a sandbox.
 */
export function openChannel(onMessage: (message: ToRuntime, body: Buffer) => void) {
  const socket = new Socket({ fd: CHANNEL.toRuntime, readable: true, writable: false });
  let secret = '';
  const receive = messageReader(
    (line) => JSON.parse(line) as ToRuntime & { readonly bytes?: number },
    (message, body) => {
      if (message.type === 'load') secret = message.secret;
      onMessage(message, body);
    },
    () => process.exit(1),
  );
  socket.on('data', receive);
  socket.on('close', () => process.exit(0));
  socket.on('error', () => process.exit(0));

  return {
    get secret(): string {
      return secret;
    },
    /** Writes a message; it has left this process when the call returns. */
    send(message: FromRuntime, body?: Buffer): void {
      // The line end in front cuts off what a handler may have written to the channel.
      const bytes = Buffer.concat([Buffer.from('\n'), messageBytes({ secret, ...message }, body)]);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(CHANNEL.fromRuntime, bytes, at);
      } catch {
        // The handler closed the channel: nobody can be answered any more.
        process.exit(1);
      }
    },
  };
}
