import type { AsyncReceipt, LogLine } from '../../cloud/cloud';
import type { Say } from '../../model/changes';
import { refLabel } from '../../model/functionRef';
import { hasEnded, type EventLife } from '../../model/invocation/eventLife';
import { attemptInWords, deliveryInWords, stateInWords } from '../../model/invocation/eventWords';
import { clock, plain } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import { message } from '../../model/message';
import type { Disposable } from '../event';
import type { SeenEvent } from '../events/watchedEvents';
import { writeLive } from './sectionText';
import type { Section, Stage } from './stage';
import type { Task } from './task';

/** What a person wants who presses Cancel while an event is followed; undefined: go on. */
export type StopChoice = 'stop' | 'leave' | undefined;

/** A queued event that is to be followed. */
export interface Queued {
  readonly task: Task;
  readonly record: InvocationRecord;
  readonly receipt: AsyncReceipt;
}

/** What following an event has shown. */
export interface Followed extends Pick<SeenEvent, 'life' | 'trouble' | 'switchOff'> {
  /** The event's log lines, in the order in which they were read. */
  readonly lines: readonly LogLine[];
  /** Whether the person has left it. */
  readonly left: boolean;
}

/**
 * Shows an event on its way through its attempts, with progress in a notice, its log lines and news in the output, until
 * its end, until nothing more can be heard of it, or until the person leaves it. `ask` is called when the person wants
 * to stop.
 */
export async function follow(
  stage: Stage,
  { task, record, receipt }: Queued,
  section: Section,
  ask: () => Promise<StopChoice>,
): Promise<Followed> {
  const { requestId, taskId } = receipt;
  const { say, describe } = stage.screen;
  const leaving = new AbortController();
  const note = (text: string) => section.write([`… ${clock(Date.now())} ${plain(text)}`]);
  const watched = stage.events.watch({
    ref: task.ref,
    taskId,
    requestId,
    queuedAt: record.startedAt,
    recordId: record.id,
  });
  let status: string | undefined;

  const stop = async () => {
    const choice = await ask();
    if (choice === 'leave') leaving.abort();
    if (choice !== 'stop' || leaving.signal.aborted) return;
    try {
      await watched.stop();
      note(say(message('Asked the service to stop it.')));
    } catch (error) {
      if (!leaving.signal.aborted) note(describe(error).text);
    }
  };
  const state = () => ({ phase: 'following', requestId, status, stop }) as const;
  const flight = stage.flights.begin({ ...record, state: state() });
  const progress = stage.screen.progress(message('Following {0}', refLabel(task.ref)), stop);
  const show = (text: string): boolean => {
    if (text === status) return false;
    status = text;
    progress.report(text);
    flight.enter(state());
    return true;
  };

  const lines: LogLine[] = [];
  const reading = watched.onLines((fresh) => {
    lines.push(...fresh);
    writeLive(section, fresh, false);
  });
  const report = createTeller(task, say, note);
  let listening: Disposable | undefined;
  try {
    await new Promise<void>((resolve) => {
      const look = () => {
        const { life, phase } = watched;
        // the service's own word, for who reads its documents
        if (life.status === undefined) show(say(stateInWords(life.state)));
        else if (show(life.status)) note(life.status);
        report(life);
        if (phase === 'over') resolve();
      };
      listening = watched.onDidChange(look);
      leaving.signal.addEventListener('abort', () => resolve(), { once: true });
      look();
    });
    const { life, trouble, switchOff } = watched;
    return { life, trouble, switchOff, lines, left: leaving.signal.aborted };
  } finally {
    listening?.dispose();
    reading.dispose();
    watched.dispose();
    progress.close();
    flight.end();
  }
}

/** Writes what is new of an event: each attempt that has ended, each word of the record, and the delivery, once. */
function createTeller(task: Task, say: Say, note: (text: string) => void): (life: EventLife) => void {
  const said = new Set<string>();
  const once = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    note(text);
  };
  return ({ attempts, delivery, state }) => {
    for (const attempt of attempts) {
      const last = attempt === attempts.at(-1);
      // How the last one went may be known a moment later.
      if (attempt.outcome === 'running' || (attempt.outcome === 'over' && last && !hasEnded(state))) continue;
      if (said.has(String(attempt.number))) continue;
      said.add(String(attempt.number));
      note(attemptInWords(attempt, say));
    }
    const delivered = delivery.kind === 'nowhere' ? undefined : deliveryInWords(task.profile, delivery);
    if (delivered) once(say(delivered));
  };
}
