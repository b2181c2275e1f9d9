import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { refLabel } from '../../model/functionRef';
import { hasEnded, type EventLife } from '../../model/invocation/eventLife';
import { stateInWords } from '../../model/invocation/eventWords';
import { sameJson } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServiceId } from '../../model/service';
import type { Guard } from '../connections/guard';
import type { QueuedEvent, WatchedEvents } from '../events/watchedEvents';
import type { Ended, Task } from '../invocations/task';
import { judgeFailure } from '../writeRun';
import type { ArrivalPorts } from './arrival';
import { judgeSide } from './judging';
import type { Expanded } from '../payloads/readPayload';
import type { PlannedSide, VerifyPlan } from './planning';
import type { Side, Verdict, Verification, VerifiedSide } from './verification';
import type { Verifications } from './verifications';

/** An event that is to be fired for one side, with the payload that a person has chosen. */
export interface Shot extends PlannedSide {
  /** Sent as it stands, but for variables. */
  readonly payload: string;
  /** Where variables stood in it. */
  readonly expanded?: Expanded | undefined;
  /** URI of the document that it is from. */
  readonly source?: string;
}

/** The surroundings of a verification. */
export interface VerifyPorts extends ArrivalPorts {
  readonly connections: {
    cloud(id: string): Promise<Cloud>;
    /** Where writes of connections that are marked are confirmed: one question for all events. */
    readonly guard: Pick<Guard, 'action'>;
  };
  readonly verifications: Verifications;
  readonly events: Pick<WatchedEvents, 'watch'>;
  /** Queues an event: one POST, and a record in the journal however it ends. Never rejects. */
  send(task: Task): Promise<Ended>;
  /** The text of a file of this machine. */
  readFile(path: string): Promise<string>;
}

/** What is told while it goes on: where the event of a side stands. */
export type Told = (side: Side, what: Message) => void;

/**
 * Fires one event for each shot, follows each to its end, looks for the proof of its arrival, and keeps what was found
 * out: before each send, after it, and at each end. The signal ends the waiting and holds back what was not sent.
 * Rejects where nothing was sent: the config is another by now, the person did not confirm, nothing can be kept.
 */
export async function verifyDestinations(
  { ref, cloud, profile, document }: VerifyPlan,
  shots: readonly Shot[],
  ports: VerifyPorts,
  told: Told,
  signal: AbortSignal,
): Promise<Verification> {
  const { connections, verifications, clock } = ports;
  const held = (await cloud.getAsyncConfig(ref, signal))?.document;
  if (!document || !sameJson(held, document)) throw changed(profile.id);
  const at = clock.now();
  const { service, name: connection } = cloud.connection;
  const start = (shot: Shot): VerifiedSide => ({
    destination: shot.destination.raw,
    verdict: { kind: 'notSent' },
  });
  let verification: Verification = {
    ...{ id: verifications.newId(ref, at), at, ref, service, connection, document },
    sides: Object.fromEntries(shots.map((shot) => [shot.side, start(shot)])),
  };
  const note = async (side: Side, news: Partial<VerifiedSide>): Promise<void> => {
    const { sides } = verification;
    const before = sides[side];
    if (before) verification = { ...verification, sides: { ...sides, [side]: { ...before, ...news } } };
    await verifications.keep(verification);
  };

  const fire = async (shot: Shot): Promise<QueuedEvent | undefined> => {
    const { side, payload, expanded, source } = shot;
    // What cannot be noted is not sent.
    await note(side, { verdict: { kind: 'sending' }, sentAt: clock.now() });
    const task = {
      ...{ ref, cloud, profile, payload },
      ...(expanded && { expanded }),
      ...(source !== undefined && { source }),
    };
    const { record, error } = await ports.send(task);
    const { requestId, taskId, startedAt: queuedAt } = record;
    const ids = { recordId: record.id, ...(requestId !== undefined && { requestId }), sentAt: queuedAt };
    if (requestId === undefined || taskId === undefined) {
      const reason = error === undefined ? '' : ports.describe(error).text;
      const kind = judgeFailure(error).notTaken ? 'notSent' : 'maybeSent';
      await note(side, { ...ids, verdict: { kind, reason } });
      return undefined;
    }
    // From here on it is at the service, whatever can be written down.
    await note(side, { ...ids, verdict: { kind: 'left' } }).catch(() => undefined);
    return { ref, taskId, requestId, queuedAt, recordId: record.id };
  };
  const fired: { readonly shot: Shot; readonly event: QueuedEvent }[] = [];
  const about = { connection: ref.connection, operation: 'invokeAsync', writes: shots.length } as const;
  await connections.guard.action({ ...about, ...(shots.length === 1 && { ref }) }, async () => {
    for (const shot of shots) {
      if (signal.aborted) return;
      told(shot.side, message('Sending to {0}…', refLabel(ref)));
      const event = await fire(shot);
      // What one event was refused for, the other would be refused for, too.
      if (!event) return;
      fired.push({ shot, event });
    }
  });

  await Promise.all(
    fired.map(async ({ shot, event }) => {
      const { side } = shot;
      const life = await lived(event, ports, (state) => told(side, stateInWords(state)), signal);
      const ran = life.attempts.length > 0 ? { attempts: life.attempts.length } : {};
      if (hasEnded(life.state)) told(side, message('Looking for its arrival…'));
      const verdict = await judgeSide({ shot, event, life, cloud }, ports, signal).catch(
        (error: unknown): Verdict => ({ kind: 'untold', reason: ports.describe(error).text }),
      );
      // What cannot be kept is told all the same.
      await note(side, { verdict, ...ran }).catch(() => undefined);
    }),
  );
  return verification;
}

/** The config was changed while the person chose payloads: they have not agreed to this one. */
function changed(service: ServiceId): CloudError {
  return new CloudError({
    ...{ kind: 'configuration', service, operation: 'invokeAsync', sent: 'no', repeatable: false },
    summary: message('The configuration has changed meanwhile: nothing was sent.'),
    hint: message('Verify the destinations again.'),
  });
}

/** Follows an event until its life is over, or the signal. */
async function lived(
  event: QueuedEvent,
  { events }: Pick<VerifyPorts, 'events'>,
  told: (state: EventLife['state']) => void,
  signal: AbortSignal,
): Promise<EventLife> {
  const watched = events.watch(event);
  try {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        told(watched.life.state);
        if (watched.phase === 'over') resolve();
      };
      watched.onDidChange(look);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      look();
    });
    return watched.life;
  } finally {
    watched.dispose();
  }
}
