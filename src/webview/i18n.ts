import { message, numberInWords, sayIn, type Argument, type Say } from '../model/message';

/** English sentence to the same in the reader's language. */
type Bundle = Readonly<Record<string, string>>;

/** The page's language. */
export interface Words {
  /** A sentence of the page itself; the first argument is a literal, so that translations can be collected. */
  readonly t: (text: string, ...args: readonly Argument[]) => string;
  /** A sentence that the model made. */
  readonly say: Say;
  /** A number by itself, as the language writes it. */
  readonly number: (value: number) => string;
}

/** Words in the language of a bundle, a BCP 47 tag; English where it has no translation. */
export function createWords(bundle: Bundle, language = 'en'): Words {
  const say = sayIn(bundle, language);
  return {
    t: (text, ...args) => say(message(text, ...args)),
    say,
    number: (value) => numberInWords(value, language),
  };
}
