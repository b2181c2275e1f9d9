import * as vscode from 'vscode';
import { readEventIds, readQueuedEvent } from '../../../app/events/eventPageState';
import type { QueuedEvent } from '../../../app/events/watchedEvents';
import { functionKey, refLabel } from '../../../model/functionRef';
import { clockBeside, headline } from '../../../model/invocation/outputText';
import type { InvocationSummary } from '../../../model/invocation/record';
import { member } from '../../../model/json';
import type { EventIds } from '../../../webview/event/protocol';
import { isRow } from '../../invoke/journal/rowItems';
import { createPanels, openPanel } from '../../panels';
import { pickLine } from '../../window/quickInput';
import { tell } from '../../window/notices';
import { showEventPage, type EventPageSources } from './eventPage';

/** The panels' type, by which VS Code asks for them again after a reload. */
const VIEW_TYPE = 'fndeck.event';

/** The pages of events, one panel for each event. */
export interface EventPages extends vscode.Disposable {
  /**
   * Shows the page of an event. `given`: `{ kind: 'event', event }`, a row of the invocations, or nothing: then the
   * person chooses among the events of the journal.
   */
  open(given?: unknown): Promise<void>;
  /** Fills a panel that VS Code brings back; `kept` is what its page had it keep. */
  restore(panel: vscode.WebviewPanel, kept: unknown): void;
}

/** No page is open, and nothing is asked of a service. */
export function createEventPages(sources: EventPageSources): EventPages {
  const { watching, connections, report } = sources;
  const panels = createPanels();

  const adopt = (panel: vscode.WebviewPanel, ids: EventIds): void => {
    panels.adopt(keyOf(ids), panel);
    showEventPage(panel, ids, sources);
  };

  const ofJournal = async (): Promise<readonly InvocationSummary[]> =>
    (await watching.journal.list()).filter((summary) => eventOf(summary));

  const choose = async (): Promise<QueuedEvent | undefined> => {
    const all = await ofJournal();
    if (all.length === 0) {
      void tell('information', vscode.l10n.t('No events in the history yet. Queue one with a payload.'));
      return undefined;
    }
    const items = all.map((summary) => ({
      label: refLabel(summary.ref),
      description: `${clockBeside(summary.startedAt, Date.now())} · ${report.say(headline(summary.outcome))}`,
      detail: summary.connectionName,
      summary,
    }));
    const chosen = await pickLine(items, {
      title: vscode.l10n.t('Open which event?'),
      matchOnDescription: true,
    });
    return chosen && eventOf(chosen.summary);
  };

  /** What a command was handed over; undefined where it is no event. */
  const named = async (given: unknown): Promise<QueuedEvent | undefined> => {
    const event = member(given, 'event');
    if (event !== undefined) return readQueuedEvent(event);
    if (!isRow(given)) return undefined;
    if (given.kind === 'ended') return eventOf(given.summary);
    const { id } = given.flight;
    const watched = watching.events.list().find(({ event: { recordId } }) => recordId === id);
    if (watched) return watched.event;
    const summary = (await watching.journal.list()).find((one) => one.id === id);
    return summary && eventOf(summary);
  };

  const serviceOf = async ({ ref, recordId }: QueuedEvent): Promise<EventIds['service'] | undefined> => {
    const known = connections.get(ref.connection)?.service;
    if (known !== undefined || recordId === undefined) return known;
    return (await watching.journal.get(recordId))?.service;
  };

  return {
    open: async (given) => {
      const event = given === undefined ? await choose() : await named(given);
      if (!event) {
        if (given !== undefined)
          void tell(
            'information',
            vscode.l10n.t('There is no page for this: it is no event that was accepted.'),
          );
        return;
      }
      const service = await serviceOf(event);
      if (service === undefined) {
        void tell('error', vscode.l10n.t('The connection of this event is not there any more.'));
        return;
      }
      const ids = { service, ...event };
      if (!panels.reveal(keyOf(ids))) adopt(openPanel(VIEW_TYPE, ''), ids);
    },
    restore: (panel, kept) => {
      const ids = readEventIds(kept);
      if (ids) adopt(panel, ids);
      else panel.dispose();
    },
    dispose: () => void panels.dispose(),
  };
}

function keyOf({ ref, taskId }: EventIds): string {
  return `${functionKey(ref)} ${taskId}`;
}

/** The event of a journal's line; undefined for a synchronous invocation, and for one that was not accepted. */
function eventOf({
  id,
  ref,
  mode,
  taskId,
  requestId,
  startedAt,
}: InvocationSummary): QueuedEvent | undefined {
  if (mode !== 'async' || taskId === undefined) return undefined;
  const named = requestId === undefined ? {} : { requestId };
  return { ref, taskId, ...named, queuedAt: startedAt, recordId: id };
}
