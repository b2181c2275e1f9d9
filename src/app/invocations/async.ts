import type { AsyncReceipt } from '../../cloud/invocation';
import { refLabel } from '../../model/functionRef';
import { hasEnded } from '../../model/invocation/eventLife';
import { tookOf } from '../../model/invocation/eventWords';
import type { InvocationRecord, Outcome } from '../../model/invocation/record';
import { message } from '../../model/message';
import { hidingOf, hidingSection } from '../payloads/hiding';
import { follow, type Followed, type Queued, type StopChoice } from './follow';
import { writeHeader, writeSummary, writeUnavailable } from './sectionText';
import { whileShown, type Progress, type Screen, type Section, type Stage } from './stage';
import { atSend, failureOf, freshRecord, outcomeOf, type Ended, type Task } from './task';

/**
 * Queues an asynchronous invocation, exactly once, follows it to its end and writes its section of the output.
 * `ask` is called when the person wants to stop meanwhile. Where its end may take long it resolves before: the invocation
 * is followed on, and `goesOn` resolves at the end. However it ends, there is a record; it does not throw.
 */
export async function invokeAsync(
  stage: Stage,
  decided: Task,
  ask: () => Promise<StopChoice>,
): Promise<Ended> {
  const task = atSend(decided);
  const begun = freshRecord(task, 'async');
  const opened = stage.section();
  writeHeader(opened, task, begun, stage.screen.say);
  const section = hidingSection(opened, hidingOf(task.expanded?.environment));
  const sent = await send(stage, task, begun);
  const { record, receipt } = sent;
  if (!receipt) return close(stage, section, sent);
  const queued = { task, record, receipt };
  return new Promise((resolve, reject) => {
    const handOver = (followed: Followed) => {
      const soFar = endedOf(stage, queued, followed);
      void stage.keep({ ...soFar.record, following: true }).then(() => resolve({ ...soFar, goesOn: whole }));
    };
    const whole = follow(stage, queued, section, { ask, handOver }).then((followed) => {
      writeUnavailable(section, followed.trouble.get('log'), stage, task);
      return close(stage, section, endedOf(stage, queued, followed));
    });
    whole.then(resolve, reject);
  });
}

/** Writes how it ended, into the output and the journal. */
async function close(stage: Stage, section: Section, ended: Ended): Promise<Ended> {
  writeSummary(section, ended.record, stage.screen.say);
  section.end();
  await stage.keep(ended.record);
  return ended;
}

/** Events of which there may be many at once: a few are looked at, and the others wait until it is their turn. */
export interface QuietQueue {
  /**
   * Queues one, exactly once; resolves when the service has answered. However it ends, there is a record. Does not throw.
   * Nothing is shown of it but its row and its record.
   */
  send(task: Task, ask: () => Promise<StopChoice>): Promise<Ended>;
  /**
   * Follows an event on that an earlier window has queued, in the output and in its row, when it is its turn. `ended` is
   * called once its end is known, or nothing more can be heard of it.
   */
  followOn(task: Task, record: InvocationRecord, shown: Pick<Waiting, 'ask' | 'ended'>): void;
}

/** Most events of a quiet queue that are followed at a time: looking at a hundred at once would cost more than they do. */
const MOST_FOLLOWED = 8;

/** An event of a quiet queue that waits until it is looked at. */
interface Waiting extends Queued {
  /** Written to while it is looked at for the first time, and at its end. */
  readonly section: Section;
  readonly ask: () => Promise<StopChoice>;
  readonly ended?: (end: Ended) => unknown;
}

/**
 * A queue over a stage. Its events are followed to their ends, a few at a time, in their order. One that takes long makes
 * room for those that wait, and is looked at again when it is its turn: `turnMs` milliseconds are long, else a minute.
 */
export function createQuietQueue(stage: Stage, turnMs?: number): QuietQueue {
  const quiet: Stage = { ...stage, screen: { ...stage.screen, progress: () => NO_PROGRESS } };
  let waiting: Waiting[] = [];
  const seenBefore = new WeakSet<Waiting>();
  /** Ends the looks at those that take long, the longest first, so that another's turn comes. */
  const makingRoom: (() => void)[] = [];
  let followed = 0;

  /** Gives whether the event has been seen to its end; else another's turn has come. */
  const look = async (event: Waiting): Promise<boolean> => {
    const { section, ask } = event;
    let makesRoom: (() => void) | undefined;
    let left = false;
    const handOver = (soFar: Followed, leave: () => void) => {
      makesRoom = () => {
        left = true;
        leave();
      };
      if (waiting.length > 0) return makesRoom();
      makingRoom.push(makesRoom);
      void stage.keep({ ...endedOf(quiet, event, soFar).record, following: true });
    };
    const written = seenBefore.has(event) ? NO_SECTION : section;
    seenBefore.add(event);
    const turn = { ask, handOver, ...(turnMs !== undefined && { handOverMs: turnMs }) };
    const last = await follow(quiet, event, written, turn);
    if (makesRoom && makingRoom.includes(makesRoom)) makingRoom.splice(makingRoom.indexOf(makesRoom), 1);
    // Where it ended at the moment at which it was left, that is seen, too.
    if (left && !hasEnded(last.life.state)) {
      const { record, task } = event;
      const { record: hidden } = hidingOf(task.expanded?.environment);
      await stage.keep(hidden({ ...record, life: last.life, following: true }));
      return false;
    }
    seenBefore.delete(event);
    const end = await close(quiet, section, endedOf(quiet, event, last));
    event.ended?.(end);
    return true;
  };
  const next = async (): Promise<void> => {
    const event = followed < MOST_FOLLOWED ? waiting.shift() : undefined;
    if (!event) return;
    followed += 1;
    const seen = await look(event).catch(() => true);
    followed -= 1;
    if (!seen) waiting.push(event);
    void next();
  };
  const enter = (event: Waiting): void => {
    waiting.push(event);
    if (followed >= MOST_FOLLOWED) makingRoom.shift()?.();
    void next();
  };
  return {
    send: async (decided, ask) => {
      const task = atSend(decided);
      const sent = await send(quiet, task, freshRecord(task, 'async'));
      const { record, receipt } = sent;
      if (receipt) enter({ task, record, receipt, section: NO_SECTION, ask });
      else await stage.keep(record);
      return sent;
    },
    followOn: (task, record, shown) => {
      const { requestId, taskId } = record;
      if (requestId === undefined || taskId === undefined) return;
      const section = sectionWhenWritten(quiet, (opened) => {
        writeHeader(opened, task, record, stage.screen.say);
        opened.write([`… ${stage.screen.say(message('Queued earlier; followed on.'))}`]);
      });
      const hidden = hidingSection(section, hidingOf(task.expanded?.environment));
      // It may wait already.
      waiting = waiting.filter((event) => event.record.id !== record.id);
      enter({ task, record, receipt: { requestId, taskId }, section: hidden, ...shown });
    },
  };
}

