import type { Say } from '../../model/changes';
import type { InvocationSummary, Outcome } from '../../model/invocation/record';
import { message } from '../../model/message';

/** No call is under way for longer; whatever process has the sender's id by then is another. */
const LONGEST_CALL_MS = 24 * 60 * 60 * 1000;

/** What is kept of a record beside it, so that a list need not read the whole. */
export interface Line extends InvocationSummary {
  /** Size of the whole. */
  readonly bytes: number;
  /** Id of the process that sends, while `outcome` is `sending`, or that follows. */
  readonly sender?: number;
}

/** An outcome that no later write replaces. */
export function isFinal({ kind }: Outcome): boolean {
  return kind !== 'sending' && kind !== 'queued';
}

/** Whether a line tells of a record as it is: another window may have followed its event on. */
export function isLineOf(line: Line, record: InvocationSummary): boolean {
  const [told, is] = [line, record].map(({ outcome, elapsedMs, following }) => [
    outcome,
    elapsedMs,
    following,
  ]);
  return JSON.stringify(told) === JSON.stringify(is);
}

/** How it ended, where the process that was sending is gone. */
export function asItEnded({ outcome, sender, startedAt }: Line, say: Say): { readonly outcome: Outcome } {
  if (outcome.kind !== 'sending') return { outcome };
  const goesOn = Date.now() - startedAt < LONGEST_CALL_MS && lives(sender);
  if (goesOn) return { outcome };
  return {
    outcome: { kind: 'unknown', failure: { text: say(message('VS Code ended before the response came.')) } },
  };
}

/** Whether an event is followed by nobody, though its end was not seen. */
export function isAbandoned({ following, sender }: Line): boolean {
  return following === true && !lives(sender);
}

function lives(id: number | undefined): boolean {
  if (id === undefined) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
