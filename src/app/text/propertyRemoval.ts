import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser';

// jsonc-parser's enum has no values at run time for code that is compiled file by file.
const COMMA: SyntaxKind.CommaToken = 5;
const LINE_COMMENT: SyntaxKind.LineCommentTrivia = 12;
const BLOCK_COMMENT: SyntaxKind.BlockCommentTrivia = 13;

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The text without one property of an object and the comma that goes with it. Comments stay, those of the neighbours
 * above all (jsonc-parser's own removal takes them along); a line that becomes empty goes, and so does an object's
 * inner white space when nothing else is left in it.
 */
export function withoutProperty(text: string, property: Node): string {
  const around = property.parent;
  if (!around) return text;
  const span = { from: property.offset, to: property.offset + property.length };
  const next = comma(text, span.to, around.offset + around.length);
  if (next !== undefined) return tidied(cut(text, [{ from: span.from, to: span.to }, at(next)]), around);
  const index = around.children?.indexOf(property) ?? 0;
  const before = around.children?.[index - 1];
  const previous = before && comma(text, before.offset + before.length, span.from);
  return tidied(cut(text, previous === undefined ? [span] : [at(previous), span]), around);
}

function at(offset: number): Span {
  return { from: offset, to: offset + 1 };
}

/** The offset of the comma between two offsets, comments passed over. */
function comma(text: string, from: number, to: number): number | undefined {
  const scanner = createScanner(text.slice(from, to), true);
  for (;;) {
    const token = scanner.scan();
    if (token === COMMA) return from + scanner.getTokenOffset();
    if (token !== LINE_COMMENT && token !== BLOCK_COMMENT) return undefined;
  }
}

/** Takes spans out, from the last to the first, each with the white space that would be left over. */
function cut(text: string, spans: readonly Span[]): string {
  const [first, second] = spans;
  // Nothing but white space between them: one span.
  if (first && second && text.slice(first.to, second.from).trim() === '') {
    return cutOne(text, { from: first.from, to: second.to });
  }
  return spans.toReversed().reduce(cutOne, text);
}

function cutOne(text: string, { from, to }: Span): string {
  const before = /(\r\n|\n|\r)?[ \t]*$/.exec(text.slice(0, from));
  const after = /^[ \t]*(?=\r\n|\n|\r|$)/.exec(text.slice(to));
  const wholeLines = before?.[1] !== undefined && after !== null;
  if (wholeLines) return text.slice(0, before.index) + text.slice(to + after[0].length);
  const blank = /^[ \t]*/.exec(text.slice(to))?.[0].length ?? 0;
  return text.slice(0, from) + text.slice(text[from] === ',' ? to : to + blank);
}

/** `{}` for an object in which only white space is left. */
function tidied(text: string, { offset }: Node): string {
  const empty = /^\{\s*\}/.exec(text.slice(offset));
  return empty ? `${text.slice(0, offset)}{}${text.slice(offset + empty[0].length)}` : text;
}
