/** Longest sentence that is kept: some gateways answer with a whole request. */
const LONGEST = 500;

/** So many letters and digits in a row that a sentence has in common with an event were taken from it. */
const RUN = 12;

/** Takes out what must not be shown or logged, should a service repeat it. */
export function withoutSecrets(sentence: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), sentence);
}

/** Cuts a long sentence; only ever after `withoutSecrets`, or the beginning of a secret would stay. */
export function shortened(sentence: string): string {
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST)}…` : sentence;
}

/**
 * Whether a sentence repeats a part of what was sent, however it is indented, quoted or escaped. A part of fewer than
 * twelve letters and digits counts only where it is all that was sent: it is likely to be the sentence's own.
 */
export function repeats(sentence: string, sent: string): boolean {
  const said = bare(sentence);
  const body = bare(sent);
  if (body.length < RUN) return body.length > 2 && said.includes(body);
  // a run of twelve has a block of six in it that begins at a multiple of six
  for (let at = 0; at + RUN / 2 <= said.length; at += RUN / 2) {
    const block = said.slice(at, at + RUN / 2);
    for (let found = body.indexOf(block); found >= 0; found = body.indexOf(block, found + 1)) {
      if (commonRun(said, at, body, found) >= RUN) return true;
    }
  }
  return false;
}

/** Length of the text that two texts have in common around these two places. */
function commonRun(a: string, atA: number, b: string, atB: number): number {
  let before = 0;
  while (before < Math.min(atA, atB) && a[atA - before - 1] === b[atB - before - 1]) before++;
  let after = 0;
  while (atA + after < a.length && atB + after < b.length && a[atA + after] === b[atB + after]) after++;
  return before + after;
}

/** Letters and digits only, without escapes and in lower case. */
function bare(text: string): string {
  return text
    .replace(/\\+u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\+[nrtbf]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
