import { Buffer } from 'node:buffer';
import type { Response } from 'node-fetch';
import { TransportFailure } from './transportFailure';

/** Decodes a body as it arrives; stops the transfer with a `tooLarge` failure beyond `maxBytes`. */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const { body } = response;
  if (!body) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += data.length;
    if (bytes > maxBytes) throw new TransportFailure('tooLarge', 'answered', `more than ${maxBytes} bytes`);
    parts.push(decoder.decode(data, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}
