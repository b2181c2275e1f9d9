import { destinationInWords, kindOf, type Destination } from './destination';
import { functionTarget, type FunctionTarget } from './lint/functionTarget';
import { message, type Message } from './message';
import type { ServiceProfile } from './service';

/**
 * A destination by the name that a person gave it, for where there is no room for more: `FunctionGraph orders/alert@latest`,
 * `SMN order-results`. Where projects or regions matter, `destinationInWords` has all of it.
 */
export function destinationInShort(profile: ServiceProfile, destination: Destination): Message {
  const kind = kindOf(profile, destination);
  const target = functionTarget(profile, destination);
  if (kind && target) return message('{0} {1}', kind.label, nameOf(target));
  const whole = destinationInWords(profile, destination);
  // The name of a topic is the last part of its URN.
  const args = whole.args.map((arg) =>
    typeof arg === 'string' ? arg.replace(/^urn:\S*:([^:\s]+)$/, '$1') : arg,
  );
  return kind ? { ...whole, args } : whole;
}

/** As the tree shows a version; a target without a qualifier is the function itself. */
function nameOf({ group, name, qualifier }: FunctionTarget): string {
  const label = group === '' ? name : `${group}/${name}`;
  return qualifier === undefined ? label : `${label}@${qualifier}`;
}
