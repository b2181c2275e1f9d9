import { lifeOf } from '../../../src/model/invocation/joinEvent';
import type { EventPageState, FromEventPage, ToEventPage } from '../../../src/webview/event/protocol';
import type { Recorded } from './eventStates';

/** What VS Code's side of an event's page does, small: sends states, records what the page asks. */
export interface EventStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromEventPage[];
  /** What the page has VS Code keep. */
  kept: unknown;
  show(state: Recorded): void;
}

/** What the page's script finds on its window. */
interface PageWindow {
  eventStage: EventStage;
  acquireVsCodeApi(): { postMessage(message: FromEventPage): void; setState(state: unknown): void };
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: Recorded, bundle: Record<string, string>): void {
  const post = (message: ToEventPage): void => window.postMessage(message, '*');
  const stage: EventStage = {
    sent: [],
    kept: undefined,
    show: (state) => post({ type: 'state', state: played(state) }),
  };
  const global = window as unknown as PageWindow;
  global.eventStage = stage;
  global.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      stage.sent.push(structuredClone(message));
      if (message.type !== 'ready') return;
      const ref = { connection: 'work', group: 'orders', name: 'flaky', qualifier: 'latest' };
      post({
        type: 'start',
        bundle,
        locale: 'en',
        ids: { service: first.page.subject.service, ref, taskId: 'task-1', queuedAt: first.facts.queuedAt },
        state: played(first),
      });
    },
    setState: (state) => {
      stage.kept = structuredClone(state);
    },
  });
}

function played({ facts, page, mostLines }: Recorded): EventPageState {
  const life = lifeOf(facts, page.now);
  const attempts = life.attempts.map((attempt) => ({ ...attempt, lines: attempt.lines.slice(-mostLines) }));
  return {
    ...page,
    life: { ...life, attempts },
    lineCounts: life.attempts.map(({ lines }) => lines.length),
  };
}
