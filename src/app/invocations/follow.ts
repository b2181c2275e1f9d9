import { setTimeout as delay } from 'node:timers/promises';
import type { AsyncReceipt, LogLine } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import type { Say } from '../../model/changes';
import { readView } from '../../model/configDocument';
import { knownFields } from '../../model/fields';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { hasEnded, type EventLife, type EventLine, type EventPlan } from '../../model/invocation/eventLife';
import { attemptInWords, deliveryInWords, stateInWords } from '../../model/invocation/eventWords';
import { clock, plain } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import { message } from '../../model/message';
import { followEvent, type EventSources, type FollowClock } from './eventFollowing';
import { followLog, type LiveLog } from './liveLog';
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
export interface Followed {
  readonly life: EventLife;
  readonly live: LiveLog;
  /** Whether the person has left it. */
  readonly left: boolean;
  /** Why the record could not be read to the end. */
  readonly error?: unknown;
  /** The version whose config is known not to ask for records; only where none was found. */
  readonly switchOff?: FunctionRef;
}

const CLOCK: FollowClock = {
  now: () => Date.now(),
  // aborted: whoever waits looks at the signal next
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Follows an event through its attempts, with progress in a notice, its log lines and news in the output, until its end,
 * until nothing more can be heard of it, or until the person leaves it. `ask` is called when the person wants to stop.
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
  let status: string | undefined;

  const stop = async () => {
    const choice = await ask();
    if (choice === 'leave') leaving.abort();
    if (choice !== 'stop' || leaving.signal.aborted) return;
    try {
      await task.cloud.stopAsyncInvocation(task.ref, taskId, leaving.signal);
      note(say(message('Asked the service to stop it.')));
    } catch (error) {
      note(describe(error).text);
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

  let arrived: (lines: readonly LogLine[]) => void = () => undefined;
  const live = followLog(
    task.cloud,
    task.ref,
    { from: record.startedAt, isEarlier: (id) => id !== requestId && stage.isEarlier(id), requestId },
    (lines) => {
      writeLive(section, lines, false);
      arrived(lines);
    },
  );
  const config = createConfigReader(task);
  const sources: EventSources = {
    plan: (signal) => config.plan(signal),
    expectsRecord: () => config.switchOff() === undefined,
    record: async (signal) => {
      const found = await task.cloud.getAsyncInvocation(task.ref, taskId, signal);
      // the service's own word, for who reads its documents
      if (found && show(found.status)) note(found.status);
      return found;
    },
    log: async (found, tell, signal) => {
      arrived = (lines) => found(lines.map(eventLine));
      await live.ended(signal);
      if (live.state.phase !== 'unavailable') return;
      const { error } = live.state;
      tell(error instanceof CloudError && error.facts.kind === 'unavailable' ? 'none' : 'failed', error);
    },
  };
  const report = createTeller(task, say, note);
  let recordError: unknown;
  try {
    const life = await followEvent(
      sources,
      {
        queuedAt: record.startedAt,
        onLife: (news) => {
          if (hasEnded(news.state)) live.hurry();
          report(news);
          if (news.sources.record !== 'heard') show(say(stateInWords(news.state)));
        },
        onTrouble: (source, error) => {
          if (source === 'record') recordError = error;
        },
      },
      CLOCK,
      leaving.signal,
    );
    const switchOff = life.sources.record === 'none' ? config.switchOff() : undefined;
    return {
      life,
      live,
      left: leaving.signal.aborted,
      ...(recordError !== undefined && { error: recordError }),
      ...(switchOff && { switchOff }),
    };
  } finally {
    leaving.abort();
    live.stop();
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

/** Reads the config that counts for a task, and remembers whether it asks for records. */
function createConfigReader(task: Task): {
  plan(signal: AbortSignal): Promise<EventPlan>;
  /** The version whose config is known not to ask for records, where asking for them is safe. */
  switchOff(): FunctionRef | undefined;
} {
  const { cloud, profile } = task;
  const { age, retries, record } = knownFields(profile);
  let off: FunctionRef | undefined;
  return {
    plan: async (signal) => {
      const ref = cloud.capabilities.configOnAlias ? task.ref : await versionOf(task, signal);
      const view = readView(profile, (await cloud.getAsyncConfig(ref, signal))?.document);
      // A service that warns of its switch keeps records by other means (OTC: a list of accounts).
      if (view.record !== true && !record.caution) off = ref;
      return {
        attempts: (view.retries ?? retries.byDefault) + 1,
        ageSeconds: view.age ?? age.byDefault,
        success: view.success,
        failure: view.failure,
      };
    },
    switchOff: () => off,
  };
}

/** The version that a ref leads to: an alias has no config of its own everywhere. */
async function versionOf({ cloud, ref }: Task, signal: AbortSignal): Promise<FunctionRef> {
  for await (const page of cloud.listQualifiers(ref, signal)) {
    const found = page.find(({ ref: { qualifier } }) => qualifier === ref.qualifier);
    if (found) return found.target === undefined ? ref : { ...ref, qualifier: found.target };
  }
  return ref;
}

function eventLine({ id, text, at, edge, run }: LogLine): EventLine {
  const mark = edge === 'start' ? ({ kind: 'start' } as const) : edge && ({ kind: 'end', ...run } as const);
  return { id, text, ...(at !== undefined && { at }), ...(mark && { mark }) };
}
