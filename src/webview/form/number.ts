import { printJson, readNumber, type Json } from '../../model/json';

/**
 * What is typed into a field for a number: the number, or the text itself where it is none (it stays in the document,
 * where it is reported), or undefined for an empty field. `0` is 0.
 */
export function readTyped(text: string): Json | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  return /^-?(\d+\.?\d*|\.\d+)$/.test(typed) ? readNumber(typed) : text;
}

/** The text of a value in an input: texts as they are, anything else as JSON; empty for unset. */
export function showNumber(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : printJson(value);
}

/** The next value for an arrow key or a stepper button, kept inside the limits. */
export function stepped(
  value: Json | undefined,
  by: number,
  { min, max, byDefault }: { readonly min: number; readonly max: number; readonly byDefault: number },
): number {
  const from = typeof value === 'number' ? Math.round(value) : byDefault;
  return Math.min(max, Math.max(min, from + by));
}
