import * as vscode from 'vscode';
import { afterActivation } from '../lazy';
import type { Report } from '../report';
import type { Connections } from './connections';
import { tell } from '../window/notices';
import { inSentences } from '../../model/message';

/** Opens the user's settings at the list of connections. */
export function openConnectionSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: 'fndeck.connections', edit: true },
  });
}

/** Tells of entries of the setting that cannot be used, once for each way in which they are wrong. */
export function tellBadEntries(connections: Connections, report: Report): vscode.Disposable {
  let shown = '';
  const tell = (): void => {
    const sentences = connections
      .bad()
      .map(({ place, name, reason }) =>
        name === undefined
          ? vscode.l10n.t('Entry {0}: {1}', String(place), report.say(reason))
          : vscode.l10n.t('Entry {0} ({1}): {2}', String(place), name, report.say(reason)),
      );
    const reasons = inSentences(sentences);
    if (reasons === shown) return;
    shown = reasons;
    if (reasons !== '') void show(reasons, report);
  };
  return vscode.Disposable.from(afterActivation(tell), connections.onDidChange(tell));
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
