import * as vscode from 'vscode';
import type { Ended } from '../../../app/invocations/task';
import { message } from '../../../model/message';
import { refLabel } from '../../../model/functionRef';
import { headline, summaryLine } from '../../../model/invocation/outputText';
import type { InvocationRecord, Outcome } from '../../../model/invocation/record';
import type { Action, Report } from '../../report';
import { createStatusLine } from '../../window/statusLine';
import { tell } from '../../window/notices';
import type { Row } from '../journal/rowItems';
import type { Output } from './channel';

/** How long an end stays in the status bar. */
const SHOWN_MS = 30_000;

/** After this long a person may have turned to something else: a success is told in a notice then. */
const LONG_MS = 4000;

/** The buttons of a notice, by what they open: the output channel, the result document, the config of the function. */
interface EndingActions {
  showOutput(): unknown;
  showResult(record: InvocationRecord): unknown;
  openConfig(record: InvocationRecord): unknown;
}

/** Tells how invocations ended: in the status bar, and in a notice only where the output does not tell it already. */
export interface Ending extends vscode.Disposable {
  /** Resolves when it is told, not when somebody has closed the notice. */
  tell(end: Ended): Promise<void>;
  /** In the status bar only: of many that end one after the other nobody wants as many notices. */
  show(end: Ended): void;
}

/** The part that tells, with nothing told yet. */
export function createEnding(
  output: Pick<Output, 'isVisible'>,
  report: Report,
  actions: EndingActions,
): Ending {
  const line = createStatusLine('fndeck.ended', vscode.l10n.t('FnDeck: last invocation'));
  const show = ({ record }: Ended): void => {
    const { outcome, numbers, elapsedMs, ref } = record;
    const ended = summaryLine(outcome, numbers, elapsedMs, (said) => report.say(said));
    line.show({
      text: `${refLabel(ref)} ${ended}`,
      tooltip: vscode.l10n.t('FnDeck: last invocation. Click for the result.'),
      command: {
        command: 'fndeck.showInvocationResult',
        title: '',
        arguments: [{ kind: 'ended', summary: record } satisfies Row],
      },
      kind: colourOf(outcome),
      ms: SHOWN_MS,
    });
  };
  return {
    show,
    tell: async (end) => {
      show(end);
      if (hasToDecide(end) || !(await output.isVisible())) void notice(end, report, actions);
    },
    dispose: () => {
      line.dispose();
    },
  };
}

/** Whether a person can do something about it that the output does not offer. */
function hasToDecide({ record: { outcome }, unrecorded }: Ended): boolean {
  return outcome.kind === 'queued' && unrecorded !== undefined;
}

function colourOf({ kind }: Outcome): 'plain' | 'warning' | 'error' {
  switch (kind) {
    case 'functionError':
    case 'notSent':
    case 'serviceError':
    case 'discarded':
      return 'error';
    case 'returnedError':
    case 'unknown':
      return 'warning';
    case 'sending':
    case 'succeeded':
    case 'cancelled':
    case 'queued':
    case 'stopped':
      return 'plain';
  }
}

/** Shows at most one notice; a quick success needs none. */
async function notice(
  { record, error, unrecorded }: Ended,
  report: Report,
  actions: EndingActions,
): Promise<void> {
  const label = refLabel(record.ref);
  const { outcome } = record;
  const output: Action = { title: message('Show Output'), run: () => actions.showOutput() };
  const result: Action = { title: message('Show Result'), run: () => actions.showResult(record) };
  switch (outcome.kind) {
    case 'succeeded': {
      if (record.elapsedMs < LONG_MS) return;
      const line = summaryLine(outcome, record.numbers, record.elapsedMs, (said) => report.say(said));
      const shown = record.result === undefined && !record.binary ? [output] : [result, output];
      return offer('information', `${label}: ${line}`, report, ...shown);
    }
    case 'returnedError': {
      const text = vscode.l10n.t('{0} ran and returned status {1}.', label, String(outcome.statusCode));
      return offer('warning', text, report, result, output);
    }
    case 'functionError':
    case 'discarded': {
      const text = `${label}: ${report.say(headline(outcome))}${outcome.text === undefined ? '' : `. ${outcome.text}`}`;
      return offer('error', text, report, output);
    }
    case 'notSent':
      return report.failure(message('Nothing was sent to {0}.', label), error, output);
    case 'serviceError':
      return report.failure(message('Invoking {0} failed.', label), error, output);
    case 'unknown':
      return report.failure(
        message(
          'Connection lost while invoking {0}. The function may have run; FnDeck won’t send it again.',
          label,
        ),
        error,
        output,
      );
    case 'cancelled': {
      if (!outcome.left) return;
      const text = vscode.l10n.t(
        'FnDeck no longer waits for {0}. It may still be running on the service.',
        label,
      );
      return offer('information', text, report, output);
    }
    case 'queued':
      if (unrecorded) return tellUnrecorded({ ...record, ref: unrecorded }, report, actions);
      if (error !== undefined)
        await report.failure(message('{0} can no longer be followed.', label), error, output);
      return;
    case 'sending':
    case 'stopped':
      return;
  }
}

/** Nothing could be followed; how to change that. */
async function tellUnrecorded(
  record: InvocationRecord,
  report: Report,
  actions: EndingActions,
): Promise<void> {
  const text = vscode.l10n.t(
    '{0} has accepted the event. It cannot be followed, because its async configuration does not ask for status records. Turn them on there to follow the next one.',
    refLabel(record.ref),
  );
  const open: Action = { title: message('Open Configuration'), run: () => actions.openConfig(record) };
  await offer('information', text, report, open);
}

async function offer(
  kind: 'information' | 'warning' | 'error',
  text: string,
  report: Report,
  ...actions: readonly Action[]
): Promise<void> {
  const titles = actions.map(({ title }) => report.say(title));
  const chosen = await tell(kind, text, ...titles);
  const index = chosen === undefined ? -1 : titles.indexOf(chosen);
  await actions[index]?.run();
}
