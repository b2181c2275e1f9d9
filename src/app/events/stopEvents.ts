import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { createTurns } from '../turns';
import type { QueuedEvent } from './watchedEvents';

/** What became of asking a service to stop an event. */
type StopOutcome =
  /** The service takes it in hand; it may take a while to show. */
  | { readonly kind: 'asked' }
  /** The service says that there is nothing to stop: it has ended meanwhile. */
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The person had enough before it was its turn: nothing was sent. */
  | { readonly kind: 'left' };

/** An event, and what became of stopping it. */
export interface StopResult {
  readonly event: QueuedEvent;
  readonly outcome: StopOutcome;
}

/** Asks to stop events, each once; `told` is called with how many are done. Never rejects. */
export async function stopEvents(
  events: readonly QueuedEvent[],
  cloudOf: (connection: string) => Promise<Pick<Cloud, 'stopAsyncInvocation'>>,
  told: (done: number) => void,
  signal: AbortSignal,
): Promise<readonly StopResult[]> {
  const inTurn = createTurns();
  let done = 0;
  const stop = async (event: QueuedEvent): Promise<StopOutcome> => {
    if (signal.aborted) return { kind: 'left' };
    try {
      const cloud = await cloudOf(event.ref.connection);
      await cloud.stopAsyncInvocation(event.ref, event.taskId, signal);
      return { kind: 'asked' };
    } catch (error) {
      // documented for a request id that is not (or no longer) in the queue, and for a task that has ended
      const isOver = error instanceof CloudError && error.facts.status === 400;
      return isOver ? { kind: 'over' } : { kind: 'failed', error };
    } finally {
      told(++done);
    }
  };
  return Promise.all(events.map(async (event) => ({ event, outcome: await inTurn(() => stop(event)) })));
}