/** A section that is opened when the first line is written to it: a hundred that wait are no news yet. */
function sectionWhenWritten(stage: Stage, begin: (section: Section) => void): Section {
  let opened: Section | undefined;
  const open = (): Section => {
    if (opened) return opened;
    opened = stage.section();
    begin(opened);
    return opened;
  };
  return {
    get number() {
      return open().number;
    },
    write: (lines) => open().write(lines),
    end: () => opened?.end(),
  };
}

const NO_PROGRESS: Progress = { report: () => undefined, close: () => undefined };
const NO_SECTION: Section = { number: 0, write: () => undefined, end: () => undefined };

/** Sends; the record is `queued` when the service has accepted. */
async function send(
  stage: Stage,
  task: Task,
  begun: InvocationRecord,
): Promise<Ended & { readonly receipt?: AsyncReceipt }> {
  const aborter = new AbortController();
  const flight = stage.flights.begin({ ...begun, state: { phase: 'sending', stop: () => aborter.abort() } });
  await stage.keep(begun);
  try {
    const title = message('Sending to {0}…', refLabel(task.ref));
    const receipt = await whileShown(stage.screen, title, aborter, () =>
      task.cloud.invokeAsync(task.ref, task.payload, aborter.signal),
    );
    const record = {
      ...begun,
      requestId: receipt.requestId,
      taskId: receipt.taskId,
      following: true,
      outcome: { kind: 'queued' },
      elapsedMs: Date.now() - begun.startedAt,
    } as const;
    await stage.keep(record);
    return { record, receipt };
  } catch (error) {
    const elapsedMs = Date.now() - begun.startedAt;
    const record = { ...begun, ...outcomeOf(error, stage.screen.describe), elapsedMs };
    return { record: hidingOf(task.expanded?.environment).record(record), error };
  } finally {
    flight.end();
  }
}

/** What the journal keeps of an event as far as it was followed, and what a person is told. */
function endedOf(stage: Stage, { task, record: begun }: Queued, followed: Followed): Ended {
  const { life, lines, trouble, switchOff } = followed;
  const { following, ...record } = begun;
  void following; // its end has been seen, or the person has left it
  const error = trouble.get('record');
  const outcome = outcomeOfLife(followed, stage.screen);
  const took = life.attempts.reduce((sum, attempt) => sum + (tookOf(attempt) ?? 0), 0);
  return {
    record: hidingOf(task.expanded?.environment).record({
      ...record,
      outcome,
      numbers: took > 0 ? { durationMs: took } : {},
      elapsedMs: Date.now() - record.startedAt,
      life,
      log: lines.map(({ text }) => text).join('\n'),
    }),
    ...(outcome.kind === 'queued' && error !== undefined && { error }),
    ...(outcome.kind === 'queued' && switchOff && { unrecorded: switchOff }),
  };
}

function outcomeOfLife({ life, left, trouble, switchOff }: Followed, { say, describe }: Screen): Outcome {
  const { state } = life;
  if (state === 'succeeded' || state === 'stopped') return { kind: state };
  if (state === 'failed') return { kind: 'functionError', ...life.error };
  if (state === 'discarded') return { kind: 'discarded', ...life.error };
  if (left) return { kind: 'queued', failure: { text: say(message('FnDeck no longer follows it.')) } };
  const error = trouble.get('record');
  if (error !== undefined) return { kind: 'queued', failure: failureOf(error, describe) };
  if (!hasEnded(state) && state !== 'untold') return { kind: 'queued' };
  const text = switchOff
    ? message('The service keeps no record of it: the async configuration does not ask for status records.')
    : life.attempts.length > 0
      ? message('The service does not say how it ended.')
      : message('The service has no record of it, and no log line of it was found.');
  return { kind: 'queued', failure: { text: say(text) } };
}
