import * as vscode from 'vscode';
import type { Journal } from '../../../app/invocations/journal';
import { NOTE_LENGTH } from '../../../app/invocations/journalMarks';
import { refLabel } from '../../../model/functionRef';
import type { MarkedSummary } from '../../../model/invocation/record';
import { typeLine } from '../../window/quickInput';
import { ask, tell } from '../../window/notices';
import type { Shown } from './shown';
import { counted } from '../../window/counted';

/** What a person puts on rows of the journal. */
export interface MarkCommands {
  /** Keeps records whatever comes after them. */
  pin(row?: unknown, rows?: unknown): Promise<void>;
  unpin(row?: unknown, rows?: unknown): Promise<void>;
  /** Asks for a line about one record; an empty one removes it. */
  note(row?: unknown): Promise<void>;
}

/** The commands over a journal; `chosen` gives the records that a command is for. */
export function createMarkCommands(
  journal: Journal,
  chosen: (row: unknown, rows: unknown) => readonly MarkedSummary[],
): MarkCommands {
  const marked = (are: boolean) => async (row?: unknown, rows?: unknown) => {
    const ids = chosen(row, rows).map(({ id }) => id);
    if ((await journal.pin(ids, are)) < ids.length || ids.length === 0) tellGone();
  };
  return {
    pin: marked(true),
    unpin: marked(false),
    note: async (row) => {
      const [given] = chosen(row, undefined);
      // What the row shows may be older than what another window has written.
      const summary = (await journal.list()).find(({ id }) => id === given?.id);
      if (!summary) return tellGone();
      const text = await typeLine({
        title: vscode.l10n.t('Note on {0}', refLabel(summary.ref)),
        prompt: vscode.l10n.t('One line, kept on this machine. An empty one removes the note.'),
        placeholder: vscode.l10n.t('Before the fix'),
        value: summary.note ?? '',
        check: (typed) =>
          typed.trim().length > NOTE_LENGTH
            ? vscode.l10n.t('At most {0} characters.', counted(NOTE_LENGTH))
            : undefined,
      });
      if (text !== undefined && !(await journal.note(summary.id, text))) tellGone();
    },
  };
}

/**
 * Deletes, after a question, what is kept of the workspaces that are shown, pinned ones where that is chosen.
 * `forgetRepeats` does that with repeated invocations, of one workspace or of all.
 */
export async function clearJournal(
  journal: Journal,
  shown: Shown,
  forgetRepeats: (workspace: string | undefined) => Promise<void>,
): Promise<void> {
  const own = (await journal.list()).filter((summary) => shown.has(summary));
  const hasPins = own.some(({ pinned }) => pinned);
  const { all, workspace } = shown.wanted();
  const clear = vscode.l10n.t('Clear');
  const withPins = vscode.l10n.t('Clear with Pinned');
  const question = all
    ? vscode.l10n.t('Delete all invocations of all workspaces from the history?')
    : vscode.l10n.t('Delete all invocations of this workspace from the history?');
  const detail = vscode.l10n.t(
    'Payloads, results and logs that FnDeck kept on this machine are deleted, those of repeated invocations, too.',
  );
  const chosen = await ask(question, detail, clear, ...(hasPins ? [withPins] : []));
  if (chosen === undefined) return;
  const isWhole = all && (chosen === withPins || !hasPins);
  const going = own.filter(({ pinned }) => chosen === withPins || !pinned);
  await (isWhole ? journal.clear() : journal.remove(going.map(({ id }) => id)));
  await forgetRepeats(all ? undefined : workspace);
}

function tellGone(): void {
  void tell('information', vscode.l10n.t('No invocations yet. Invoke a function first.'));
}
