import { readView, type ConfigView } from './configDocument';
import { destinationInWords, type Destination } from './destination';
import { duration } from './duration';
import { sameJson, type JsonObject } from './json';
import { message, translate, type Message } from './message';
import type { ServiceProfile } from './service';
import { retries } from './summary';

/** Words for a nested message: the caller's language, so that the sentence is whole. */
export type Say = (said: Message) => string;

/**
 * What saving `after` changes for the events, against `before` (undefined: nothing configured). One sentence for
 * each change, with its effect where the value alone does not tell. Empty: nothing changes.
 */
export function changes(
  profile: ServiceProfile,
  before: JsonObject | undefined,
  after: JsonObject,
  say: Say = translate,
): readonly Message[] {
  const [old, now] = [readView(profile, before), readView(profile, after)];
  return [
    ...(before === undefined ? [message('Creates the configuration.')] : []),
    ...ageChange(profile, old, now, say),
    ...retryChange(profile, old, now, say),
    ...recordChange(profile, old, now, say),
    ...destinationChange(profile, 'success', old.success, now.success),
    ...destinationChange(profile, 'failure', old.failure, now.failure),
  ];
}

function ageChange({ age }: ServiceProfile, old: ConfigView, now: ConfigView, say: Say): Message[] {
  if (old.age === now.age) return [];
  if (now.age === undefined) {
    return [
      message('Event age: the service default ({0}) instead of a value.', say(duration(age.byDefault))),
    ];
  }
  const after = say(duration(now.age));
  return old.age === undefined
    ? [message('Events are dropped after {0}.', after)]
    : [message('Events are dropped after {0} instead of {1}.', after, say(duration(old.age)))];
}

function retryChange(profile: ServiceProfile, old: ConfigView, now: ConfigView, say: Say): Message[] {
  if (old.retries === now.retries) return [];
  if (now.retries === undefined) {
    return [message('Retries: the service default ({0}) instead of a value.', profile.retries.byDefault)];
  }
  const after = say(retries(now.retries));
  return old.retries === undefined
    ? [message('A failed event gets {0}.', after)]
    : [message('A failed event gets {0} instead of {1}.', after, say(retries(old.retries)))];
}

function recordChange({ record }: ServiceProfile, old: ConfigView, now: ConfigView, say: Say): Message[] {
  if (old.record === now.record) return [];
  const label = say(record.label);
  if (now.record === undefined) return [message('{0}: left to the service.', label)];
  return [now.record ? message('{0}: on.', label) : message('{0}: off.', label)];
}

function destinationChange(
  profile: ServiceProfile,
  side: 'success' | 'failure',
  old: Destination | undefined,
  now: Destination | undefined,
): Message[] {
  if (!old && !now) return [];
  if (!now) {
    return side === 'success'
      ? [message('Results of successful events are no longer sent anywhere.')]
      : [message('Events that fail after the last retry are discarded without a trace.')];
  }
  const target = destinationInWords(profile, now);
  if (!old) {
    return side === 'success'
      ? [message('Results of successful events go to {0}.', target)]
      : [message('Events that fail after the last retry go to {0}.', target)];
  }
  if (sameJson(old.raw, now.raw)) return [];
  const was = destinationInWords(profile, old);
  if (was === target) {
    return side === 'success'
      ? [message('The success destination {0} gets other settings.', target)]
      : [message('The failure destination {0} gets other settings.', target)];
  }
  return side === 'success'
    ? [message('Results of successful events go to {0} instead of {1}.', target, was)]
    : [message('Events that fail after the last retry go to {0} instead of {1}.', target, was)];
}
