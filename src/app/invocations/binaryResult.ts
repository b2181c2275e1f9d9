import { Buffer } from 'node:buffer';
import { contentOf, isPdfText } from '../../model/invocation/content';
import type { BinaryResult, InvocationRecord } from '../../model/invocation/record';

/** Bytes that are no text as a record keeps them; `said`: the media type that somebody gave them. */
export function binaryOf(bytes: Uint8Array, said: string | undefined): BinaryResult {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { ...contentOf(bytes, said), bytes: bytes.length, base64 };
}

/** What a function returned, as a record has it: a text, or bytes where it is none. */
export function keptResult(
  text: string,
  bytes: Uint8Array | undefined,
  said: string | undefined,
): Pick<InvocationRecord, 'result' | 'binary'> {
  if (bytes) return { binary: binaryOf(bytes, said) };
  return isPdfText(text) ? { binary: binaryOf(Buffer.from(text), said) } : { result: text };
}

/** The bytes of a binary result; undefined where they were not kept. */
export function bytesOf({ base64 }: BinaryResult): Uint8Array | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}
