import { readView } from './configDocument';
import { destinationInWords, kindOf, type Destination } from './destination';
import { duration } from './duration';
import { destinationsOf } from './fields';
import type { JsonObject } from './json';
import { message, type Message } from './message';
import type { ServiceProfile } from './service';

/** The line of a qualifier that has no async config. */
export function notConfigured(): Message {
  return message('not configured');
}

/**
 * An async config in a line, as parts to be joined with ` · `: `1 h`, `3 retries`, `✓ SMN`, `✗ OBS`.
 * A field that the service leaves out is left out here.
 */
export function summarise(profile: ServiceProfile, document: JsonObject): readonly Message[] {
  const view = readView(profile, document);
  return [
    ...(view.age === undefined ? [] : [duration(view.age)]),
    ...(view.retries === undefined ? [] : [retries(view.retries)]),
    ...(view.success ? [message('✓ {0}', shortName(profile, view.success))] : []),
    ...(view.failure ? [message('✗ {0}', shortName(profile, view.failure))] : []),
  ];
}

/** A number of retries in words. */
export function retries(count: number): Message {
  if (count === 0) return message('no retries');
  return count === 1 ? message('1 retry') : message('{0} retries', count);
}

/** The label of a kind; a name that no kind has as it is, an ARN of unknown form not at all. */
function shortName(profile: ServiceProfile, destination: Destination): Message | string {
  const kind = kindOf(profile, destination);
  if (kind) return kind.label;
  return destinationsOf(profile).shape === 'arn' ? '?' : destinationInWords(profile, destination);
}
