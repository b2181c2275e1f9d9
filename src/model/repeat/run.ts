import { message, type Message } from '../message';

/** How a run of a series stands or ended, as far as FnDeck knows. */
export type RunOutcome =
  | 'waiting'
  | 'sending'
  | 'succeeded'
  /** The function ran to its end and returned a `statusCode` of 400 or more. */
  | 'returnedError'
  /** The function threw, ran out of time or memory, or exited. */
  | 'functionError'
  /** Refused, as the service has too many requests: nothing ran. */
  | 'throttled'
  /** Refused for another reason, or the service failed. */
  | 'refused'
  /** It left, and no answer came in time: it may have run. */
  | 'timeout'
  /** It left, and the connection broke: it may have run. */
  | 'broken'
  /** It never left. */
  | 'unreached'
  /** Given up here after it had left: it may have run. */
  | 'cancelled'
  /** Its window ended while it was under way: it may have run. */
  | 'cutOff'
  /** The series ended before its turn. */
  | 'notSent';

/** One of many invocations of the same payload: one request, and what is known of its end. Times in milliseconds. */
export interface Run {
  /** From 1, in the order of sending. */
  readonly number: number;
  readonly outcome: RunOutcome;
  /** When it was sent, from the start of the series; absent where it was not. */
  readonly at?: number;
  /** From the send to the answer, as seen from here. */
  readonly elapsedMs?: number;
  /** What the service measured, as are billing and memory. */
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryUsedMb?: number;
  /** Whether a new instance was started for it; absent where the service does not tell. */
  readonly coldStart?: boolean;
  readonly requestId?: string;
  /** The type of the function's error, the service's code, or the HTTP status: what tells it from others of its outcome. */
  readonly code?: string;
}

/** Marks of a timeline: outcomes that a person takes for one kind have one shape. */
export type RunMark = 'good' | 'failed' | 'throttled' | 'refused' | 'silent' | 'left';

const MARKS: Readonly<Record<RunOutcome, RunMark>> = {
  ...{ waiting: 'left', sending: 'left', notSent: 'left', cancelled: 'left', cutOff: 'left' },
  succeeded: 'good',
  ...{ returnedError: 'failed', functionError: 'failed' },
  throttled: 'throttled',
  refused: 'refused',
  ...{ timeout: 'silent', broken: 'silent', unreached: 'silent' },
};

/** The mark of an outcome. */
export function markOf(outcome: RunOutcome): RunMark {
  return MARKS[outcome];
}

/** Whether a run has come to an end of which something is known. */
export function hasEnded({ outcome }: Pick<Run, 'outcome'>): boolean {
  return outcome !== 'waiting' && outcome !== 'sending' && outcome !== 'notSent';
}

/** An outcome in two or three words. */
export function outcomeInWords(outcome: RunOutcome): Message {
  switch (outcome) {
    case 'waiting':
      return message('Waits');
    case 'sending':
      return message('Under way');
    case 'succeeded':
      return message('Succeeded');
    case 'returnedError':
      return message('Returned an error');
    case 'functionError':
      return message('Function error');
    case 'throttled':
      return message('Throttled');
    case 'refused':
      return message('Refused by the service');
    case 'timeout':
      return message('No response in time, may have run');
    case 'broken':
      return message('Connection lost, may have run');
    case 'unreached':
      return message('Service not reached');
    case 'cancelled':
      return message('Cancelled, outcome unknown');
    case 'cutOff':
      return message('Cut off, outcome unknown');
    case 'notSent':
      return message('Not sent');
  }
}
