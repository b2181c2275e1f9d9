import * as vscode from 'vscode';
import { CannotSend, createQuietPlanner } from '../../app/expectations/planning';
import { runCases, type CaseEnd, type CaseToRun } from '../../app/expectations/running';
import { sendQuietly } from '../../app/expectations/sending';
import type { ExpectedCase } from '../../app/expectations/readExpectations';
import type { LazyPart } from '../../app/lazyPart';
import { machineVariables } from '../../app/payloads/variables';
import { expectationStem } from '../../model/expectationFile';
import { plain as withoutControls } from '../../model/invocation/outputText';
import { message } from '../../model/message';
import type { Connections } from '../connections/connections';
import type { Watching } from '../events/watching';
import { exists } from '../files';
import type { Invoking } from '../invoke/invoking';
import type { PayloadBindings } from '../invoke/payload/bindings';
import type { Report } from '../report';
import { plain } from '../window/notices';
import { problemInWords, type CaseRow } from './caseTree';

/** The parts that runs stand on. */
export interface CaseRunDeps {
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: PayloadBindings;
  readonly watching: LazyPart<Watching>;
  readonly invoking: LazyPart<Invoking>;
}

/** A row with a case. */
interface GoodRow extends CaseRow {
  readonly holds: ExpectedCase;
}

/**
 * Runs rows one after the other, in their order, and tells VS Code how each ended. A file in which something is wrong is
 * told so, with the place, and nothing of it is sent.
 */
export async function runRows(
  rows: readonly CaseRow[],
  run: vscode.TestRun,
  deps: CaseRunDeps,
): Promise<void> {
  const { connections, report, bindings } = deps;
  const say: Report['say'] = (said) => report.say(said);
  const aborter = new AbortController();
  const listening = run.token.onCancellationRequested(() => aborter.abort());
  if (run.token.isCancellationRequested) aborter.abort();
  const write = (lines: readonly string[], { item }: CaseRow) =>
    run.appendOutput(lines.map((line) => `${withoutControls(line)}\r\n`).join(''), undefined, item);
  try {
    const good = rows.filter(isGood);
    for (const { item } of good) run.enqueued(item);
    for (const row of rows) {
      if (!isGood(row)) run.errored(row.item, brokenMessages(row, say));
    }
    const { stage } = await deps.invoking.get();
    (await deps.watching.get()).requestIds.prepare();
    const filed = await bindings.filed();
    const plan = createQuietPlanner({
      ...{ connections, bindings, say },
      variables: machineVariables(() => vscode.workspace.isTrusted),
      read: async (source) =>
        (await vscode.workspace.openTextDocument(vscode.Uri.parse(source, true))).getText(),
      filed: async (source) => {
        const target = await filed.target(vscode.Uri.parse(source, true));
        return target?.kind === 'broken' ? { ...target, source: target.file.toString() } : target;
      },
    });
    const cases = await Promise.all(
      good.map(async (of): Promise<CaseToRun<GoodRow>> => {
        return { of, source: await payloadBeside(of.uri), expectation: of.holds.expectation };
      }),
    );
    await runCases(
      cases,
      {
        say,
        describe: (error) => report.describe(error),
        guard: connections.guard,
        plan: async (mode, source) => {
          if (source !== '') return plan(mode, source);
          throw new CannotSend(vscode.l10n.t('There is no payload file of this name beside it.'));
        },
        send: (planned, { of }, signal) => sendQuietly(stage, planned, signal, (lines) => write(lines, of)),
        started: ({ item }) => run.started(item),
        ended: (row, end) => tellEnd(run, row, end, write),
      },
      aborter.signal,
    );
  } catch (error) {
    void report.failure(message('Nothing was invoked.'), error);
  } finally {
    listening.dispose();
    run.end();
  }
}

function isGood(row: CaseRow): row is GoodRow {
  return 'expectation' in row.holds;
}

function tellEnd(
  run: vscode.TestRun,
  row: GoodRow,
  end: CaseEnd,
  write: (lines: readonly string[], row: CaseRow) => void,
): void {
  const { item, holds } = row;
  if (end.kind === 'skipped') {
    if (end.text !== undefined) write([end.text], row);
    run.skipped(item);
  } else if (end.kind === 'errored') {
    const { at = { source: row.uri.toString(), ...holds.place } } = end;
    const said = messageAt([end.text, end.hint].filter((part) => part !== undefined).join('\n'), at);
    run.errored(item, said, end.elapsedMs);
  } else {
    write(
      end.verdicts.map(({ met, said }) => `${met ? '✓' : '✗'} ${said}`),
      row,
    );
    const failures = end.verdicts
      .filter(({ met }) => !met)
      .map(({ said, path, diff }) => {
        const made = messageAt(said, { source: row.uri.toString(), ...holds.placeOf(path) });
        return Object.assign(made, diff && { expectedOutput: diff.expected, actualOutput: diff.actual });
      });
    if (failures.length === 0) run.passed(item, end.elapsedMs);
    else run.failed(item, failures, end.elapsedMs);
  }
}

function brokenMessages({ uri, holds }: CaseRow, say: Report['say']): vscode.TestMessage[] {
  const problems = 'expectation' in holds ? [] : holds;
  return problems.map((problem) =>
    messageAt(problemInWords(problem, say), { source: uri.toString(), ...problem }),
  );
}

/** A text at a place of a file; line and column are 1-based. Nothing of the text is in effect. */
function messageAt(
  text: string,
  { source, line, column }: { readonly source: string; readonly line: number; readonly column: number },
): vscode.TestMessage {
  const lines = text.split('\n').map((part) => plain(withoutControls(part)));
  const made = new vscode.TestMessage(lines.join('\n'));
  made.location = new vscode.Location(
    vscode.Uri.parse(source, true),
    new vscode.Position(line - 1, column - 1),
  );
  return made;
}

/** URI of the payload file beside a file of expectations; empty where there is none. */
async function payloadBeside(uri: vscode.Uri): Promise<string> {
  for (const ending of ['.json', '.jsonc']) {
    const payload = uri.with({ path: `${expectationStem(uri.path)}${ending}` });
    if (await exists(payload)) return payload.toString();
  }
  return '';
}
