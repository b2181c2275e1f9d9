import { destinationInShort } from '../../model/destinationInShort';
import { duration } from '../../model/duration';
import { span } from '../../model/invocation/eventWords';
import type { ServiceProfile } from '../../model/service';
import type { Simulation } from '../../model/simulation';
import type { Words } from '../i18n';
import type { Played } from './played';
import { inSentences } from '../../model/message';

/** What is played. */
type Playing = Extract<Played, { kind: 'play' }>;

/** A simulated event in sentences: its attempts, its end, who is told, and how often the function runs. */
export function storyInWords(
  words: Words,
  profile: ServiceProfile,
  { outcome, play, assumed }: Playing,
  told: Simulation,
): string {
  const { t } = words;
  const seconds = (time: number): string =>
    words.say(time < 60 ? span(time * 1000) : duration(Math.round(time)));
  const heading = (): string => {
    const throttled = told.attempts.filter(({ outcome: of }) => of === 'throttled').length;
    if (told.end === 'succeeded' && throttled > 0)
      return throttled === 1
        ? t('The service throttles 1 attempt, the next one succeeds.')
        : t('The service throttles {0} attempts, the next one succeeds.', throttled);
    if (told.end === 'succeeded') return t('Attempt {0} succeeds.', told.attempts.length);
    if (play.kind === 'succeeds') return t('Attempt {0} is never made.', play.attempt);
    if (outcome === 'timesOut') {
      return t('Every attempt is cut off at the time-out, after {0}.', seconds(assumed.attempt));
    }
    return play.kind === 'throttled'
      ? t('There is never room to run the function: the service throttles every attempt.')
      : t('Every attempt fails.');
  };
  const made = told.attempts.length;
  const last = told.attempts.at(-1)?.end ?? 0;
  return inSentences([
    heading(),
    made === 1
      ? t('1 attempt within {0}.', seconds(last))
      : t('{0} attempts within {1}.', made, seconds(last)),
    ...endInWords(words, profile, told),
    runsInWords(words, told.runs),
  ]);
}

function endInWords(words: Words, profile: ServiceProfile, told: Simulation): readonly string[] {
  const { t, say } = words;
  const target = told.destination && say(destinationInShort(profile, told.destination));
  switch (told.end) {
    case 'succeeded':
      return [
        target === undefined ? t('Its result is not sent anywhere.') : t('Its result goes to {0}.', target),
      ];
    case 'failed':
      return [afterwards(words, target)];
    case 'givenUp':
      return [t('After {0} the service gives up.', say(duration(told.endsAt))), afterwards(words, target)];
    case 'dropped':
      return [
        told.unmade === 0
          ? t('At the age of {0} the event is dropped.', say(duration(told.ageLimit)))
          : t(
              'At the age of {0} the event is dropped; not made: {1} of {2} attempts.',
              say(duration(told.ageLimit)),
              told.unmade,
              told.unmade + told.attempts.length,
            ),
        target === undefined ? t('Nobody is told.') : t('{0} is told.', target),
      ];
  }
}

function afterwards({ t }: Words, target: string | undefined): string {
  return target === undefined
    ? t('Then the event is discarded without a trace.')
    : t('Then the event goes to {0}.', target);
}

function runsInWords({ t }: Words, runs: number): string {
  if (runs === 0) return t('The function never runs for this event.');
  return runs === 1
    ? t('The function runs once for this event.')
    : t('Worst case: the function does its work {0} times for the same event.', runs);
}

/** What the story rests on: what documents tell of waits, and what is assumed. */
export function groundsInWords(
  { t, say }: Words,
  { queue: { throttling } }: ServiceProfile,
  { play }: Playing,
  told: Simulation,
): string {
  const throttled = play.kind === 'throttled';
  return inSentences([
    throttled && throttling
      ? t(
          'Documented: a throttled event is tried again after {0}, then after twice as long each time, for up to {1}.',
          say(span(throttling.firstWait * 1000)),
          say(duration(throttling.longest)),
        )
      : t('No document tells the waits: each is assumed to be twice as long as the one before.'),
    ...(throttled && !throttling ? [t('That throttling uses up no retries is assumed, too.')] : []),
    ...(told.end === 'givenUp' ? [t('That such an event counts as failed is assumed.')] : []),
    t('No document rules out that the service repeats a run or a message by itself.'),
  ]);
}
