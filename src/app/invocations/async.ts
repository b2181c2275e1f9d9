import type { AsyncReceipt } from '../../cloud/cloud';
import { refLabel } from '../../model/functionRef';
import { hasEnded } from '../../model/invocation/eventLife';
import { tookOf } from '../../model/invocation/eventWords';
import type { InvocationRecord, Outcome } from '../../model/invocation/record';
import { message } from '../../model/message';
import { follow, type Followed, type Queued, type StopChoice } from './follow';
import { writeHeader, writeSummary, writeUnavailable } from './sectionText';
import { whileShown, type Progress, type Screen, type Section, type Stage } from './stage';
import { failureOf, freshRecord, outcomeOf, type Ended, type Task } from './task';

/**
 * Queues an asynchronous invocation, exactly once, follows it to its end and writes its section of the output.
 * `ask` is called when the person wants to stop meanwhile. Where its end may take long it resolves before: the invocation
 * is followed on, and `goesOn` resolves at the end. However it ends, there is a record; it does not throw.
 */
export async function invokeAsync(stage: Stage, task: Task, ask: () => Promise<StopChoice>): Promise<Ended> {
  const begun = freshRecord(task, 'async');
  const section = stage.section();
  writeHeader(section, task, begun, stage.screen.say);
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

/**
 * Follows an event on that an earlier window has queued, quietly: in the output and in its row. Nothing is sent but reads.
 * Undefined where it was not accepted.
 */
export async function followOn(
  stage: Stage,
  task: Task,
  record: InvocationRecord,
  ask: () => Promise<StopChoice>,
): Promise<Ended | undefined> {
  const { requestId, taskId } = record;
  if (requestId === undefined || taskId === undefined) return undefined;
  const section = stage.section();
  writeHeader(section, task, record, stage.screen.say);
  section.write([`… ${stage.screen.say(message('Queued before this window; followed on.'))}`]);
  await stage.keep({ ...record, following: true });
  const queued = { task, record, receipt: { requestId, taskId } };
  return close(stage, section, endedOf(stage, queued, await follow(stage, queued, section, { ask })));
}

/** Writes how it ended, into the output and the journal. */
async function close(stage: Stage, section: Section, ended: Ended): Promise<Ended> {
  writeSummary(section, ended.record, stage.screen.say);
  section.end();
  await stage.keep(ended.record);
  return ended;
}

/** Asynchronous invocations of which there may be many at once: nothing is shown of each but its row and its record. */
interface QuietQueue {
  /** Queues one, exactly once; resolves when the service has answered. However it ends, there is a record. Does not throw. */
  send(task: Task, ask: () => Promise<StopChoice>): Promise<Ended>;
}

/** Most events of a quiet queue that are followed at a time: looking at a hundred at once would cost more than they do. */
const MOST_FOLLOWED = 8;

/** A queue over a stage. What it has sent is followed to its end, a few at a time, in the order in which it was sent. */
export function createQuietQueue(stage: Stage): QuietQueue {
  const quiet: Stage = { ...stage, screen: { ...stage.screen, progress: () => NO_PROGRESS } };
  const waiting: (() => Promise<void>)[] = [];
  let followed = 0;
  const next = (): void => {
    const work = followed < MOST_FOLLOWED ? waiting.shift() : undefined;
    if (!work) return;
    followed += 1;
    void work().finally(() => {
      followed -= 1;
      next();
    });
  };
  return {
    send: async (task, ask) => {
      const sent = await send(quiet, task, freshRecord(task, 'async'));
      const { record, receipt } = sent;
      if (!receipt) {
        await stage.keep(record);
        return sent;
      }
      const queued = { task, record, receipt };
      const keep = (followed: Followed) => stage.keep(endedOf(quiet, queued, followed).record);
      waiting.push(
        () =>
          new Promise((resolve) => {
            // One that may take long goes on without keeping the next one waiting.
            const handOver = (followed: Followed) => void keep(followed).then(resolve);
            void follow(quiet, queued, NO_SECTION, { ask, handOver }).then(keep).finally(resolve);
          }),
      );
      next();
      return sent;
    },
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
    const title = message('Sending to {0}', refLabel(task.ref));
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
    return {
      record: {
        ...begun,
        ...outcomeOf(error, stage.screen.describe),
        elapsedMs: Date.now() - begun.startedAt,
      },
      error,
    };
  } finally {
    flight.end();
  }
}

/** What the journal keeps of an event as far as it was followed, and what a person is told. */
function endedOf(stage: Stage, { record: begun }: Queued, followed: Followed): Ended {
  const { life, lines, trouble, switchOff } = followed;
  const { following, ...record } = begun;
  void following; // its end has been seen, or the person has left it
  const error = trouble.get('record');
  const outcome = outcomeOfLife(followed, stage.screen);
  const took = life.attempts.reduce((sum, attempt) => sum + (tookOf(attempt) ?? 0), 0);
  return {
    record: {
      ...record,
      outcome,
      numbers: took > 0 ? { durationMs: took } : {},
      elapsedMs: Date.now() - record.startedAt,
      life,
      log: lines.map(({ text }) => text).join('\n'),
    },
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
