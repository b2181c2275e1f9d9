import * as vscode from 'vscode';
import type { SandboxControls } from '../../app/sandbox/controls';
import type { QueuedEvent, WatchedEvents } from '../../app/events/watchedEvents';
import { functionKey, refLabel } from '../../model/functionRef';
import { hasEnded } from '../../model/invocation/eventLife';
import { stateInWords } from '../../model/invocation/eventWords';
import { clockBeside } from '../../model/invocation/outputText';
import { message } from '../../model/message';
import { isRow } from '../invoke/journal/rowItems';
import type { Report } from '../report';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';

/** How long the sandbox may take: an attempt that is under way runs to its end first. */
const SKIP_MS = 60_000;

/** The parts that skipping stands on. */
interface SkipDeps {
  readonly events: WatchedEvents;
  readonly sandbox: (connection: string) => Promise<SandboxControls | undefined>;
  readonly report: Report;
}

/**
 * Moves the sandbox's time to an event's next attempt or past its age limit. `given` is a row of an event; without one
 * the person chooses among those that wait. `to` is asked for where it is not given. Gives whether time was moved.
 */
export async function skipWait(
  { events, sandbox, report }: SkipDeps,
  given: unknown,
  to: unknown,
): Promise<boolean> {
  const event = eventOf(given) ?? (await chooseEvent(events, sandbox, report));
  if (!event) return false;
  const controls = await sandbox(event.ref.connection);
  if (!controls) {
    void tell('information', vscode.l10n.t('Only the sandbox lets time pass at once.'));
    return false;
  }
  const chosen = to === 'attempt' || to === 'age' ? to : await chooseStep(event);
  if (!chosen) return false;
  try {
    await controls.skip(chosen, event, AbortSignal.timeout(SKIP_MS));
  } catch (error) {
    void report.failure(message('The wait could not be skipped.'), error);
    return false;
  }
  const same = (seen: { readonly event: QueuedEvent }) =>
    seen.event.taskId === event.taskId && functionKey(seen.event.ref) === functionKey(event.ref);
  events.list().find(same)?.hurry();
  return true;
}

/** The event that a command's argument names: one itself, or a row of an asynchronous invocation. */
function eventOf(given: unknown): QueuedEvent | undefined {
  if (isEventArgument(given)) return given.event;
  if (!isRow(given)) return undefined;
  if (given.kind === 'flight') {
    const { state } = given.flight;
    return state.phase === 'following' ? state.event : undefined;
  }
  const { ref, taskId, requestId, startedAt, id } = given.summary;
  if (taskId === undefined) return undefined;
  return {
    ...{ ref, taskId, queuedAt: startedAt, recordId: id },
    ...(requestId !== undefined && { requestId }),
  };
}

function isEventArgument(given: unknown): given is { readonly kind: 'event'; readonly event: QueuedEvent } {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'event';
}

async function chooseEvent(
  events: WatchedEvents,
  sandbox: SkipDeps['sandbox'],
  report: Report,
): Promise<QueuedEvent | undefined> {
  const open = events.list().filter(({ life }) => !hasEnded(life.state));
  const there = await Promise.all(open.map(({ event }) => sandbox(event.ref.connection)));
  const here = open.filter((_, index) => there[index] !== undefined);
  const [controls] = there.filter((one) => one !== undefined);
  const waiting = new Set(
    await controls
      ?.waiting(
        here.map(({ event }) => event),
        AbortSignal.timeout(SKIP_MS),
      )
      .catch(() => []),
  );
  // An event of an earlier run of the sandbox is followed in vain; where none waits, an attempt may be under way.
  const skippable = here.filter(({ event }) => waiting.size === 0 || waiting.has(event));
  const items = skippable.map(({ event, life }) => ({
    label: refLabel(event.ref),
    description: `${clockBeside(event.queuedAt, Date.now())} · ${report.say(stateInWords(life.state))}`,
    event,
  }));
  if (items.length < 2) {
    if (items.length === 0)
      void tell('information', vscode.l10n.t('No event that is followed waits in the sandbox.'));
    return items[0]?.event;
  }
  return (await pickLine(items, { title: vscode.l10n.t('Skip the wait of which event?') }))?.event;
}

async function chooseStep({ ref }: QueuedEvent): Promise<'attempt' | 'age' | undefined> {
  const items = [
    { label: vscode.l10n.t('Next attempt now'), to: 'attempt' as const },
    { label: vscode.l10n.t('Past the age limit'), to: 'age' as const },
  ];
  return (await pickLine(items, { title: vscode.l10n.t('Skip the wait of {0}', refLabel(ref)) }))?.to;
}
