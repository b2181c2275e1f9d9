/**
 * A sentence for a person, not yet translated. `text` is the English sentence with `{0}`, `{1}` for its
 * arguments; it is also the key under which the translations in `l10n/` are found.
 */
export interface Message {
  readonly text: string;
  readonly args: readonly (string | number)[];
}

/** A message with its values in order of `{0}`, `{1}`. The first argument must be a literal: the localisation test collects it from the source. */
export function message(text: string, ...args: readonly (string | number)[]): Message {
  return { text, args };
}

/** Fills a template's `{0}`, `{1}` with the arguments; a placeholder without an argument stays as it is. */
export function fill(template: string, args: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });
}

/** Reads a message in the language of `bundle` (English key to translation); in English where it has none. */
export function translate(said: Message, bundle: Readonly<Record<string, string>> = {}): string {
  return fill(bundle[said.text] ?? said.text, said.args);
}
