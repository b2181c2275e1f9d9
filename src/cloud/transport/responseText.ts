import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { Response } from 'node-fetch';
import type { HttpResponse } from './request';
import { TransportFailure } from './transportFailure';

/** Bytes of a body that keeps others waiting. */
const LARGE = 4 * 1024 * 1024;

/** Begins a text in UTF-8 whose writer wants that to be known. */
const MARK = '\uFEFF';

/**
 * Decodes a body as it arrives; stops the transfer with a `tooLarge` failure beyond `maxBytes`. Of one that is no UTF-8 the
 * text is made when it is asked for: 32 MB of it would keep everybody waiting.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
): Promise<Pick<HttpResponse, 'text' | 'bytes' | 'byteOrderMark'>> {
  const { body } = response;
  if (!body) return { text: '' };
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const parts: string[] = [];
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isText = true;
  const decode = (data?: Uint8Array) => {
    try {
      if (isText) parts.push(data ? decoder.decode(data, { stream: true }) : decoder.decode());
    } catch {
      isText = false; // a byte that no UTF-8 has
    }
  };
  for await (const chunk of body) {
    const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += data.length;
    if (bytes > maxBytes) throw new TransportFailure('tooLarge', 'answered', `more than ${maxBytes} bytes`);
    chunks.push(data);
    decode(data);
  }
  decode();
  // Joining and what is made of the text take a while each: others are let in between.
  const turn = () => (bytes > LARGE ? setImmediate() : undefined);
  await turn();
  if (isText) {
    const text = parts.join('');
    await turn();
    return text.startsWith(MARK) ? { text: text.slice(MARK.length), byteOrderMark: MARK } : { text };
  }
  const whole = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const chunk of chunks) {
    const before = at;
    whole.set(chunk, at);
    at += chunk.length;
    if (Math.floor(at / LARGE) > Math.floor(before / LARGE)) await turn();
  }
  return {
    get text() {
      return new TextDecoder().decode(whole);
    },
    bytes: whole,
  };
}
