import { allowed } from '../../model/fields';
import { printJson, readNumber, type Json } from '../../model/json';
import type { NumberField } from '../../model/service';
import type { Words } from '../i18n';
import { inSentences } from '../../model/message';

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
  // From 1.5 up to 2, and down to 1.
  const whole = by > 0 ? Math.floor : Math.ceil;
  const from = typeof value === 'number' ? whole(value) : byDefault;
  return Math.min(max, Math.max(min, from + by));
}

/** What a number may be: all that some document of its service allows, and where its documents do not agree. */
export function rangeInWords({ t }: Words, field: NumberField, inWords: (value: number) => string): string {
  const { requests, answers } = field;
  const { min, max } = allowed(field);
  const whole = t('{0} to {1}.', inWords(min), inWords(max));
  const agreed = { min: Math.max(requests.min, answers.min), max: Math.min(requests.max, answers.max) };
  if (agreed.min === min && agreed.max === max) return whole;
  const doubted = t(
    'Outside {0} to {1}, the service may change or reject the value.',
    inWords(agreed.min),
    inWords(agreed.max),
  );
  return inSentences([whole, doubted]);
}
