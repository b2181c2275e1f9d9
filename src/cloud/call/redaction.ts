/** Longest sentence that is kept: some gateways answer with a whole request. */
const LONGEST = 500;

/** Below this length a payload is too likely to be a part of the sentence itself. */
const SHORTEST_PAYLOAD = 20;

/** Takes out what must not be shown or logged, should a service repeat it. */
export function withoutSecrets(sentence: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), sentence);
}

/** The payload of an invocation as a secret; what is no payload, or hardly one, is none. */
export function secretPayload(payload: string | undefined): readonly string[] {
  return payload !== undefined && payload.length >= SHORTEST_PAYLOAD ? [payload] : [];
}

/** Cuts a long sentence; only ever after `withoutSecrets`, or the beginning of a secret would stay. */
export function shortened(sentence: string): string {
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST)}…` : sentence;
}
