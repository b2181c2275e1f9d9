import * as vscode from 'vscode';
import type { BadEntry, IdTaken } from '../../app/connections/entries';
import { inSentences } from '../../model/message';
import type { Report } from '../report';
import { tell } from '../window/notices';

/** Opens the user's settings at the list of connections. */
export function openConnectionSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: 'fndeck.connections', edit: true },
  });
}

/** Tells of entries of the setting that cannot be used. */
export interface BadEntryNotice {
  /** Says it once for each way in which they are wrong. */
  update(bad: readonly BadEntry[]): void;
}

/** A notice that nobody has seen yet. */
export function createBadEntryNotice(report: Report): BadEntryNotice {
  let shown = '';
  return {
    update: (bad) => {
      const sentences = bad.map(({ place, name, reason }) =>
        name === undefined
          ? vscode.l10n.t('Entry {0}: {1}', String(place), report.say(reason))
          : vscode.l10n.t('Entry {0} ({1}): {2}', String(place), name, report.say(reason)),
      );
      const reasons = inSentences(sentences);
      if (reasons === shown) return;
      shown = reasons;
      if (reasons !== '') void show(reasons, report);
    },
  };
}

async function show(reasons: string, report: Report): Promise<void> {
  const text = vscode.l10n.t(
    '“fndeck.connections” has entries that cannot be used; the others work. {0}',
    reasons,
  );
  report.log.warn(text);
  const open = vscode.l10n.t('Open Settings');
  if ((await tell('warning', text, open)) === open) await openConnectionSettings();
}

/** Says of an entry that cannot be used that a new connection does not replace it. */
export function idTaken({ id }: IdTaken): Error {
  return new Error(
    vscode.l10n.t(
      'An entry of “fndeck.connections” that cannot be used has the ID “{0}”. Correct it, remove it, or choose another ID.',
      id,
    ),
  );
}
