/** Largest fingerprint; VS Code takes it for a file size, so it stays far below any size limit. */
const RANGE = 1_000_000;

/**
 * A number from 1 to 1,000,000 that stands for a text: the same text gives the same number in every session.
 * VS Code decides on save conflicts by time and size, and a config changed from `1` to `3` retries keeps its size;
 * a fingerprint in the place of the size does not (32-bit FNV-1a over UTF-16 code units).
 */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return 1 + ((hash >>> 0) % RANGE);
}
