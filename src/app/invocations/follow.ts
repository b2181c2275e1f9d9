import type { AsyncReceipt } from '../../cloud/invocation';
import type { LogLine } from '../../cloud/logs/logLine';
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
import type { Progress, Section, Stage } from './stage';
import type { Task } from './task';

/** How long an event is followed in a notice, in milliseconds; then the notice hands over to the row in the view. */
const NOTICE_MS = 60_000;

/** Its part of that where no record is kept and an attempt has ended of which nobody says how: the next may take a day. */
const UNTOLD_PART = 1 / 6;

/** What a person wants who presses Cancel while an event is followed; undefined: go on. */
export type StopChoice = 'stop' | 'leave' | undefined;

/** A queued event that is to be followed. */
export interface Queued {
  readonly task: Task;
  readonly record: InvocationRecord;
  readonly receipt: AsyncReceipt;
}

/** What following an event has shown by now. */
export interface Followed extends Pick<SeenEvent, 'life' | 'trouble' | 'switchOff'> {
  /** The event's log lines, in the order in which they were read. */
  readonly lines: readonly LogLine[];
  /** Whether the person has left it. */
  readonly left: boolean;
}

/** How following an event is shown. */
interface Following {
  /** Called when the person wants to stop. */
  readonly ask: () => Promise<StopChoice>;
  /**
   * Called once when the notice has been there for long enough, with what is known by then. Following goes on, or ends
   * where `leave` is called: then the last that is known is given, as left. Absent: there is no notice.
   */
  readonly handOver?: (soFar: Followed, leave: () => void) => void;
  /** Milliseconds after which that is. */
  readonly handOverMs?: number;
}

/**
 * Shows an event on its way through its attempts, with its log lines and news in the output and progress in a notice, until
 * its end, until nothing more can be heard of it, or until the person leaves it.
 */
export async function follow(
  stage: Stage,
  { task, record, receipt }: Queued,
  section: Section,
  { ask, handOver, handOverMs = NOTICE_MS }: Following,
): Promise<Followed> {
  const { requestId, taskId } = receipt;
  const { say, describe } = stage.screen;
  const leaving = new AbortController();
  const note = (text: string) => section.write([`… ${clock(Date.now())} ${plain(text)}`]);
  const event = { ref: task.ref, taskId, requestId, queuedAt: record.startedAt, recordId: record.id };
  const watched = stage.events.watch(event);
  let status: string | undefined;
  let word: string | undefined;

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
  const state = () => ({ phase: 'following', requestId, event, status, stop }) as const;
  const flight = stage.flights.begin({ ...record, state: state() });
  const progress = handOver && stage.screen.progress(message('Following {0}…', refLabel(task.ref)), stop);
  const show = (life: EventLife): void => {
    const text = say(stateInWords(life.state));
    if (text !== status) {
      status = text;
      progress?.report(text);
      flight.enter(state());
    }
    if (life.status === undefined || life.status === word) return;
    // the service's own word, for who reads its documents
    word = life.status;
    note(`${text} (${word})`);
  };

  const lines: LogLine[] = [];
  const reading = watched.onLines((fresh) => {
    lines.push(...fresh);
    writeLive(section, fresh, false);
  });
  const report = createTeller(task, say, note);
  const soFar = (): Followed => {
    const { life, trouble, switchOff } = watched;
    return { life, trouble, switchOff, lines, left: leaving.signal.aborted };
  };
  const notice =
    handOver &&
    limitedNotice(progress, handOverMs, () => {
      report(watched.life, false);
      note(say(message('Still followed, in the view of invocations.')));
      handOver(soFar(), () => leaving.abort());
    });
  let listening: Disposable | undefined;
  try {
    await new Promise<void>((resolve) => {
      const look = () => {
        const { life, phase } = watched;
        show(life);
        report(life, phase !== 'over');
        notice?.look(life);
        if (phase === 'over') resolve();
      };
      listening = watched.onDidChange(look);
      leaving.signal.addEventListener('abort', () => resolve(), { once: true });
      look();
    });
    return soFar();
  } finally {
    listening?.dispose();
    reading.dispose();
    watched.dispose();
    notice?.end();
    flight.end();
  }
}

/** Ends a notice when it has been there for long enough, or sooner where what comes next may take long. */
function limitedNotice(
  progress: Progress | undefined,
  ms: number,
  tooLong: () => void,
): { look(life: EventLife): void; end(): void } {
  const give = () => {
    end();
    tooLong();
  };
  const timers = { whole: setTimeout(give, ms), untold: undefined as NodeJS.Timeout | undefined };
  const end = () => {
    progress?.close();
    clearTimeout(timers.whole);
    clearTimeout(timers.untold);
  };
  return {
    look: ({ state }) => {
      if (state === 'untold') return void (timers.untold ??= setTimeout(give, ms * UNTOLD_PART));
      clearTimeout(timers.untold);
      timers.untold = undefined;
    },
    end,
  };
}

/**
 * Writes what is new of an event: each attempt that has ended, and the delivery, once. `patient`: how the last attempt
 * went may still come, and so may attempts before it that the log has not told yet.
 */
function createTeller(
  task: Task,
  say: Say,
  note: (text: string) => void,
): (life: EventLife, patient: boolean) => void {
  const said = new Set<string>();
  const once = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    note(text);
  };
  return ({ attempts, delivery, state }, patient) => {
    for (const attempt of attempts) {
      const last = attempt === attempts.at(-1);
      if (attempt.outcome === 'running') continue;
      // Which one it was, and how it went, may be known a moment later: a record without steps only tells that it ended.
      const untold = attempt.end === undefined || (attempt.outcome === 'over' && !hasEnded(state));
      if (last && patient && untold) continue;
      if (said.has(String(attempt.number))) continue;
      said.add(String(attempt.number));
      note(attemptInWords(attempt, say));
    }
    const delivered = delivery.kind === 'nowhere' ? undefined : deliveryInWords(task.profile, delivery);
    if (delivered) once(say(delivered));
  };
}
