import type { Say } from '../changes';
import { destinationInShort } from '../destinationInShort';
import { duration } from '../duration';
import { message, type Message } from '../message';
import type { ServiceProfile } from '../service';
import {
  hasEnded,
  type DeliveryState,
  type EventLife,
  type EventPhase,
  type LifeState,
  type SeenAttempt,
} from './eventLife';
import { milliseconds } from './outputText';

/** The state of an event in two or three words. */
export function stateInWords(state: LifeState): Message {
  switch (state) {
    case 'queued':
      return message('Queued');
    case 'running':
      return message('Running');
    case 'between':
      return message('Waiting for the next attempt');
    case 'untold':
      return message('An attempt has ended, the service does not say how');
    case 'succeeded':
      return message('Succeeded');
    case 'failed':
      return message('Failed');
    case 'discarded':
      return message('Discarded by the service');
    case 'stopped':
      return message('Stopped');
    case 'lost':
      return message('Outcome unknown');
  }
}

/** Where a record says that an event stands, in the words for the life of an event. */
export function phaseInWords(phase: EventPhase): Message {
  if (phase === 'waiting') return stateInWords('queued');
  return stateInWords(phase === 'retrying' ? 'between' : phase);
}

/** One attempt in a line: its number, how it ended, after how long, and why. Complete without the picture. */
export function attemptInWords(attempt: SeenAttempt, say: Say): string {
  const took = tookOf(attempt);
  const ended = say(attemptEnd(attempt, took === undefined ? undefined : say(span(took))));
  return attempt.error === undefined ? ended : say(message('{0}: {1}', ended, attempt.error));
}

function attemptEnd({ number, outcome }: SeenAttempt, took: string | undefined): Message {
  switch (outcome) {
    case 'running':
      return message('Attempt {0} is running', number);
    case 'succeeded':
      return took === undefined
        ? message('Attempt {0} succeeded', number)
        : message('Attempt {0} succeeded after {1}', number, took);
    case 'failed':
      return took === undefined
        ? message('Attempt {0} failed', number)
        : message('Attempt {0} failed after {1}', number, took);
    case 'over':
      return took === undefined
        ? message('Attempt {0} ended, the service does not say how', number)
        : message('Attempt {0} ended after {1}, the service does not say how', number, took);
  }
}

/** A time span of any length, from `0.04 ms` to `2 d 3 h`. */
export function span(ms: number): Message {
  return ms < 100_000 ? milliseconds(ms) : duration(Math.round(ms / 1000));
}

/** How long an event waited between two attempts, where both times are known and differ. */
export function waitInWords(
  before: SeenAttempt | undefined,
  after: SeenAttempt,
  say: Say,
): string | undefined {
  if (before?.end === undefined || after.start === undefined) return undefined;
  return after.start > before.end
    ? say(message('Waited {0}', say(span(after.start - before.end))))
    : undefined;
}

/**
 * How long an attempt ran, in milliseconds: by the service's own figure, else by its two times. Undefined where these are
 * one: times in whole seconds, as records have them, do not tell less than one.
 */
export function tookOf({
  durationMs,
  start,
  end,
}: Pick<SeenAttempt, 'durationMs' | 'start' | 'end'>): number | undefined {
  if (durationMs !== undefined) return durationMs;
  return start !== undefined && end !== undefined && end > start ? end - start : undefined;
}

/**
 * The wait before an attempt in milliseconds: since the event was queued, or the attempt before it ended; undefined
 * where the service's clock does not tell both, or tells no difference.
 */
export function waitBefore(
  life: { readonly acceptedAt?: number; readonly attempts: readonly Pick<SeenAttempt, 'end'>[] },
  { number, start }: Pick<SeenAttempt, 'number' | 'start'>,
): number | undefined {
  const since = number === 1 ? life.acceptedAt : life.attempts[number - 2]?.end;
  return since !== undefined && start !== undefined && start > since ? start - since : undefined;
}

/** What became of the message about an event's end; undefined while it is open. */
export function deliveryInWords(profile: ServiceProfile, delivery: DeliveryState): Message | undefined {
  const named = 'destination' in delivery && delivery.destination;
  const target = named ? destinationInShort(profile, named) : undefined;
  switch (delivery.kind) {
    case 'open':
      return undefined;
    case 'nowhere':
      return message('No destination is configured for this end: nothing is delivered.');
    case 'delivered':
      return target === undefined ? message('Delivered.') : message('Delivered to {0}.', target);
    case 'refused':
      return target === undefined
        ? message('The delivery failed.')
        : message('The delivery to {0} failed.', target);
    case 'untold':
      return message('Goes to {0}; the service does not say whether it arrived.', target ?? '');
  }
}

/** What is not known of an event, and why: each a sentence. `followed`: FnDeck still asks for news. */
export function gapsInWords(
  { sources, state, plan, attempts }: EventLife,
  followed: boolean,
): readonly Message[] {
  return [
    ...(sources.record === 'none' ? [message('The service keeps no status record of this event.')] : []),
    ...(sources.record === 'failed' ? [message('The status record could not be read.')] : []),
    ...(sources.log === 'none'
      ? [message('The logs of this function are not collected, so its attempts are not seen there.')]
      : []),
    ...(sources.log === 'failed'
      ? [message('The log could not be read to its end; lines may be missing.')]
      : []),
    ...(plan || (followed && attempts.length === 0)
      ? []
      : [message('The async configuration could not be read, so age limit and retries are unknown.')]),
    ...(state === 'between' && followed ? [message('The service does not say when it tries again.')] : []),
    ...(!hasEnded(state) && !followed ? [message('FnDeck no longer follows this event.')] : []),
  ];
}

/**
 * How long an event has until it is too old for another attempt; undefined where that is not known, or no longer
 * matters. `now`: Unix milliseconds by the local clock.
 */
export function ageInWords({ ageEndsAt, state }: EventLife, now: number, say: Say): Message | undefined {
  if (ageEndsAt === undefined || hasEnded(state)) return undefined;
  const left = Math.ceil((ageEndsAt - now) / 1000);
  return left > 0
    ? message('Too old for another attempt in {0}', say(duration(left)))
    : message('Too old for another attempt');
}
