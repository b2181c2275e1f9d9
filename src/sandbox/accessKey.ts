import { randomInt } from 'node:crypto';

/** A pair of keys, temporary where it has a security token. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly temporary?: { readonly securityToken: string; readonly expiresAt: number };
}

/** A text of so many characters, each picked at random. */
export function randomText(length: number, from: string): string {
  return Array.from({ length }, () => from[randomInt(from.length)]).join('');
}
