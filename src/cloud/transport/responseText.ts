import { Buffer, isUtf8 } from 'node:buffer';
import type { Response } from 'node-fetch';
import type { HttpResponse } from './request';
import { TransportFailure } from './transportFailure';

/** Decodes a body as it arrives; stops the transfer with a `tooLarge` failure beyond `maxBytes`. */
export async function readBody(
  response: Response,
  maxBytes: number,
): Promise<Pick<HttpResponse, 'text' | 'bytes'>> {
  const { body } = response;
  if (!body) return { text: '' };
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let doubtful = false;
  const add = (part: string) => {
    parts.push(part);
    doubtful ||= part.includes('\uFFFD');
  };
  for await (const chunk of body) {
    const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += data.length;
    if (bytes > maxBytes) throw new TransportFailure('tooLarge', 'answered', `more than ${maxBytes} bytes`);
    chunks.push(data);
    add(decoder.decode(data, { stream: true }));
  }
  add(decoder.decode());
  const text = parts.join('');
  if (!doubtful) return { text };
  // The text itself may have had that character.
  const whole = Buffer.concat(chunks);
  return isUtf8(whole) ? { text } : { text, bytes: whole };
}
