import type { IncomingMessage } from 'node:http';

/** A body that was read, or left out because it was too large. */
interface Body {
  readonly body: Buffer;
  readonly tooLarge: boolean;
}

/** How much of an over-large body is still swallowed, so that its sender gets to read the refusal. */
const PATIENCE_BYTES = 64 * 1024 * 1024;

/** Reads a body of at most `limit` bytes. A longer one is read to its end but not kept. */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (length > PATIENCE_BYTES) break;
  }
  return length > limit
    ? { body: Buffer.alloc(0), tooLarge: true }
    : { body: Buffer.concat(chunks), tooLarge: false };
}
