import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { CHANNEL, type FromRuntime, type ToRuntime } from '../../runner/protocol';

/**
 * The runtime's end of the channel to the runner. `onMessage` gets each message; the process ends when the runner closes
 * the channel, so that nothing lives on without a sandbox.
 */
export function openChannel(onMessage: (message: ToRuntime) => void) {
  const socket = new Socket({ fd: CHANNEL.toRuntime, readable: true, writable: false });
  let secret = '';
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: Buffer | string) => {
    text += chunk.toString();
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const message = JSON.parse(text.slice(0, end)) as ToRuntime;
      text = text.slice(end + 1);
      if (message.type === 'load') secret = message.secret;
      onMessage(message);
    }
  });
  socket.on('close', () => process.exit(0));
  socket.on('error', () => process.exit(0));

  return {
    get secret(): string {
      return secret;
    },
    /** Writes a message; it has left this process when the call returns. */
    send(message: FromRuntime): void {
      // The line end in front cuts off what a handler may have written to the channel.
      const bytes = Buffer.from(`\n${JSON.stringify({ secret, ...message })}\n`);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(CHANNEL.fromRuntime, bytes, at);
      } catch {
        // The handler closed the channel: nobody can be answered any more.
        process.exit(1);
      }
    },
  };
}
