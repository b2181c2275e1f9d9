import * as vscode from 'vscode';
import { eventPageStateOf, payloadContent, resultContent } from '../../../app/events/eventPageState';
import type { WatchedEvent } from '../../../app/events/watchedEvents';
import type { Cloud } from '../../../cloud/cloud';
import { refLabel } from '../../../model/functionRef';
import { hasEnded, type EventLife } from '../../../model/invocation/eventLife';
import { clockBeside } from '../../../model/invocation/outputText';
import type { InvocationRecord } from '../../../model/invocation/record';
import { profileOf } from '../../../model/services';
import type {
  EventAbilities,
  EventCommand,
  EventIds,
  EventPageState,
  EventSubject,
  FromEventPage,
  ToEventPage,
} from '../../../webview/event/protocol';
import type { Connections } from '../../connections/connections';
import { say, type Report } from '../../report';
import { showPage } from '../../webviewPage';
import { ask, showStatus, tell } from '../../window/notices';
import type { Watching } from '../watching';

/** Where the page of an event gets what it shows. */
export interface EventPageSources {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly watching: Watching;
  readonly connections: Connections;
  readonly report: Report;
}

/** How long a person is told that an id was copied, in milliseconds. */
const COPIED_MS = 3000;

/** What is known of an event besides its life. */
interface Known {
  readonly cloud?: Cloud;
  readonly record?: InvocationRecord;
  readonly payload: Parameters<typeof payloadContent>[0];
  /** Commands of other parts that this window has. */
  readonly commands: ReadonlySet<string>;
}

/** The title of an event's tab: two events of one function differ by their time. */
function titleOf({ ref, queuedAt }: EventIds): string {
  return `${ref.name} ${clockBeside(queuedAt, Date.now())}`;
}

