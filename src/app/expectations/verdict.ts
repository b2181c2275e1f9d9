import type { Say } from '../../model/changes';
import type { ExpectationKey } from '../../model/expectation';
import { message } from '../../model/message';

/** What became of one thing that was expected. */
export interface Verdict {
  readonly key: ExpectationKey;
  /** The part of the expectation that it is about, the key first: `['result', 'body', 'id']`. */
  readonly path: readonly (string | number)[];
  readonly met: boolean;
  /** What was expected and what was found, in a line. */
  readonly said: string;
  /** Both as texts to be compared side by side, where that helps. */
  readonly diff?: { readonly expected: string; readonly actual: string };
}

/** A verdict in one sentence. */
export function saidVerdict(
  key: ExpectationKey,
  met: boolean,
  say: Say,
  expected: string,
  actual: string,
): Verdict {
  const said = met
    ? say(message('{0}: {1}, as expected.', key, actual))
    : say(message('{0}: expected {1}, found {2}.', key, expected, actual));
  return { key, path: [key], met, said };
}

/** The same, with both sides to be compared where it is not met; `more`: what helps to understand the actual one. */
export function comparedVerdict(
  key: ExpectationKey,
  met: boolean,
  say: Say,
  expected: string,
  actual: string,
  more = '',
): Verdict {
  const diff = { expected, actual: more === '' ? actual : `${actual}\n\n${more}` };
  return { ...saidVerdict(key, met, say, expected, actual), ...(!met && { diff }) };
}
