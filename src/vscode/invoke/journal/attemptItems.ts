import * as vscode from 'vscode';
import type { SeenEvent } from '../../../app/events/watchedEvents';
import { destinationInWords } from '../../../model/destination';
import type { EventLife, SeenAttempt } from '../../../model/invocation/eventLife';
import {
  attemptInWords,
  deliveryInWords,
  stateInWords,
  waitInWords,
} from '../../../model/invocation/eventWords';
import { clockBeside } from '../../../model/invocation/outputText';
import type { InvocationSummary } from '../../../model/invocation/record';
import { profileOf } from '../../../model/services';
import { say, type Report } from '../../report';

/** One step of an event's life below its row: an attempt, a wait, or what became of its message. */
export interface Step {
  readonly kind: 'step';
  /** Unique in the view. */
  readonly id: string;
  readonly icon: string;
  readonly color?: string;
  readonly label: string;
  readonly description?: string;
  readonly accessible: string;
  /** Where it says more than what is read aloud. */
  readonly tooltip?: string;
  /** What a click opens: a file of this machine, another invocation. */
  readonly command?: vscode.Command;
}

/** The steps of an event's life in their order, each complete without the others. */
export function stepsOf(
  life: SeenEvent['life'] | undefined,
  { id, service }: Pick<InvocationSummary, 'id' | 'service'>,
  report: Report,
): readonly Step[] {
  if (!life) {
    const label = vscode.l10n.t('Nothing was kept of its attempts.');
    return [{ kind: 'step', id: `${id} nothing`, icon: 'info', label, accessible: label }];
  }
  const attempts = life.attempts.flatMap((attempt, index): Step[] => {
    const wait = waitInWords(life.attempts[index - 1], attempt, (text) => report.say(text));
    const step = attemptStep(attempt, id, report);
    return wait ? [waitStep(`${id} wait ${String(attempt.number)}`, wait), step] : [step];
  });
  return [...attempts, ...lastStep(life, id), ...deliveryStep(life)];

  function lastStep({ state }: EventLife, of: string): Step[] {
    if (state === 'between') {
      const said = vscode.l10n.t(
        'Waiting for the next attempt; the service does not say when it tries again',
      );
      return [waitStep(`${of} next`, said)];
    }
    if (state !== 'queued' && state !== 'untold' && state !== 'lost' && state !== 'discarded') return [];
    return [waitStep(`${of} state`, report.say(stateInWords(state)))];
  }
  function deliveryStep({ delivery }: EventLife): Step[] {
    const said = deliveryInWords(profileOf(service), delivery);
    if (!said) return [];
    const label = report.say(said);
    const file = delivery.kind === 'delivered' ? delivery.seen.file : undefined;
    const icon = delivery.kind === 'refused' ? 'error' : 'mail';
    const named = 'destination' in delivery && delivery.destination;
    const step: Step = {
      ...({ kind: 'step', id: `${id} delivery`, icon, label, accessible: label } as const),
      ...(named && { tooltip: `${label}\n${say(destinationInWords(profileOf(service), named))}` }),
    };
    if (file === undefined) return [step];
    const opening = { command: 'vscode.open', title: '', arguments: [vscode.Uri.file(file)] };
    return [{ ...step, command: opening }];
  }
}

/** The tree item of a step. */
export function stepItem(step: Step): vscode.TreeItem {
  const { id, icon, color, label, description, accessible, tooltip, command } = step;
  const item = new vscode.TreeItem(label);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = 'invocation.step';
  item.tooltip = tooltip ?? accessible;
  item.accessibilityInformation = { label: accessible };
  if (description !== undefined) item.description = description;
  if (command) item.command = command;
  return item;
}

function waitStep(id: string, label: string): Step {
  return { kind: 'step', id, icon: 'watch', label, accessible: label };
}

function attemptStep(attempt: SeenAttempt, of: string, report: Report): Step {
  const { number, outcome, start } = attempt;
  const said = attemptInWords(attempt, (text) => report.say(text));
  const when = start === undefined ? undefined : clockBeside(start, Date.now());
  const [icon, color] = {
    running: ['loading~spin', undefined] as const,
    succeeded: ['pass', 'testing.iconPassed'] as const,
    failed: ['error', 'testing.iconFailed'] as const,
    over: ['circle-outline', undefined] as const,
  }[outcome];
  return {
    kind: 'step',
    id: `${of} attempt ${String(number)}`,
    icon,
    ...(color !== undefined && { color }),
    label: said,
    ...(when !== undefined && { description: when }),
    accessible: when === undefined ? said : `${said}, ${when}`,
  };
}
