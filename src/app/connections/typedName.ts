/**
 * Compares what a person types with a name that they see: white space that is doubled or at the ends, characters without
 * a look of their own, and an accent that is written apart from its letter cannot be told by the eye.
 */
export function typedName(name: string): {
  /** Whether a text may become the name. */
  begins(typed: string): boolean;
  /** Whether it is the name. */
  is(typed: string): boolean;
} {
  const wanted = asSeen(name);
  return {
    begins: (typed) => wanted.startsWith(asSeen(typed)),
    is: (typed) => asSeen(typed) === wanted && (wanted !== '' || typed === name),
  };
}

function asSeen(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Zs}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}
