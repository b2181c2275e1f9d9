import * as vscode from 'vscode';
import type { Task } from '../../app/invocations/task';
import { estimateInWords, type KnownCost } from '../../app/repeat/estimate';
import { MOST_AT_ONCE, MOST_RUNS, readAtOnce, readRuns, type Typed } from '../../app/repeat/wanted';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { member } from '../../model/json';
import type { Report } from '../report';
import { ask } from '../window/notices';
import { typeLine } from '../window/quickInput';
import { counted } from '../window/counted';

/** How often a person wants a payload to be sent. */
interface Often {
  readonly runs: number;
  readonly atOnce: number;
}

/** Where the workspace remembers what was typed last. */
const LAST = 'fndeck.repeat.last';

/** What is offered the first time. */
const FIRST: Often = { runs: 20, atOnce: 5 };

/** Asks how many runs there are to be, and how many at a time; undefined where the person left. */
export async function askHowOften(
  ref: FunctionRef,
  memory: vscode.Memento,
  report: Pick<Report, 'say'>,
): Promise<Often | undefined> {
  const limit = vscode.workspace.getConfiguration('fndeck').get<number>('invoke.repeatLimit', MOST_RUNS);
  const last = lastOf(memory);
  const wrong = (typed: Typed) => ('wrong' in typed ? report.say(typed.wrong) : undefined);
  const number = async (
    step: number,
    prompt: string,
    value: number,
    read: (text: string) => Typed,
  ): Promise<number | undefined> => {
    const typed = await typeLine({
      title: vscode.l10n.t('Repeat {0} ({1} of 2)', refLabel(ref), String(step)),
      ...{ prompt, placeholder: String(value), value: String(value) },
      check: (text) => wrong(read(text)),
    });
    const taken = typed === undefined ? undefined : read(typed);
    return taken && 'value' in taken ? taken.value : undefined;
  };
  const most = Math.min(Math.max(Math.trunc(limit), 1), MOST_RUNS);
  const runs = await number(
    1,
    vscode.l10n.t('How many runs? Each is one request.'),
    Math.min(last.runs, most),
    (text) => readRuns(text, most),
  );
  if (runs === undefined) return undefined;
  const atOnce = await number(
    2,
    vscode.l10n.t('How many of them at a time?'),
    Math.min(last.atOnce, runs, MOST_AT_ONCE),
    (text) => readAtOnce(text, runs),
  );
  if (atOnce === undefined) return undefined;
  await memory.update(LAST, { runs, atOnce });
  return { runs, atOnce };
}

/** Says what is about to be sent and what it uses; false where the person left. */
export async function confirmCost(
  { ref, cloud }: Task,
  { runs, atOnce }: Often,
  known: KnownCost,
  report: Pick<Report, 'say'>,
): Promise<boolean> {
  const question = vscode.l10n.t(
    'Invoke {0} on “{1}” {2} times, {3} at a time?',
    ...[refLabel(ref), cloud.connection.name, counted(runs), counted(atOnce)],
  );
  const lines = estimateInWords(runs, atOnce, known, (said) => report.say(said));
  const go = runs === 1 ? vscode.l10n.t('Invoke Once') : vscode.l10n.t('Invoke {0} Times', counted(runs));
  return (await ask(question, lines.join('\n'), go)) === go;
}

/** What was typed last; what is no number any more counts as nothing. */
function lastOf(memory: vscode.Memento): Often {
  const last = memory.get<unknown>(LAST);
  const [runs, atOnce] = [member(last, 'runs'), member(last, 'atOnce')];
  return typeof runs === 'number' && typeof atOnce === 'number' ? { runs, atOnce } : FIRST;
}
