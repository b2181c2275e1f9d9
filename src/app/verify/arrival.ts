import type { Cloud } from '../../cloud/cloud';
import type { AsyncInvocation } from '../../cloud/invocation';
import type { LogLine } from '../../cloud/logs/logLine';
import { CloudError } from '../../cloud/errors';
import { pause } from '../../model/invocation/backOff';
import type { FunctionRef } from '../../model/functionRef';
import { createOwners } from '../../model/invocation/logOwners';
import type { LogStreamState } from '../../model/invocation/logState';
import type { Clock } from '../clock';
import type { LogStreams } from '../logs/logStreams';
import { readRecord } from '../replay/failureRecord';
import { MOST_EVIDENCE, type Side, type Verdict } from './verification';

/** Records of one target whose payload is read: a busy function has others beside the one that is looked for. */
const MOST_PAYLOADS = 50;

/** How long a proof is waited for once something has happened at the right time, in milliseconds. */
const LIKELY_MS = 10_000;

/** Times of records may be cut to the second, in milliseconds. */
const CUT_MS = 1000;

/** Whose record is looked for at a target. */
interface Awaited {
  readonly requestId: string;
  readonly side: Side;
  /** When the event was sent, in Unix milliseconds by the local clock. */
  readonly sentAt: number;
  /** When it ended, by the service's clock; absent where nobody tells. */
  readonly endedAt?: number;
  /** Whether the target is the function that got the event. */
  readonly isOwn: boolean;
}

/** What looking for arrivals stands on. */
export interface ArrivalPorts {
  readonly logs: Pick<LogStreams, 'follow'>;
  readonly clock: Clock;
  describe(error: unknown): { readonly text: string };
}

/**
 * Looks at a target function for the record of an event: in the payloads of the target's own events, where the service
 * keeps them, and in its log. Only reads. Ends with a proof, when the patience (in milliseconds) is over, or with the
 * signal; never rejects.
 */
export async function lookAtTarget(
  { cloud, ref }: { readonly cloud: Cloud; readonly ref: FunctionRef },
  awaited: Awaited,
  patienceMs: number,
  ports: ArrivalPorts,
  signal: AbortSignal,
): Promise<Verdict> {
  const { logs, clock } = ports;
  const records = createRecordReader(cloud, ref, awaited);
  const lines = createLineReader(cloud, awaited);
  const rung = new AbortController();
  const following = logs.follow(cloud, ref, awaited.sentAt, (found) => {
    lines.take(found);
    if (lines.proof) rung.abort();
  });
  const either = AbortSignal.any([signal, rung.signal]);
  let until = clock.now() + patienceMs;
  try {
    for (let looks = 0; !signal.aborted; looks++) {
      await records.look(signal);
      const proof = records.proof ?? lines.proof;
      if (proof) return proof;
      if (records.likely ?? lines.likely) until = Math.min(until, clock.now() + LIKELY_MS);
      const isSilent = following.state.kind === 'stopped' && !cloud.capabilities.followAsync;
      if (isSilent || clock.now() >= until) break;
      following.hurry();
      await clock.sleep(Math.min(pause(looks), until - clock.now()), either);
    }
    return records.likely ?? lines.likely ?? nothingFound(following.state, signal.aborted);
  } finally {
    following.dispose();
  }

  function nothingFound(state: LogStreamState, isAborted: boolean): Verdict {
    if (isAborted) return { kind: 'left' };
    if (state.kind === 'live') return { kind: 'unseen' };
    const error = 'error' in state && state.error !== undefined ? state.error : records.error;
    return { kind: 'untold', ...(error !== undefined && { reason: ports.describe(error).text }) };
  }
}

/** Reads the records of a target's events, newest first, as far as they are of after the send. */
function createRecordReader(cloud: Cloud, ref: FunctionRef, { requestId, side, sentAt, endedAt }: Awaited) {
  const seen = new Set<string>();
  let payloads = cloud.capabilities.followAsync ? MOST_PAYLOADS : 0;
  const found: { proof?: Verdict; likely?: Verdict; error?: unknown } = {};

  const isTheRecord = (payload: string): boolean => {
    const read = readRecord(payload);
    if (read.kind !== 'record' || read.record.requestId !== requestId) return false;
    return read.record.succeeded === (side === 'success');
  };
  const judge = async (row: AsyncInvocation, signal: AbortSignal): Promise<void> => {
    const { taskId, startedAt } = row;
    if (taskId === requestId || row.requestId === requestId || seen.has(taskId)) return;
    const begun = startedAt ?? row.steps?.[0]?.at;
    const at = begun === undefined ? {} : { at: begun };
    if (payloads > 0) {
      payloads -= 1;
      const { payload } = (await cloud.getAsyncInvocation(ref, taskId, signal)) ?? {};
      seen.add(taskId);
      if (payload === undefined)
        payloads = 0; // this service keeps none
      else if (isTheRecord(payload)) {
        found.proof = { kind: 'proven', by: 'targetRecord', evidence: taskId, ...at };
        return;
      } else return; // of another event for certain
    }
    seen.add(taskId);
    if (endedAt !== undefined && begun !== undefined && begun + CUT_MS < endedAt) return;
    found.likely = { kind: 'likely', evidence: taskId, ...at };
  };
  return Object.assign(found, {
    look: async (signal: AbortSignal): Promise<void> => {
      if (!cloud.capabilities.followAsync) return;
      try {
        for await (const page of cloud.listAsyncInvocations(ref, { since: sentAt }, signal)) {
          for (const row of page) {
            await judge(row, signal);
            if (found.proof) return;
          }
        }
        delete found.error;
      } catch (error) {
        if (!signal.aborted || !(error instanceof CloudError)) found.error = error;
      }
    },
  });
}

/** Reads the lines of a target's log. */
function createLineReader(cloud: Cloud, { requestId, sentAt, endedAt, isOwn }: Awaited) {
  const owners = createOwners<LogLine>(() => false);
  const earliest = endedAt ?? cloud.earliestThere(sentAt);
  const found: { proof?: Verdict; likely?: Verdict } = {};
  const isInTime = ({ at }: LogLine): boolean => at === undefined || at + CUT_MS >= earliest;
  return Object.assign(found, {
    take: (lines: readonly LogLine[]): void => {
      for (const line of owners(lines)) {
        // A function that is its own destination writes the id of the event itself, too.
        if (line.requestId === requestId || !isInTime(line)) continue;
        const at = line.at === undefined ? {} : { at: line.at };
        if ((line.requestId !== undefined || !isOwn) && line.text.includes(requestId)) {
          const evidence = line.text.slice(0, MOST_EVIDENCE);
          found.proof ??= { kind: 'proven', by: 'targetLog', evidence, ...at };
        } else if (line.edge === 'start' && line.at !== undefined) {
          found.likely ??= { kind: 'likely', evidence: line.requestId ?? '', ...at };
        }
      }
    },
  });
}
