import type { Say } from '../../model/changes';
import { destinationInWords, kindOf, type Destination } from '../../model/destination';
import { destinationInShort } from '../../model/destinationInShort';
import type { Expectation } from '../../model/expectation';
import type { DeliveryState, EventLife } from '../../model/invocation/eventLife';
import { attemptInWords, deliveryInWords, stateInWords } from '../../model/invocation/eventWords';
import type { InvocationRecord } from '../../model/invocation/record';
import { functionTarget } from '../../model/lint/functionTarget';
import { member } from '../../model/json';
import { message, translate } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { comparedVerdict, saidVerdict, type Verdict } from './verdict';

/** Judges how an event went: its end, its attempts, what its record goes to, and whether that has arrived. */
export function eventVerdicts(
  { state = 'succeeded', attempts, destination, delivered }: Expectation,
  { life, service }: InvocationRecord,
  say: Say,
): readonly Verdict[] {
  if (!life) return [saidVerdict('state', false, say, say(stateInWords(state)), say(stateInWords('lost')))];
  const profile = profileOf(service);
  const run = life.attempts.length;
  return [
    comparedVerdict(
      ...([
        'state',
        life.state === state,
        say,
        say(stateInWords(state)),
        say(stateInWords(life.state)),
      ] as const),
      [life.error?.text, ...storyOf(life, say)].filter(Boolean).join('\n'),
    ),
    ...(attempts === undefined
      ? []
      : [
          comparedVerdict(
            ...(['attempts', run === attempts, say, String(attempts), String(run)] as const),
            storyOf(life, say).join('\n'),
          ),
        ]),
    ...(destination === undefined ? [] : [destinationVerdict(destination, life, profile, say)]),
    ...(delivered === undefined ? [] : [deliveredVerdict(delivered, life.delivery, profile, say)]),
  ];
}

/** The attempts of an event, each in a line. */
function storyOf({ attempts }: EventLife, say: Say): readonly string[] {
  return attempts.map((attempt) => attemptInWords(attempt, say));
}

/** What the record of the end goes to by the async config, whether or not anybody says that it has arrived. */
function destinationVerdict(
  expected: string | null,
  { delivery }: EventLife,
  profile: ServiceProfile,
  say: Say,
): Verdict {
  const nothing = say(message('nothing'));
  const wanted = expected ?? nothing;
  const named = 'destination' in delivery ? delivery.destination : undefined;
  if (named) {
    const met = expected !== null && isCalled(profile, named, expected, say);
    return comparedVerdict('destination', met, say, wanted, say(destinationInWords(profile, named)));
  }
  const isNone = delivery.kind === 'nowhere';
  const actual = isNone ? nothing : say(message('not known: the async configuration could not be read'));
  return comparedVerdict('destination', isNone && expected === null, say, wanted, actual);
}

function deliveredVerdict(
  expected: boolean,
  delivery: DeliveryState,
  profile: ServiceProfile,
  say: Say,
): Verdict {
  const met = delivery.kind === (expected ? 'delivered' : 'refused');
  const words = deliveryInWords(profile, delivery) ?? message('not known');
  const reason = delivery.kind === 'refused' ? (delivery.reason ?? '') : '';
  return comparedVerdict('delivered', met, say, String(expected), say(words), reason);
}

/** Whether a person may call a destination so: by its address or the last part of it, its kind and name, its function. */
function isCalled(profile: ServiceProfile, destination: Destination, said: string, say: Say): boolean {
  const kind = kindOf(profile, destination)?.label;
  const inWords = destinationInWords(profile, destination);
  const words = translate(inWords);
  const label = kind ? `${translate(kind)} ` : '';
  const address = words.startsWith(label) ? words.slice(label.length) : words;
  const short = destinationInShort(profile, destination);
  // The whole ARN, where the service has those; elsewhere the kind stands there.
  const written = member(destination.raw, 'destination');
  // The file is for readers of any language: in English, as FnDeck proposes it, or as the window shows it.
  const names = [words, say(inWords), translate(short), say(short), address];
  if (typeof written === 'string' && written !== destination.kind) names.push(written);
  const target = functionTarget(profile, destination);
  if (!target) return [...names, address.split(/[:/]/).at(-1)].includes(said);
  const name = target.group === '' ? target.name : `${target.group}/${target.name}`;
  const version = target.qualifier === undefined ? name : `${name}@${target.qualifier}`;
  return [...names, target.name, name, version].includes(said);
}
