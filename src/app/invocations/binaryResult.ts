import { Buffer } from 'node:buffer';
import { contentOf, isPdfText } from '../../model/invocation/content';
import type { BinaryResult, InvocationRecord } from '../../model/invocation/record';

/** Bytes that are encoded at a time, a multiple of three: all 32 MB at once would keep everybody waiting. */
const CHUNK = 1536 * 1024;

/** Bytes that are no text as a record keeps them; `said`: the media type that somebody gave them. */
export function binaryOf(bytes: Uint8Array, said: string | undefined): BinaryResult {
  return { ...contentOf(bytes, said), bytes: bytes.length, base64: base64Of(bytes) };
}

/** What a function returned, as a record has it: a text, or bytes where it is none. */
export async function keptResult(
  text: string,
  bytes: Uint8Array | undefined,
  said: string | undefined,
): Promise<Pick<InvocationRecord, 'result' | 'binary'>> {
  if (bytes) {
    // Added and not joined: that copies all of it at once, and where nobody looks at it, for nothing.
    let base64 = '';
    for (let at = 0; at < bytes.length; at += CHUNK) {
      base64 += base64Of(bytes.subarray(at, at + CHUNK));
      await new Promise(setImmediate);
    }
    return { binary: { ...contentOf(bytes, said), bytes: bytes.length, base64 } };
  }
  return isPdfText(text) ? { binary: binaryOf(Buffer.from(text), said) } : { result: text };
}

/** The bytes of a binary result; undefined where they were not kept. */
export function bytesOf({ base64 }: BinaryResult): Uint8Array | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

function base64Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
