import type { Say } from '../../model/changes';
import { destinationInWords } from '../../model/destination';
import { duration } from '../../model/duration';
import { refLabel } from '../../model/functionRef';
import { plain, size } from '../../model/invocation/outputText';
import { message, type Message } from '../../model/message';
import type { PlannedSide, VerifyPlan } from './planning';
import type { Side } from './verification';
import type { Shot } from './verifying';

/** An event that is to be fired, with what a person calls its payload. */
export interface NamedShot extends Shot {
  readonly label: string;
}

/** What will be sent where, and what it sets off: shown before anything is sent. Each line stands by itself. */
export function planInWords(
  plan: VerifyPlan,
  shots: readonly NamedShot[],
  isSandbox: boolean,
  say: Say,
): readonly string[] {
  const { connection } = plan.cloud;
  return [
    `${connection.name} · ${say(plan.profile.label)} · ${connection.region}`,
    ...shots.flatMap((shot) => ['', ...shotInWords(plan, shot, isSandbox, say)]),
    '',
    say(message('Each event is sent once. FnDeck repeats nothing; the retries are the service’s.')),
  ].map(plain);
}

/** Where a side's record goes: the version that it runs where that is known, which is shorter than its URN. */
export function whereInWords(
  { profile }: Pick<VerifyPlan, 'profile'>,
  { destination, target }: PlannedSide,
  say: Say,
): string {
  return target ? refLabel(target) : say(destinationInWords(profile, destination));
}

function shotInWords(plan: VerifyPlan, shot: NamedShot, isSandbox: boolean, say: Say): readonly string[] {
  const { side, payload, label } = shot;
  const bytes = say(size(Buffer.byteLength(payload)));
  return [
    say(
      side === 'success'
        ? message('One event that is to succeed: {0}, {1}', label, bytes)
        : message('One event that is to fail: {0}, {1}', label, bytes),
    ),
    say(runsInWords(plan, side, say)),
    say(effectInWords(shot, whereInWords(plan, shot, say))),
    say(foresight(plan, shot, isSandbox)),
  ];
}

function runsInWords({ ref, attempts, ageSeconds }: VerifyPlan, side: Side, say: Say): Message {
  const [label, age] = [refLabel(ref), say(duration(ageSeconds))];
  if (attempts === 1) return message('{0} runs once.', label);
  return side === 'success'
    ? message('{0} runs once; should it fail, up to {1} times within {2}.', label, attempts, age)
    : message('{0} runs up to {1} times within {2}, as it fails.', label, attempts, age);
}

function effectInWords({ target }: PlannedSide, named: string): Message {
  return target
    ? message('The record runs {0}, with all that it does.', named)
    : message('The record goes to {0}, and to all who read or subscribe to it.', named);
}

/** Whether the arrival can be proven, as far as that can be told beforehand. */
function foresight({ cloud, records }: VerifyPlan, { target }: PlannedSide, isSandbox: boolean): Message {
  if (isSandbox) return message('Its arrival can be proven: the sandbox keeps what it delivers.');
  if (cloud.capabilities.tellsDelivery && records)
    return message('Its arrival can be proven: the service’s record of the event tells it.');
  if (target)
    return message(
      'Its arrival can be proven where the target function’s events or its log show this record.',
    );
  if (cloud.capabilities.tellsDelivery)
    return message('Its arrival can be proven only in task mode, which records every event.');
  return message('Its arrival cannot be proven from here: the service does not tell it.');
}
