import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text, 'utf8').digest()) as [
    Buffer,
    Buffer,
  ];
  return timingSafeEqual(left, right);
}
