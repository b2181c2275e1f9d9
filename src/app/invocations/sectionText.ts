import type { LogLine } from '../../cloud/logs/logLine';
import type { Say } from '../../model/changes';
import { refLabel } from '../../model/functionRef';
import {
  binaryInWords,
  clock,
  explanation,
  plain,
  quoted,
  size,
  summaryLine,
} from '../../model/invocation/outputText';
import { linesOf } from '../../model/invocation/logMerge';
import type { InvocationRecord } from '../../model/invocation/record';
import { readResult } from '../../model/invocation/result';
import { message } from '../../model/message';
import type { Section, Stage } from './stage';
import type { Task } from './task';

/** Results above this many characters are not written into the output channel. */
const SHOWN = 100 * 1024;

/** The first line of an invocation's section: when, what, where. */
export function writeHeader(section: Section, task: Task, record: InvocationRecord, say: Say): void {
  const { name, region } = task.cloud.connection;
  const target = refLabel(record.ref);
  const what =
    record.mode === 'sync' ? message('Invoke {0}', target) : message('Queue Event for {0}', target);
  section.write([
    '',
    `▶ #${section.number} ${clock(record.startedAt)} ${say(what)} · ${name} (${say(task.profile.label)}, ${region})`,
  ]);
}

/** The last lines: result, how it ended with its numbers, reasons, request id. */
export function writeSummary(section: Section, record: InvocationRecord, say: Say): void {
  const { outcome, numbers, elapsedMs, requestId, result, binary } = record;
  section.write([
    ...(result === undefined ? [] : [`── ${say(message('Result'))} ──`, ...resultLines(result, say)]),
    ...(binary ? [`── ${say(message('Result'))} ──`, binaryInWords(binary, say)] : []),
    `${summaryLine(outcome, numbers, elapsedMs, say)} · #${section.number}`,
    ...explanation(outcome, say).flatMap((said) => said.split('\n').map((line) => `  ${plain(line)}`)),
    ...(requestId === undefined ? [] : [`  ${say(message('Request {0}', plain(requestId)))}`]),
  ]);
}

function resultLines(result: string, say: Say): readonly string[] {
  if (result.length > SHOWN) {
    return [say(message('({0}; “Show Result” opens it.)', say(size(Buffer.byteLength(result)))))];
  }
  return quoted(linesOf(readResult(result).text).join('\n'));
}

/** Lines as they are read; where lines of several requests come mixed, each is marked with the start of its id. */
export function writeLive(section: Section, lines: readonly LogLine[], mixed: boolean): void {
  section.write(
    lines.flatMap(({ text, requestId }) => {
      const mark = mixed && requestId !== undefined ? `[${plain(requestId.slice(0, 8))}] ` : '';
      return quoted(text).map((line) => `${mark}${line}`);
    }),
  );
}

/** Says, once for each connection, that live lines cannot be read, and why; nothing where `error` is undefined. */
export function writeUnavailable(section: Section, error: unknown, stage: Stage, task: Task): void {
  if (error === undefined || !stage.first(`live log of ${task.ref.connection}`)) return;
  const { text, hint } = stage.screen.describe(error);
  section.write([
    `⋯ ${plain(stage.screen.say(message('Log lines cannot be read while a function runs: {0}', text)))}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
  ]);
}
