import type { AsyncInvocation, AsyncReceipt } from '../../cloud/cloud';
import { refLabel } from '../../model/functionRef';
import type { InvocationRecord, Outcome } from '../../model/invocation/record';
import { message } from '../../model/message';
import { follow, type Followed, type Queued, type StopChoice } from './follow';
import { followLog } from './liveLog';
import { writeHeader, writeLive, writeSummary, writeUnavailable } from './sectionText';
import { whileShown, type Screen, type Section, type Stage } from './stage';
import { failureOf, freshRecord, outcomeOf, type Ended, type Task } from './task';

/** How long FnDeck waits without a single line for the end of the log after the event has ended. */
const PATIENCE_MS = 2500;

/**
 * Queues an asynchronous invocation, exactly once, follows it to its end and writes its section of the output.
 * `ask` is called when the person wants to stop meanwhile. However it ends, there is a record; it does not throw.
 */
export async function invokeAsync(stage: Stage, task: Task, ask: () => Promise<StopChoice>): Promise<Ended> {
  const begun = freshRecord(task, 'async');
  const section = stage.section();
  writeHeader(section, task, begun, stage.screen.say);
  const sent = await send(stage, task, begun);
  const { record, receipt } = sent;
  const ended = receipt ? await followToEnd(stage, { task, record, receipt }, section, ask) : sent;
  writeSummary(section, ended.record, stage.screen.say);
  section.end();
  await stage.keep(ended.record);
  return ended;
}

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

/** Follows states and log of what was queued. */
async function followToEnd(
  stage: Stage,
  queued: Queued,
  section: Section,
  ask: () => Promise<StopChoice>,
): Promise<Ended> {
  const { task, record } = queued;
  const { requestId } = queued.receipt;
  if (!task.cloud.capabilities.followAsync) return { record };
  const live = followLog(
    task.cloud,
    task.ref,
    { from: record.startedAt, isEarlier: (id) => id !== requestId && stage.isEarlier(id), requestId },
    (lines) => writeLive(section, lines, false),
  );
  const followed = await follow(stage, queued, section, ask);
  if (followed.kind === 'ended') {
    await live.untilEnd(requestId, followed.notBefore, PATIENCE_MS, new AbortController().signal);
  }
  live.stop();
  writeUnavailable(section, live, stage, task);
  return {
    record: {
      ...record,
      ...conclusion(followed, stage.screen),
      elapsedMs: Date.now() - record.startedAt,
      log: live.lines(requestId).join('\n'),
    },
    ...(followed.kind === 'lost' && { error: followed.error }),
    ...(followed.kind === 'unrecorded' && followed.switchOff && { unrecorded: followed.switchOff }),
  };
}

function conclusion(
  followed: Followed,
  { say, describe }: Screen,
): Pick<InvocationRecord, 'outcome' | 'numbers'> {
  switch (followed.kind) {
    case 'ended':
      return { outcome: outcomeOfPhase(followed.invocation), numbers: durationOf(followed.invocation) };
    case 'lost':
      return { outcome: { kind: 'queued', failure: failureOf(followed.error, describe) }, numbers: {} };
    case 'left':
      return {
        outcome: { kind: 'queued', failure: { text: say(message('FnDeck no longer follows it.')) } },
        numbers: {},
      };
    case 'unrecorded':
      return {
        outcome: {
          kind: 'queued',
          failure: {
            text: say(
              followed.switchOff
                ? message(
                    'The service keeps no record of it: the async configuration does not ask for status records.',
                  )
                : message('The service has no record of it yet.'),
            ),
          },
        },
        numbers: {},
      };
  }
}

function outcomeOfPhase({ phase, error, errorCode }: AsyncInvocation): Outcome {
  const why = {
    ...(errorCode !== undefined && { code: errorCode }),
    ...(error !== undefined && { text: error }),
  };
  if (phase === 'succeeded' || phase === 'stopped') return { kind: phase };
  return phase === 'discarded' ? { kind: 'discarded', ...why } : { kind: 'functionError', ...why };
}

/** From the record's two times: both lack a zone, or neither does, so their difference holds. */
function durationOf({ startTime, endTime }: AsyncInvocation): { durationMs?: number } {
  const durationMs = Date.parse(endTime ?? '') - Date.parse(startTime ?? '');
  return durationMs > 0 ? { durationMs } : {};
}
