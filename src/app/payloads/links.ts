import { applyEdits, modify } from 'jsonc-parser';
import { message } from '../../model/message';
import { linksIn, type PayloadLink } from '../../model/payloadLinks';
import { parseText, type SyntaxProblem } from '../text/parseText';

/** What a file of links says, or why it says nothing. */
type ReadLinks =
  | { readonly kind: 'links'; readonly links: ReadonlyMap<string, PayloadLink> }
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/** Reads the text of a file of links. */
export function readLinks(text: string): ReadLinks {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') return parsed;
  const links = linksIn(parsed.document);
  if (links) return { kind: 'links', links };
  const reason = message(
    'Each entry is an object with texts: {0}.',
    '"connection", "group", "function", "qualifier"',
  );
  return { kind: 'broken', syntax: { line: 1, column: 1, reason } };
}

/** The text of a file of links with one more, or with another of that path; comments and order stay. */
export function withLink(text: string, path: string, link: PayloadLink): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, insertFinalNewline: true };
  const edits = modify(text.trim() === '' ? '{}' : text, [path], link, { formattingOptions });
  return `${applyEdits(text.trim() === '' ? '{}' : text, edits).trimEnd()}\n`;
}