/** Fills a panel with the page of an event and keeps it live; it ends with the panel. */
export function showEventPage(panel: vscode.WebviewPanel, event: EventIds, sources: EventPageSources): void {
  const { context, watching, connections, report } = sources;
  const { ref, taskId, recordId } = event;
  let known: Known = { payload: 'pending', commands: new Set() };
  let watched: WatchedEvent | undefined;
  let listening: vscode.Disposable | undefined;
  let opened: ReadonlySet<number> = new Set();
  let isDue = false;

  /** The life as the journal has it, where the event has ended: nothing is asked for then. */
  const ended = (): EventLife | undefined => {
    const life = known.record?.life;
    return life && hasEnded(life.state) && life.state !== 'lost' ? life : undefined;
  };
  const state = (): EventPageState | undefined => {
    const life = ended() ?? watched?.life;
    if (!life) return undefined;
    return eventPageStateOf({
      subject: subjectOf(event, known, connections),
      life,
      followed: watched?.phase === 'following',
      opened,
      now: Date.now(),
      abilities: abilitiesOf(life),
      payload: payloadContent(known.payload, (said) => report.say(said)),
      result: resultContent(life, known.record?.result, (said) => report.say(said)),
    });
  };
  const abilitiesOf = (life: EventLife): EventAbilities => {
    const live = watched?.phase === 'following' && !hasEnded(life.state);
    const waits = life.state === 'queued' || life.state === 'between';
    return {
      stop: live && known.cloud?.capabilities.stopAsync === true,
      replay: known.commands.has('fndeck.replayEvent'),
      skipWait:
        live && waits && connections.isSandbox(ref.connection) && known.commands.has('fndeck.skipWait'),
    };
  };
  // Once for all that happened in one go.
  const draw = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      const now = page.isStarted() ? state() : undefined;
      if (now) page.post({ type: 'state', state: now });
    });
  };
  const logFailure = (error: unknown): void => {
    if (!page.closed.aborted) report.log.warn(`page of the event ${taskId}: ${String(error)}`);
  };

  const watch = (): void => {
    listening?.dispose();
    watched?.dispose();
    watched = watching.events.watch(event);
    listening = vscode.Disposable.from(watched.onDidChange(draw));
  };
  /** What only has to be looked up once; where something does not answer the page goes without. */
  const learn = async (): Promise<void> => {
    const record = recordId === undefined ? undefined : await watching.journal.get(recordId);
    const commands = new Set(await vscode.commands.getCommands(true));
    if (page.closed.aborted) return;
    known = { ...known, ...(record && { record }), commands };
    if (!ended()) watch();
    page.start();
    const cloud = await connections.cloud(ref.connection).catch(() => undefined);
    known = { ...known, ...(cloud && { cloud }) };
    const told = record?.payload ?? (cloud && (await payloadOf(cloud, event, page.closed)));
    known = { ...known, payload: { text: told, inJournal: record !== undefined } };
    draw();
  };

  const run = async (command: EventCommand): Promise<void> => {
    const handOver = { kind: 'event', event };
    switch (command) {
      case 'stop':
        return stop();
      case 'replay':
        await vscode.commands.executeCommand('fndeck.replayEvent', handOver);
        return;
      case 'skipWait':
        await vscode.commands.executeCommand('fndeck.skipWait', handOver);
        return;
      case 'openConfig':
        await vscode.commands.executeCommand('fndeck.openAsyncConfig', ref);
        return;
      case 'copyId':
        await vscode.env.clipboard.writeText(subjectOf(event, known, connections).id);
        showStatus(vscode.l10n.t('Copied the ID of the event.'), COPIED_MS);
        return;
      case 'openPayload':
      case 'openResult': {
        if (!known.record) return;
        const id = command === 'openPayload' ? 'fndeck.openInvocationPayload' : 'fndeck.showInvocationResult';
        await vscode.commands.executeCommand(id, { kind: 'ended', summary: known.record });
        return;
      }
      case 'openDelivery': {
        const { delivery } = ended() ?? watched?.life ?? {};
        const file = delivery?.kind === 'delivered' ? delivery.seen.file : undefined;
        // Only the sandbox of this machine names files of it.
        if (file === undefined || !connections.isSandbox(ref.connection)) {
          void tell(
            'information',
            vscode.l10n.t('The delivered record can be opened while the sandbox runs.'),
          );
          return;
        }
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
        return;
      }
      default:
        command satisfies never;
    }
  };
  const stop = async (): Promise<void> => {
    const yes = vscode.l10n.t('Stop on the Service');
    const question = vscode.l10n.t('Stop this event of {0} on the service?', refLabel(ref));
    const detail = vscode.l10n.t('A function that is stopped half-way may leave its work half done.');
    if ((await ask(question, detail, yes)) === yes) await watched?.stop();
  };
  const page = showPage<ToEventPage, FromEventPage>(panel, {
    ...{ extension: context.extensionUri, report, page: 'event', name: `page of the event ${taskId}` },
    first: () => {
      const now = state();
      return now && { ids: event, state: now };
    },
    receive: (asked) => {
      switch (asked.type) {
        case 'opened':
          opened = new Set(asked.attempts);
          return draw();
        case 'command':
          return run(asked.command);
        default:
          return asked satisfies never;
      }
    },
  });

  const parts = vscode.Disposable.from(
    // Its connection came back: the sandbox was started, for one.
    connections.onDidChange(() => {
      if (watched?.phase === 'over' && watched.life.state === 'lost') watch();
      draw();
    }),
  );
  panel.onDidDispose(() => {
    parts.dispose();
    listening?.dispose();
    watched?.dispose();
  });
  panel.title = titleOf(event);
  learn().catch(logFailure);
}

/** The payload as the service's record has it; undefined where it keeps none, or cannot be asked. */
async function payloadOf(
  cloud: Cloud,
  { ref, taskId }: EventIds,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await cloud.getAsyncInvocation(ref, taskId, signal).catch(() => undefined);
  return found?.payload;
}

function subjectOf(
  { service, ref, taskId, requestId }: EventIds,
  { record }: Known,
  connections: Connections,
): EventSubject {
  const connection = connections.get(ref.connection);
  const label = say(profileOf(service).label);
  return {
    service,
    title: refLabel(ref),
    context: connection
      ? `${connection.name} · ${label} · ${connection.region}`
      : `${record?.connectionName ?? ref.connection} · ${label}`,
    id: requestId ?? taskId,
  };
}
