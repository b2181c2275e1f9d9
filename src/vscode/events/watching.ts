import * as vscode from 'vscode';
import type { WatchedEvents } from '../../app/events/watchedEvents';
import { createWatchedEvents } from '../../app/events/watching';
import { createJournal, type Journal } from '../../app/invocations/journal';
import { JOURNAL } from '../../app/invocations/journalFiles';
import { createLogStreams, type LogStreams } from '../../app/logs/logStreams';
import { createRequestIds, type RequestIds } from '../../app/invocations/requestIds';
import type { SandboxControls } from '../../app/sandbox/controls';
import type { FunctionRef } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import { createFollowLogs, type FollowLogs } from '../logs/followLogs';
import type { Report } from '../report';
import { skipWait } from './skipWait';
import { showLogStatus } from './logStatus';

/** What FnDeck remembers of the invocations of this machine, and the events that it looks at: output, page and tree share it. */
export interface Watching extends vscode.Disposable {
  readonly journal: Journal;
  readonly events: WatchedEvents;
  readonly logs: LogStreams;
  readonly requestIds: RequestIds;
  /** Logs that a person follows. */
  readonly followed: FollowLogs;
  /** Moves the sandbox's time to the next attempt of an event, or past its age limit. */
  skipWait(given?: unknown, to?: unknown): Promise<boolean>;
}

/** The parts that watching stands on. */
export interface WatchingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri'>;
  readonly connections: Connections;
  readonly report: Report;
  /** The controls of the sandbox that a connection leads to, where it is one that runs here. */
  readonly sandbox: (connection: string) => Promise<SandboxControls | undefined>;
  /** Lets a person choose a version; undefined when they left. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

/** Nothing is read or asked before somebody wants to know. */
export function createWatching(deps: WatchingDeps): Watching {
  const { context, connections, report, sandbox, pick } = deps;
  const journal = createJournal({
    folder: vscode.Uri.joinPath(context.globalStorageUri, JOURNAL).fsPath,
    keep: keptInvocations,
    workspace: openWorkspace,
    say: (said) => report.say(said),
  });
  const requestIds = createRequestIds(journal);
  const logs = createLogStreams();
  const events = createWatchedEvents({
    logs,
    cloud: (id) => connections.cloud(id),
    connections: { has: (id) => connections.get(id) !== undefined, onDidChange: connections.onDidChange },
    isEarlier: (id) => requestIds.isEarlier(id),
    delivery: async (event) => {
      const controls = await sandbox(event.ref.connection);
      return controls && ((signal) => controls.deliveryOf(event, signal));
    },
  });
  const status = showLogStatus(logs, report);
  const followed = createFollowLogs({ connections, report, pick, streams: logs });
  return {
    ...{ journal, events, logs, requestIds, followed },
    skipWait: (given, to) => skipWait({ events, sandbox, report }, given, to),
    dispose: () => void vscode.Disposable.from(followed, status).dispose(),
  };
}

/** How many invocations of a workspace are kept; 0: nothing of what is sent and received. */
export function keptInvocations(): number {
  return Math.max(0, vscode.workspace.getConfiguration('fndeck').get<number>('invoke.keep', 500));
}

/** The workspace file, where one was saved: it stays the same when a folder is added. Else the folders, or nothing. */
function openWorkspace(): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  if (workspaceFile && workspaceFile.scheme !== 'untitled') return workspaceFile.toString();
  const folders = workspaceFolders.map(({ uri }) => uri.toString());
  return folders.sort().join(' ');
}
