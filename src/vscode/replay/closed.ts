import * as vscode from 'vscode';
import type { ReplayLedger } from '../../app/replay/ledger';
import { member } from '../../model/json';
import { tell } from '../window/notices';
import { counted } from '../window/counted';

/**
 * Says of a replay whose window is gone what was sent of it, by the ledger, and offers to look for what is left. `kept`
 * is what its page had it keep. The notice is not waited for.
 */
export async function tellOfClosed(kept: unknown, ledger: Pick<ReplayLedger, 'known'>): Promise<void> {
  const events = eventsOf(kept);
  if (events.length === 0) return;
  const marks = await Promise.all(events.map((ids) => ledger.known(ids)));
  const sent = marks.filter((mark) => mark?.phase === 'sent').length;
  const doubtful = marks.filter((mark) => mark !== undefined && mark.phase !== 'sent').length;
  const left = events.length - sent - doubtful;
  const again = vscode.l10n.t('Replay Failed Events…');
  const text = vscode.l10n.t(
    'The replay of {0} events was closed with its window: {1} are replayed, {2} are not, and of {3} nothing says whether the service took them. What is replayed is not chosen again.',
    ...[events.length, sent, left, doubtful].map(counted),
  );
  void tell('information', text, ...(left > 0 ? [again] : [])).then((chosen) => {
    if (chosen === again) void vscode.commands.executeCommand('fndeck.replayEvents');
  });
}

/** The ids of each event; what is no id is left out. */
function eventsOf(kept: unknown): readonly (readonly string[])[] {
  const events: unknown = member(kept, 'events');
  if (!Array.isArray(events)) return [];
  return events
    .map((ids: unknown) => (Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []))
    .filter((ids) => ids.length > 0);
}
