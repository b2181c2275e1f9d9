import { message, type Message } from '../message';
import { clock } from './outputText';

/** How reading a log stands. All times are local Unix milliseconds; all lines that were there at `readTo` have been read. */
export type LogStreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly readTo: number }
  /** Lines come faster than they are read. */
  | { readonly kind: 'behind'; readonly readTo?: number }
  /** The log service could not be asked; it is asked again at `until`. */
  | {
      readonly kind: 'reconnecting';
      readonly readTo?: number;
      readonly until: number;
      readonly error: unknown;
    }
  /** Nothing is read any more; without an error there is nothing to read. */
  | { readonly kind: 'stopped'; readonly readTo?: number; readonly error?: unknown };

/** Below this many milliseconds what was read counts as current: where no lines come there is a look every 5 s. */
const CURRENT_MS = 7000;

/** How far a log has been read, in a line; what is missing is named. `now`: local Unix milliseconds. */
export function logInWords(state: LogStreamState, now: number): Message {
  switch (state.kind) {
    case 'connecting':
      return message('Logs: connecting…');
    case 'live':
      return complete(state.readTo, now);
    case 'behind':
      return state.readTo === undefined ? message('Logs: reading…') : complete(state.readTo, now);
    case 'reconnecting': {
      const seconds = Math.max(1, Math.ceil((state.until - now) / 1000));
      return state.readTo === undefined
        ? message('Logs: reconnecting in {0} s, none yet', seconds)
        : message('Logs: reconnecting in {1} s, missing since {0}', clock(state.readTo), seconds);
    }
    case 'stopped':
      return state.readTo === undefined
        ? message('Logs: stopped')
        : message('Logs: stopped, missing since {0}', clock(state.readTo));
  }
}

function complete(readTo: number, now: number): Message {
  const behind = now - readTo;
  return behind < CURRENT_MS
    ? message('Logs: live, complete to {0}', clock(readTo))
    : message('Logs: live, complete to {0}, {1} s behind', clock(readTo), Math.round(behind / 1000));
}
