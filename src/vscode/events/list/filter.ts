import * as vscode from 'vscode';
import type { ListFilter } from '../../../app/events/knownEvents';
import type { EventPhase } from '../../../model/invocation/eventLife';
import { phaseInWords } from '../../../model/invocation/eventWords';
import type { Report } from '../../report';
import { pickLine } from '../../window/quickInput';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** States that can be asked for; what waits for another attempt is among all. */
const PHASES: readonly EventPhase[] = ['failed', 'discarded', 'stopped', 'succeeded', 'running', 'waiting'];

/** A filter as the tree shows it: `Failed · last hour`; empty where nothing is held back. */
export function filterInWords({ phase, withinMs }: ListFilter, report: Report): string {
  const when =
    withinMs === undefined
      ? ''
      : withinMs === HOUR_MS
        ? vscode.l10n.t('last hour')
        : vscode.l10n.t('last day');
  return [phase ? report.say(phaseInWords(phase)) : '', when].filter(Boolean).join(' · ');
}

interface Choice extends vscode.QuickPickItem {
  readonly filter?: ListFilter;
}

/** Lets a person choose which events are shown; undefined when they left. */
export async function chooseFilter(now: ListFilter, report: Report): Promise<ListFilter | undefined> {
  const named = (label: string, filter: ListFilter): Choice => ({
    label,
    filter,
    ...(now.phase === filter.phase &&
      now.withinMs === filter.withinMs && { description: vscode.l10n.t('now') }),
  });
  const choices: readonly Choice[] = [
    named(vscode.l10n.t('All that the service keeps'), {}),
    named(vscode.l10n.t('Failed in the last hour'), { phase: 'failed', withinMs: HOUR_MS }),
    named(vscode.l10n.t('Failed in the last day'), { phase: 'failed', withinMs: DAY_MS }),
    named(vscode.l10n.t('All of the last hour'), { withinMs: HOUR_MS }),
    named(vscode.l10n.t('All of the last day'), { withinMs: DAY_MS }),
    { label: vscode.l10n.t('by state'), kind: vscode.QuickPickItemKind.Separator },
    ...PHASES.map((phase) => named(report.say(phaseInWords(phase)), { phase })),
  ];
  const chosen = await pickLine(choices, {
    title: vscode.l10n.t('Show Which Events?'),
    placeHolder: vscode.l10n.t('Newest first; times are those of the last attempt'),
  });
  return chosen?.filter;
}
