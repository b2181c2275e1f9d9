import type { Say } from '../../model/changes';
import { hasEnded, type EventLife, type SeenAttempt } from '../../model/invocation/eventLife';
import { size } from '../../model/invocation/outputText';
import { isObject, member } from '../../model/json';
import { message } from '../../model/message';
import { isServiceId } from '../../model/services';
import type {
  Content,
  EventAbilities,
  EventIds,
  EventPageState,
  EventSubject,
} from '../../webview/event/protocol';
import type { QueuedEvent } from './watchedEvents';

/** Most log lines of one attempt that the page is sent; the rest are counted. */
const MOST_LINES = 1000;
/** Most characters of a line and of an error that the page is sent: nobody reads more of one there. */
const LONGEST = { line: 4000, error: 1000 } as const;
/** Most characters of a payload or a result that the page shows. */
const SHOWN = 256 * 1024;

/** All that the state of an event's page is made of. */
interface EventPageFacts {
  readonly subject: EventSubject;
  readonly life: EventLife;
  readonly followed: boolean;
  /** Numbers of the attempts that are open on the page. */
  readonly opened: ReadonlySet<number>;
  /** Unix milliseconds. */
  readonly now: number;
  readonly abilities: EventAbilities;
  readonly payload: Content;
  readonly result: Content;
}

/** What an event's page draws: no more lines than it shows, and nothing of any length. */
export function eventPageStateOf({ life, opened, ...facts }: EventPageFacts): EventPageState {
  const { error } = life;
  return {
    ...facts,
    life: {
      ...life,
      attempts: life.attempts.map((attempt) => shown(attempt, opened)),
      ...(error?.text !== undefined && { error: { ...error, text: shortened(error.text, LONGEST.error) } }),
    },
    lineCounts: life.attempts.map(({ lines }) => lines.length),
  };
}

function shown(attempt: SeenAttempt, opened: ReadonlySet<number>): SeenAttempt {
  const lines = opened.has(attempt.number) ? attempt.lines.slice(-MOST_LINES) : [];
  return {
    ...attempt,
    ...(attempt.error !== undefined && { error: shortened(attempt.error, LONGEST.error) }),
    lines: lines.map((line) => ({ ...line, text: shortened(line.text, LONGEST.line) })),
  };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Where a payload is known from; `pending` while it is being looked for. */
type KnownPayload = { readonly text: string | undefined; readonly inJournal: boolean } | 'pending';

/** What was sent with an event, as its page shows it. */
export function payloadContent(known: KnownPayload, say: Say): Content {
  if (known === 'pending') return { kind: 'none', why: '', opens: false };
  const { text, inJournal } = known;
  if (text === undefined) {
    const why = inJournal
      ? message('It was too large to keep.')
      : message('It is not in the history, and the service does not tell it.');
    return { kind: 'none', why: say(why), opens: false };
  }
  return textContent(text, inJournal, say);
}

/** What the function returned, as the page of an event shows it; no service keeps it, but a delivery may hold it. */
export function resultContent(life: EventLife, text: string | undefined, say: Say): Content {
  if (text !== undefined) return textContent(text, true, say);
  const why = !hasEnded(life.state)
    ? message('There is none yet.')
    : life.delivery.kind === 'delivered'
      ? message('The service does not tell it. The delivered record has it.')
      : message('The service does not tell what the function returned.');
  return { kind: 'none', why: say(why), opens: false };
}

function textContent(text: string, opens: boolean, say: Say): Content {
  if (text.length <= SHOWN) return { kind: 'text', text, opens };
  return {
    kind: 'none',
    why: say(message('It is too large to show here ({0}).', say(size(text.length)))),
    opens,
  };
}

/**
 * Reads an event that came from outside this part: handed over by a script, or kept by another version. Nothing of it is
 * taken on trust; undefined where it is none.
 */
export function readQueuedEvent(given: unknown): QueuedEvent | undefined {
  if (!isObject(given)) return undefined;
  const { ref, taskId, requestId, queuedAt, recordId } = given;
  const names = ['connection', 'group', 'name', 'qualifier'].map((key) => member(ref, key));
  const [connection, group, name, qualifier] = names.filter((text) => typeof text === 'string');
  if (connection === undefined || group === undefined || name === undefined || qualifier === undefined)
    return undefined;
  if (
    typeof taskId !== 'string' ||
    typeof queuedAt !== 'number' ||
    Number.isNaN(new Date(queuedAt).getTime())
  )
    return undefined;
  return {
    ref: { connection, group, name, qualifier },
    taskId,
    queuedAt,
    ...(typeof requestId === 'string' && { requestId }),
    ...(typeof recordId === 'string' && { recordId }),
  };
}

/** Reads what VS Code kept of a page over a reload of the window; undefined where it is no event. */
export function readEventIds(kept: unknown): EventIds | undefined {
  const event = readQueuedEvent(kept);
  const service = member(kept, 'service');
  if (!event || typeof service !== 'string' || !isServiceId(service)) return undefined;
  return { service, ...event };
}
