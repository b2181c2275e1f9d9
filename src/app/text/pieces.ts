/** Cuts a text into pieces of at most `most` characters, never through a surrogate pair. */
export function* pieces(text: string, most: number): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + most);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to--;
    yield text.slice(from, to);
    from = to;
  }
}
