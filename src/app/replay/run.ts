import type { Cloud } from '../../cloud/cloud';
import type { Say } from '../../model/changes';
import type { Connection } from '../../model/connection';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { headline } from '../../model/invocation/outputText';
import { message, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Clock } from '../clock';
import type { Guard } from '../connections/guard';
import type { Ended, Task } from '../invocations/task';
import { inOneText, judgeFailure, writeOneByOne, type Next } from '../writeRun';
import { payloadOf } from './candidate';
import type { Claim, ReplayLedger } from './ledger';
import type { Row } from './rows';

/** The surroundings of a replay. */
export interface ReplayPorts {
  readonly connections: {
    get(id: string): Connection | undefined;
    cloud(id: string): Promise<Cloud>;
    /** Where writes of connections that are marked are confirmed: one question for all sends of a run. */
    readonly guard: Pick<Guard, 'action'>;
  };
  readonly ledger: ReplayLedger;
  readonly clock: Clock;
  readonly say: Say;
  describe(error: unknown): { readonly text: string; readonly hint?: string };
  settings(): ReplaySettings;
  /** Queues an event: one POST, and a record in the journal however it ends. Never rejects. */
  send(task: Task): Promise<Ended>;
}

/** What a person has set for replays. */
export interface ReplaySettings {
  /** Most events in one run. */
  readonly limit: number;
  /** Most requests in a second. */
  readonly perSecond: number;
}

/** What a run works with. */
interface Run {
  readonly ports: ReplayPorts;
  readonly perSecond: number;
  /** Aborted: no other is sent. */
  readonly signal: AbortSignal;
  readonly changed: () => void;
  /** The client of a connection. Rejects where that leads to other functions than when the rows were shown. */
  readonly cloud: (connection: string) => Promise<Cloud>;
  readonly targetOf: (ref: FunctionRef) => FunctionRef;
  /** A version is not there: nothing else is to be sent to it. */
  readonly isGone: (target: FunctionRef, why: Message) => void;
}

/**
 * Sends the payloads of rows one after the other, each by one POST that is never repeated, and notes before each that it
 * is about to leave. Gives why it ended before its time, in the reader's language. Never rejects.
 */
export async function runReplay(rows: readonly Row[], run: Run): Promise<string | undefined> {
  const { ports, perSecond, signal, changed } = run;
  for (const row of rows) Object.assign(row, { done: 'waiting', said: undefined });
  changed();
  const stopped = await writeOneByOne(rows, { clock: ports.clock, perSecond, signal }, async (row) => {
    // It may have become so by an answer to one before it.
    if (row.verdict.kind === 'cannot') return { then: 'on' };
    try {
      return await replayOne(row, run);
    } catch (error) {
      // Nothing could be noted: what cannot be noted is not sent.
      const said = ports.describe(error).text;
      Object.assign(row, { done: undefined, said });
      return { then: 'stop', said };
    } finally {
      changed();
    }
  });
  for (const row of rows) if (row.done === 'waiting') row.done = undefined;
  return stopped;
}

async function replayOne(row: Row, { ports, cloud: cloudOf, targetOf, isGone, changed }: Run): Promise<Next> {
  const { candidate } = row;
  const { say, ledger, connections } = ports;
  const payload = payloadOf(candidate, row.edited);
  const connection = connections.get(candidate.ref.connection);
  if (payload === undefined || !connection) return { then: 'on' };
  const cloud = await cloudOf(connection.id);
  // A person who has chosen it has seen this mark; one that came meanwhile they have not.
  const claim = await ledger.claim(candidate.ids, row.mark);
  if (!claim) {
    row.mark = await ledger.known(candidate.ids);
    Object.assign(row, { done: undefined, chosen: false });
    return { then: 'on' };
  }
  row.done = 'sending';
  changed();
  const target = targetOf(candidate.ref);
  const { record, error } = await ports.send({
    ...{ ref: target, cloud, profile: profileOf(connection.service), payload },
    replayOf: candidate.of,
  });
  row.recordId = record.id;
  row.chosen = false;
  const at = ports.clock.now();
  if (record.outcome.kind === 'queued') {
    await noted(claim, { phase: 'sent', at, recordId: record.id });
    row.mark = { phase: 'sent', at, recordId: record.id };
    Object.assign(row, { done: 'sent', said: say(headline(record.outcome)) });
    return { then: 'taken' };
  }
  const failed = judgeFailure(error);
  const said = inOneText(ports.describe(error));
  if (failed.notTaken) await claim.release();
  else {
    row.mark = { phase: 'unknown', at, recordId: record.id };
    await noted(claim, row.mark);
  }
  Object.assign(row, { done: failed.notTaken ? 'refused' : 'unknown', said });
  // It may fare better later: the next run takes it.
  row.chosen = failed.then === 'slower' || (failed.then === 'stop' && failed.notTaken);
  if (failed.then === 'gone')
    isGone(target, message('{0} is no longer there. Choose another version.', refLabel(target)));
  return { then: failed.then, retryAfterMs: failed.retryAfterMs, said };
}

/** Notes the end of a send. Where that fails the note of its beginning stands: it will not be sent again unasked. */
async function noted(claim: Claim, mark: Parameters<Claim['settle']>[0]): Promise<void> {
  await claim.settle(mark).catch(() => undefined);
}
