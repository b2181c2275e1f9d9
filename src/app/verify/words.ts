import type { Say } from '../../model/changes';
import { print } from '../../model/configDocument';
import { destinationInWords, kindOf, readDestination } from '../../model/destination';
import { refLabel } from '../../model/functionRef';
import { dateAndTime, plain } from '../../model/invocation/outputText';
import { printJson } from '../../model/json';
import { inSentences, listed, message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { SIDES, type Side, type Verdict, type Verification, type VerifiedSide } from './verification';

/** How a verdict stands in a line that names the side. */
function verdictInShort(verdict: Verdict): Message {
  switch (verdict.kind) {
    case 'proven':
      return message('proven');
    case 'likely':
      return message('likely, not proven');
    case 'untold':
      return message('not provable');
    case 'unseen':
      return message('not seen');
    case 'refused':
      return message('not delivered');
    case 'otherEnd':
      return message('event ended otherwise');
    case 'stopped':
      return message('event stopped');
    case 'endUnknown':
      return message('end not known');
    case 'left':
      return message('end not waited for');
    case 'notSent':
      return message('not sent');
    case 'maybeSent':
    case 'sending':
      return message('not known whether it was sent');
  }
}

/** The sides and how each stands: `success: proven, failure: not provable`. */
export function sidesInWords({ sides }: Verification, say: Say): string {
  const both = SIDES.flatMap((side) => {
    const verdict = sides[side]?.verdict;
    if (!verdict) return [];
    const short = say(verdictInShort(verdict));
    return [say(side === 'success' ? message('success: {0}', short) : message('failure: {0}', short))];
  });
  return listed(both, say);
}

/** The verification in a line, with its time; `stale`: the config is another by now. */
export function verificationInWords(verification: Verification, stale: boolean, say: Say): string {
  const [at, sides] = [dateAndTime(verification.at), sidesInWords(verification, say)];
  return say(
    stale
      ? message('verified {0}, before the configuration changed; {1}', at, sides)
      : message('verified {0}, {1}', at, sides),
  );
}

/** Whether every event that was fired is proven to have arrived. */
export function isProven({ sides }: Verification): boolean {
  return SIDES.every((side) => (sides[side]?.verdict.kind ?? 'proven') === 'proven');
}

/** What was found out about a side, in a sentence or two. */
function verdictInWords(side: Side, verdict: Verdict): readonly Message[] {
  switch (verdict.kind) {
    case 'proven':
      return [proofInWords(verdict)];
    case 'likely':
      return [
        message(
          'Not proven: the target function began to run at the right time ({0}), and nothing says that it was because of this event.',
          verdict.evidence,
        ),
        message(
          'It can be proven where the target function writes the request ID of the record into its log.',
        ),
      ];
    case 'untold':
      return [
        message('Not provable from here: nothing that FnDeck can ask says whether the record arrived.'),
      ];
    case 'unseen':
      return [
        message(
          'Not seen: the log of the target function was read, and nothing ran there after the event had ended.',
        ),
      ];
    case 'refused':
      return [message('Not delivered: the service says that the delivery failed.')];
    case 'otherEnd':
      return [
        side === 'success'
          ? message('Not verified: the event failed, although it was to succeed.')
          : message('Not verified: the event succeeded, although it was to fail.'),
      ];
    case 'stopped':
      return [message('Not verified: the event was stopped, and nobody is told of that.')];
    case 'endUnknown':
      return [message('Not verified: nothing says how the event ended.')];
    case 'left':
      return [message('Not verified: the event was sent, and its end was not waited for. It goes on.')];
    case 'notSent':
      return [message('Not verified: nothing was sent.')];
    case 'maybeSent':
    case 'sending':
      return [message('Not verified: nothing says whether the service took the event.')];
  }
}

function proofInWords({ by, evidence = '' }: Extract<Verdict, { readonly kind: 'proven' }>): Message {
  switch (by) {
    case 'targetRecord':
      return message(
        'Proven: the service keeps the event {0} of the target function, with this record as its payload.',
        evidence,
      );
    case 'targetLog':
      return message(
        'Proven: the target function has written the request ID of the event into its log: {0}',
        evidence,
      );
    case 'task':
      return message('Proven: the service’s own record of the event says that it was delivered.');
    case 'file':
      return message(
        'Proven: the sandbox has delivered the record of this event into the file {0}',
        evidence,
      );
    case 'sandbox':
      return message(
        'Proven: the sandbox has run the target function with the record, as request {0}.',
        evidence,
      );
  }
}

/** A verification as a document. Texts of services stand in it as they are, without control characters. */
export function verificationText(
  verification: Verification,
  profile: ServiceProfile,
  stale: boolean,
  say: Say,
): string {
  const { at, ref, connection, document, sides } = verification;
  return [
    say(message('Verification of the destinations of {0}', refLabel(ref))),
    '',
    `${dateAndTime(at)} · ${connection} · ${say(profile.label)}`,
    ...(stale ? ['', say(message('The configuration has changed since.'))] : []),
    ...SIDES.flatMap((side) => {
      const verified = sides[side];
      return verified ? ['', ...sideText(side, verified, profile, say)] : [];
    }),
    '',
    say(message('The configuration that was verified:')),
    '',
    ...print(profile, document).trimEnd().split('\n'),
    '',
  ]
    .map(plain)
    .join('\n');
}

function sideText(
  side: Side,
  { destination: raw, verdict, ...known }: VerifiedSide,
  profile: ServiceProfile,
  say: Say,
): readonly string[] {
  const destination = readDestination(profile, raw);
  const named = destination ? destinationInWords(profile, destination) : printJson(raw);
  const kind = destination && kindOf(profile, destination);
  const { sentAt, requestId, attempts } = known;
  const reason = 'reason' in verdict && verdict.reason !== '' ? verdict.reason : undefined;
  const looks = verdict.kind === 'untold' || verdict.kind === 'unseen' || verdict.kind === 'endUnknown';
  return [
    say(side === 'success' ? message('On success → {0}', named) : message('On failure → {0}', named)),
    ...verdictInWords(side, verdict).map((said) => `  ${say(said)}`),
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(looks && kind?.look
      ? [`  ${inSentences([say(kind.look), say(message('The record has the request ID of the event.'))])}`]
      : []),
    ...(requestId === undefined ? [] : [`  ${say(message('Request ID: {0}', requestId))}`]),
    ...(sentAt === undefined ? [] : [`  ${say(message('Sent: {0}', new Date(sentAt).toISOString()))}`]),
    ...(attempts === undefined ? [] : [`  ${say(message('Attempts: {0}', attempts))}`]),
  ];
}
