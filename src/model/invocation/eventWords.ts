import type { Say } from '../changes';
import { destinationInWords } from '../destination';
import { message, type Message } from '../message';
import type { ServiceProfile } from '../service';
import type { DeliveryState, LifeState, SeenAttempt } from './eventLife';
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

/** One attempt in a line: its number, how it ended, after how long, and why. Complete without the picture. */
export function attemptInWords(attempt: SeenAttempt, say: Say): string {
  const took = tookOf(attempt);
  const ended = say(attemptEnd(attempt, took === undefined ? undefined : say(milliseconds(took))));
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

/** How long an attempt ran, in milliseconds: by the service's own figure, else by its two times. */
export function tookOf({ durationMs, start, end }: SeenAttempt): number | undefined {
  if (durationMs !== undefined) return durationMs;
  return start !== undefined && end !== undefined && end >= start ? end - start : undefined;
}

/** What became of the message about an event's end; undefined while it is open. */
export function deliveryInWords(profile: ServiceProfile, delivery: DeliveryState): Message | undefined {
  const named = 'destination' in delivery && delivery.destination;
  const target = named ? destinationInWords(profile, named) : undefined;
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
