import type { Destination } from '../../model/destination';
import { destinationInShort } from '../../model/destinationInShort';
import { duration } from '../../model/duration';
import type { ServiceProfile } from '../../model/service';
import { inSentences } from '../../model/message';
import { retries } from '../../model/summary';
import type { Timeline } from '../../model/timeline';
import type { Words } from '../i18n';

/** The picture in sentences: what it shows, for those who do not see it. */
export function pictureInWords(words: Words, profile: ServiceProfile, timeline: Timeline): string {
  const { t, say } = words;
  const tries = timeline.attempts.length - 1;
  const unmade = timeline.attempts.find((attempt) => !attempt.made);
  return inSentences([
    t('An event arrives and the function is run for it: one attempt, then {0}.', say(retries(tries))),
    successInWords(words, profile, timeline.success),
    failureInWords(words, profile, timeline.failure),
    timeline.ageIsDefault
      ? t('An event older than {0}, the service default, is dropped.', say(duration(timeline.ageLimit)))
      : t('An event older than {0} is dropped.', say(duration(timeline.ageLimit))),
    ...(unmade ? [t('That may be before retry {0}, which is then not made.', unmade.retry)] : []),
  ]);
}

/** What the spacing of the attempts rests on. */
export function assumption({ t }: Words): string {
  return t('The waits between attempts are not documented: their spacing is assumed and not to scale.');
}

function successInWords({ t }: Words, profile: ServiceProfile, success: Destination | undefined): string {
  return success
    ? t('When an attempt succeeds, its result goes to {0}.', destinationInShort(profile, success))
    : t('When an attempt succeeds, its result is not sent anywhere.');
}

function failureInWords({ t }: Words, profile: ServiceProfile, failure: Destination | undefined): string {
  return failure
    ? t('When the last attempt fails, the event goes to {0}.', destinationInShort(profile, failure))
    : t('When the last attempt fails, the event is discarded without a trace.');
}
