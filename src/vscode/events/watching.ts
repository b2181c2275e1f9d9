import * as vscode from 'vscode';
import type { WatchedEvents } from '../../app/events/watchedEvents';
import { createWatchedEvents } from '../../app/events/watching';
import { createJournal, type Journal } from '../../app/invocations/journal';
import { createLogStreams, type LogStreams } from '../../app/logs/logStreams';
import { createRequestIds, type RequestIds } from '../../app/invocations/requestIds';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { showLogStatus } from './logStatus';

/** What FnDeck remembers of the invocations of this machine, and the events that it looks at: output, page and tree share it. */
export interface Watching extends vscode.Disposable {
  readonly journal: Journal;
  readonly events: WatchedEvents;
  readonly logs: LogStreams;
  readonly requestIds: RequestIds;
}

/** The parts that watching stands on. */
export interface WatchingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri'>;
  readonly connections: Connections;
  readonly report: Report;
}

/** Nothing is read or asked before somebody wants to know. */
export function createWatching({ context, connections, report }: WatchingDeps): Watching {
  const journal = createJournal({
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'invocations').fsPath,
    keep: keptInvocations,
    say: (said) => report.say(said),
  });
  const requestIds = createRequestIds(journal);
  const logs = createLogStreams();
  const events = createWatchedEvents({
    logs,
    cloud: (id) => connections.cloud(id),
    isEarlier: (id) => requestIds.isEarlier(id),
  });
  const status = showLogStatus(logs, report);
  return { journal, events, logs, requestIds, dispose: () => void status.dispose() };
}

/** How many invocations the journal keeps. */
function keptInvocations(): number {
  return Math.max(0, vscode.workspace.getConfiguration('fndeck').get<number>('invoke.keep', 100));
}
