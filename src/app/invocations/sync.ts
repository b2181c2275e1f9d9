import type { InvocationResult } from '../../cloud/invocation';
import { refLabel } from '../../model/functionRef';
import { complete } from '../../model/invocation/logMerge';
import { quoted } from '../../model/invocation/outputText';
import type { InvocationRecord, Outcome } from '../../model/invocation/record';
import { readResult } from '../../model/invocation/result';
import { message } from '../../model/message';
import { followLog, type LiveLog } from '../logs/liveLog';
import { hidingOf, hidingSection } from '../payloads/hiding';
import { keptResult } from './binaryResult';
import { readHttpAnswer } from './httpAnswer';
import { writeHeader, writeLive, writeSummary, writeUnavailable } from './sectionText';
import { whileShown, type Progress, type Section, type Stage } from './stage';
import { atSend, freshRecord, outcomeOf, type Ended, type Task } from './task';

/** How long FnDeck waits without a single line for the end of a log that the answer does not carry. */
const PATIENCE_MS = 6000;

/** Results above this many characters are not searched for a status code. */
const SEARCHED = 1024 * 1024;

/**
 * Invokes a function synchronously, exactly once, and writes its section of the output. `timeoutSeconds` is the
 * function's own limit, where known. However the invocation ends, there is a record; it does not throw.
 */
export async function invokeSync(
  stage: Stage,
  decided: Task,
  timeoutSeconds: number | undefined,
): Promise<Ended> {
  const task = atSend(decided);
  const hiding = hidingOf(task.expanded?.environment);
  const begun = freshRecord(task, 'sync');
  const { screen } = stage;
  const opened = stage.section();
  writeHeader(opened, task, begun, screen.say);
  const section = hidingSection(opened, hiding);

  const aborter = new AbortController();
  const flight = stage.flights.begin({ ...begun, state: { phase: 'sending', stop: () => aborter.abort() } });
  await stage.keep(begun);
  const live = followLog(
    stage.logs,
    task.cloud,
    task.ref,
    { from: begun.startedAt, isEarlier: (id) => stage.isEarlier(id) },
    (lines, mixed) => writeLive(section, lines, mixed),
  );

  const answer = async (progress: Progress): Promise<Ended> => {
    try {
      const options = timeoutSeconds === undefined ? {} : { timeoutSeconds };
      const result = await task.cloud.invoke(task.ref, task.payload, options, aborter.signal);
      const elapsedMs = Date.now() - begun.startedAt;
      if (result.logCut && live.state.phase === 'following') {
        flight.enter({ phase: 'completing', stop: () => aborter.abort() });
        progress.report(screen.say(message('response received; waiting for the rest of the log…')));
        await live.untilEnd(result.requestId, begun.startedAt, PATIENCE_MS, aborter.signal);
      }
      return {
        record: {
          ...begun,
          elapsedMs,
          ...(await answered(result)),
          ...completeLog(stage, section, live, result),
        },
      };
    } catch (error) {
      const ended = { ...outcomeOf(error, screen.describe), elapsedMs: Date.now() - begun.startedAt };
      const lines = live.lines(ended.requestId);
      return { record: { ...begun, ...ended, log: lines.join('\n'), logCut: lines.length > 0 }, error };
    }
  };

  const told = await whileShown(screen, message('Invoking {0}…', refLabel(task.ref)), aborter, answer);
  const ended = { ...told, record: hiding.record(told.record) };
  live.stop();
  writeUnavailable(section, live.state.phase === 'unavailable' ? live.state.error : undefined, stage, task);
  writeSummary(section, ended.record, screen.say);
  section.end();
  await stage.keep(ended.record);
  flight.end();
  return ended;
}

/** What an answer says, as a record has it, apart from the log. */
export async function answered(
  result: InvocationResult,
): Promise<Partial<InvocationRecord> & Pick<InvocationRecord, 'outcome'>> {
  const { requestId, durationMs, billedMs, memoryMb, memoryUsedMb, coldStart } = result;
  return {
    outcome: outcomeOfResult(result),
    ...(requestId !== undefined && { requestId }),
    numbers: {
      ...(durationMs !== undefined && { durationMs }),
      ...(billedMs !== undefined && { billedMs }),
      ...(memoryMb !== undefined && { memoryMb }),
      ...(memoryUsedMb !== undefined && { memoryUsedMb }),
      ...(coldStart !== undefined && { coldStart }),
    },
    ...(await keptResult(result.result, result.bytes, result.contentType)),
    ...(result.result.length <= SEARCHED && readHttpAnswer(result.result) && { isHttp: true }),
  };
}

function outcomeOfResult({ outcome, errorCode, result, bytes }: InvocationResult): Outcome {
  if (outcome === 'functionError')
    return { kind: 'functionError', ...(errorCode !== undefined && { code: errorCode }) };
  const statusCode = bytes || result.length > SEARCHED ? undefined : readResult(result).statusCode;
  return statusCode !== undefined && statusCode >= 400
    ? { kind: 'returnedError', statusCode }
    : { kind: 'succeeded' };
}

/** Writes what the live lines lack of the log, and gives the whole of it. */
function completeLog(
  { screen: { say } }: Stage,
  section: Section,
  live: LiveLog,
  result: InvocationResult,
): Pick<InvocationRecord, 'log' | 'logCut'> {
  const joined = complete(live.lines(result.requestId), result.log, result.logCut);
  if (joined.gap) {
    section.write([
      `⋯ ${say(message('Lines are missing here: the response carries only the end of the log. The rest is in the log service of the cloud, under the request ID below.'))}`,
    ]);
  } else if (joined.late) {
    section.write([`⋯ ${say(message('Lines that arrived late:'))}`]);
  }
  section.write(joined.rest.flatMap(quoted));
  return { log: joined.lines.join('\n'), logCut: joined.gap };
}
