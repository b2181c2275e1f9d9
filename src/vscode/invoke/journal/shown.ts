import * as vscode from 'vscode';
import { isOf, type Wanted } from '../../../app/invocations/journalRows';
import { readFilter, type JournalFilter } from '../../../model/invocation/journalFilter';
import type { InvocationSummary } from '../../../model/invocation/record';
import type { Report } from '../../report';
import { typeLine } from '../../window/quickInput';

/** Where the window's workspace remembers what is shown. */
const FILTER = 'fndeck.invocations.filter';
const ALL = 'fndeck.invocations.all';

/** What of the journal the view shows; the workspace remembers it over restarts. */
export interface Shown extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  wanted(): Wanted;
  /** Whether an invocation is one of the workspaces that are shown, whatever the filter. */
  has(invocation: InvocationSummary): boolean;
  /** Asks for a filter; an empty one is none. */
  edit(): Promise<void>;
  clearFilter(): Promise<void>;
  /** Shows the invocations of all workspaces, or of this one only. */
  showAll(all: boolean): Promise<void>;
}

/** What was shown last in this workspace; else all of this workspace. */
export function createShown(
  memory: vscode.Memento,
  workspace: () => string,
  report: Pick<Report, 'say'>,
): Shown {
  const changed = new vscode.EventEmitter<void>();
  const wanted = (): Wanted => ({
    workspace: workspace(),
    all: memory.get(ALL, false),
    filter: filterOf(memory.get(FILTER, '')),
  });
  const tellMenus = () => {
    const { all, filter } = wanted();
    void vscode.commands.executeCommand('setContext', 'fndeck.invocationsFiltered', filter !== undefined);
    void vscode.commands.executeCommand('setContext', 'fndeck.invocationsOfAll', all);
  };
  const keep = async (key: string, value: unknown) => {
    await memory.update(key, value);
    tellMenus();
    changed.fire();
  };
  tellMenus();
  return {
    onDidChange: changed.event,
    wanted,
    has: (invocation) => memory.get(ALL, false) || isOf(invocation, workspace()),
    edit: async () => {
      const typed = await typeLine({
        title: vscode.l10n.t('Filter Invocations'),
        prompt: vscode.l10n.t(
          'Words, and function: status: mode: since: pinned noted replay. All of it has to match; a minus in front turns it round.',
        ),
        placeholder: 'status:failed mode:async function:orders since:1h',
        value: memory.get(FILTER, ''),
        check: (text) => {
          const read = readFilter(text);
          return 'problem' in read ? report.say(read.problem) : undefined;
        },
      });
      if (typed !== undefined) await keep(FILTER, typed.trim() === '' ? undefined : typed.trim());
    },
    clearFilter: () => keep(FILTER, undefined),
    showAll: (all) => keep(ALL, all || undefined),
    dispose: () => changed.dispose(),
  };
}

/** The filter of a text that was checked when it was typed; undefined for none, and what only a later version knows. */
function filterOf(text: string): JournalFilter | undefined {
  const read = readFilter(text);
  return 'problem' in read || read.text === '' ? undefined : read;
}
