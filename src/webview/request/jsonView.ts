import { h } from '../dom';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON text as coloured pieces; the text of all together is the given one. */
export function jsonPieces(text: string): readonly (HTMLElement | string)[] {
  const pieces: (HTMLElement | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) pieces.push(text.slice(from, match.index));
    const [whole, quoted, colon, word] = match;
    if (quoted !== undefined) {
      pieces.push(
        h('span', { class: colon === undefined ? 'json-string' : 'json-key' }, quoted),
        colon ?? '',
      );
    } else {
      pieces.push(h('span', { class: word === undefined ? 'json-number' : 'json-word' }, whole));
    }
    from = match.index + whole.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}
