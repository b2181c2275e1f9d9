import { fill, translate, type Message } from '../model/message';

/** English sentence to the same in the reader's language. */
type Bundle = Readonly<Record<string, string>>;

/** The page's language. */
export interface Words {
  /** A sentence of the page itself; the first argument is a literal, so that translations can be collected. */
  readonly t: (text: string, ...args: readonly (string | number)[]) => string;
  /** A sentence that the model made. */
  readonly say: (message: Message) => string;
}

/** Words in the language of a bundle; English where it has no translation. */
export function createWords(bundle: Bundle): Words {
  return {
    t: (text, ...args) => fill(bundle[text] ?? text, args),
    say: (message) => translate(message, bundle),
  };
}
