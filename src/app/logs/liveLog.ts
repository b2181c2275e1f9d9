import { setTimeout as sleep } from 'node:timers/promises';
import type { Cloud } from '../../cloud/cloud';
import type { LogLine } from '../../cloud/logs/logLine';
import type { FunctionRef } from '../../model/functionRef';
import { createOwners } from '../../model/invocation/logOwners';
import type { LogStreams } from './logStreams';

/** How long the end of a log is waited for that the log service, which fails, does not give, in milliseconds. */
const LONGEST_MS = 30_000;

/** What became of following a log. */
type LiveState =
  | { readonly phase: 'following' }
  /** Logs are not collected, or may not be read: the invocation goes on without. */
  | { readonly phase: 'unavailable'; readonly error: unknown }
  | { readonly phase: 'ended' };

/** A function's log, read while the function runs. */
export interface LiveLog {
  readonly state: LiveState;
  /** Whether the log service fails just now, and will be asked again. */
  readonly interrupted: boolean;
  /** Texts of the lines so far that may belong to the request: its own, and those that carry no request id. */
  lines(requestId: string | undefined): readonly string[];
  /**
   * Resolves when the end line of a request has been read after `since` (local Unix milliseconds), when no line has come for
   * `patienceMs` though the log could be read, when following has ended, or when the signal aborts.
   */
  untilEnd(
    requestId: string | undefined,
    since: number,
    patienceMs: number,
    signal: AbortSignal,
  ): Promise<void>;
  /** Resolves when following has ended, or when the signal aborts. */
  ended(signal: AbortSignal): Promise<void>;
  /** The last lines are waited for: a long pause between two looks ends. */
  hurry(): void;
  stop(): void;
}

/** Where live lines go. `others`: lines of several requests are among them, and `line.requestId` tells them apart. */
type Listener = (lines: readonly LogLine[], others: boolean) => void;

/** Which lines of a function's log are wanted. */
interface Wanted {
  /** Unix milliseconds. */
  readonly from: number;
  /** Whether a request is known to be another, earlier one. */
  isEarlier(requestId: string): boolean;
  /** The request, where it is known already: then lines of others are left out. */
  readonly requestId?: string;
}

/** Follows the log of a function; its lines are read once for all who follow it. */
export function followLog(
  streams: Pick<LogStreams, 'follow'>,
  cloud: Cloud,
  ref: FunctionRef,
  wanted: Wanted,
  listener: Listener,
): LiveLog {
  const seen: LogLine[] = [];
  const requests = new Set<string>();
  const ends = new Map<string, number>();
  let state: LiveState = { phase: 'following' };
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resume of woken) resume();
  };

  const owners = createOwners<LogLine>((id) => wanted.isEarlier(id));
  const isWanted = ({ requestId }: LogLine): boolean => {
    if (wanted.requestId === undefined) return requestId === undefined || !wanted.isEarlier(requestId);
    // A line that may be of any of several requests is shown once the wanted one has begun.
    return requestId === wanted.requestId || (requestId === undefined && requests.has(wanted.requestId));
  };

  const take = (page: readonly LogLine[]) => {
    if (state.phase !== 'following') return;
    const fresh: LogLine[] = [];
    for (const line of owners(page)) {
      if (!isWanted(line)) continue;
      fresh.push(line);
      if (line.requestId !== undefined) requests.add(line.requestId);
      if (line.requestId !== undefined && line.edge === 'end') ends.set(line.requestId, Date.now());
    }
    seen.push(...fresh);
    if (fresh.length === 0) return;
    listener(fresh, requests.size > 1);
    wake();
  };
  const end = (last: LiveState) => {
    if (state.phase !== 'following') return;
    state = last;
    stream.dispose();
    wake();
  };
  const stream = streams.follow(cloud, ref, wanted.from, take);
  const look = () => {
    if (stream.state.kind !== 'stopped') return;
    const { error } = stream.state;
    end(error === undefined ? { phase: 'ended' } : { phase: 'unavailable', error });
  };
  stream.onDidChange(look);
  look();

  return {
    get state() {
      return state;
    },
    get interrupted() {
      return stream.state.kind === 'reconnecting';
    },
    lines: (id) =>
      seen.flatMap(({ requestId, text }) =>
        requestId === undefined || id === undefined || requestId === id ? [text] : [],
      ),
    untilEnd: async (requestId, since, patienceMs, signal) => {
      stream.hurry();
      const begun = Date.now();
      const isOver = () => requestId !== undefined && (ends.get(requestId) ?? 0) >= since;
      while (state.phase === 'following' && !signal.aborted && !isOver()) {
        const woken = new Promise<true>((resume) => waiting.push(() => resume(true)));
        const tired = new AbortController();
        const patience = sleep(patienceMs, false, { signal: AbortSignal.any([signal, tired.signal]) });
        const came = await Promise.race([woken, patience.catch(() => false)]);
        tired.abort();
        // A broken connection says nothing of lines: it is mended within seconds, and they come then.
        const isBroken = stream.state.kind === 'reconnecting' || stream.state.kind === 'connecting';
        if (!came && !(isBroken && Date.now() - begun < LONGEST_MS)) return;
      }
    },
    ended: async (signal) => {
      signal.addEventListener('abort', wake, { once: true });
      while (state.phase === 'following' && !signal.aborted) {
        await new Promise<void>((resume) => waiting.push(resume));
      }
      signal.removeEventListener('abort', wake);
    },
    hurry: () => stream.hurry(),
    stop: () => end({ phase: 'ended' }),
  };
}
