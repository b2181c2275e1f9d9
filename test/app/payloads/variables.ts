import type { VariableSource } from '../../../src/app/payloads/variables';

/** A source whose values a test knows: uuids and numbers count up, the clock goes on by a second with each look. */
export function knownSource(
  environment: Readonly<Record<string, string>> = {},
  trusted = true,
): VariableSource {
  let count = 0;
  let clock = Date.UTC(2026, 0, 31, 8, 30);
  return {
    now: () => (clock += 1000),
    uuid: () => `uuid-${String(++count)}`,
    randomInt: (from, to) => from + (++count % (to - from + 1)),
    environment: (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined),
    mayReadEnvironment: () => trusted,
  };
}
