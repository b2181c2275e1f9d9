/** Bytes as a file of JSON keeps them: text as text, anything else in Base64. */
export type JsonBytes = string | { readonly base64: string };

/** Bytes as JSON. */
export function bytesToJson(bytes: Buffer): JsonBytes {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

/** The bytes again. */
export function bytesOfJson(value: JsonBytes): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64');
}

/** The bytes as text, as the service's records and messages have them: what is not UTF-8 shows as U+FFFD. */
export function textOfJson(value: JsonBytes): string {
  return typeof value === 'string' ? value : bytesOfJson(value).toString('utf8');
}
