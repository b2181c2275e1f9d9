/**
 * A sentence for a person, not yet translated. `text` is the English sentence with `{0}`, `{1}` for its
 * arguments; it is also the key under which the translations in `l10n/` are found. An argument that is a message is
 * translated with it, a number is written as the language writes numbers.
 */
export interface Message {
  readonly text: string;
  readonly args: readonly Argument[];
}

/** What stands in the place of a `{0}`. What is no text of a language (an id, a version, a port) is a string. */
export type Argument = string | number | Message;

/** Puts a message into words of the reader's language. */
export type Say = (said: Message) => string;

/** A message with its values in order of `{0}`, `{1}`. The first argument must be a literal: the localisation test collects it from the source. */
export function message(text: string, ...args: readonly Argument[]): Message {
  return { text, args };
}

/** Fills a template's `{0}`, `{1}` with the arguments; a placeholder without an argument stays as it is. */
function fill(template: string, args: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => args[Number(index)] ?? whole);
}

/** Reads a message in English. */
export function translate(said: Message): string {
  return sayIn({}, 'en')(said);
}

/**
 * Reads messages in the language of `bundle` (English key to translation); in English what it does not have.
 * @param language by which numbers are written, a BCP 47 tag
 */
export function sayIn(bundle: Readonly<Record<string, string>>, language: string): Say {
  const say: Say = ({ text, args }) => fill(bundle[text] ?? text, argumentsInWords(args, say, language));
  return say;
}

/** The arguments of a message as texts. */
export function argumentsInWords(args: readonly Argument[], say: Say, language: string): readonly string[] {
  return args.map((arg) =>
    typeof arg === 'string' ? arg : typeof arg === 'number' ? numberInWords(arg, language) : say(arg),
  );
}

/** A number as a language writes it: `10,000` and `5.04`, in German `10.000` and `5,04`. */
export function numberInWords(value: number, language: string): string {
  // Below a thousand all languages of FnDeck write the digits alone.
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  return value.toLocaleString(language, { maximumFractionDigits: 20 });
}

/** Names one after the other, as a language lists them: `a, b`, in Chinese `a、b`. */
export function listed(names: readonly string[], say: Say): string {
  const [first = '', ...others] = names;
  return others.reduce((whole, next) => say(message('{0}, {1}', whole, next)), first);
}

/** The same as an argument of a message. */
export function listOf(names: readonly string[]): Argument {
  const [first = '', ...others] = names;
  return others.reduce<Argument>((whole, next) => message('{0}, {1}', whole, next), first);
}

/** Sentences one after the other. A full stop of Chinese is as wide as a stop and a space: none follows it. */
export function inSentences(sentences: readonly string[]): string {
  const [first = '', ...others] = sentences;
  return others.reduce((whole, next) => `${whole}${/[。！？：；，]$/.test(whole) ? '' : ' '}${next}`, first);
}
