import { randomUUID } from 'node:crypto';
import type { ServiceId } from '../model/service';
import type { DebuggedRun } from './runner/runner';
import { readRuntimeName } from './runner/runtimeName';

/** A function as whoever calls it names it; `group` is empty where the service has none. */
interface Called {
  readonly service: ServiceId;
  readonly group: string;
  readonly name: string;
}

/** What is to be debugged: the next call of a function, and which of its attempts. */
interface Wanted extends Called {
  readonly mode: 'sync' | 'async';
  /** The one attempt that stops, from 1; without it every attempt does, and so do the functions that it is passed on to. */
  readonly attempt?: number;
  /** Folder with the Python package `debugpy`, for an interpreter that has none of its own. */
  readonly debugpy?: string;
}

/** One run under a debugger, as whoever asked for it sees it. */
interface SeenRun {
  /** Counts the runs of a session from 1. */
  readonly number: number;
  readonly requestId: string;
  readonly attempt: number;
  readonly group: string;
  readonly name: string;
  readonly language: 'node' | 'python';
  /** Folder with the code that runs. */
  readonly dir: string;
  /** Where a debugger attaches: `ws://127.0.0.1:port/uuid` of Node.js, `127.0.0.1:port` of debugpy. */
  readonly address?: string;
  readonly over: boolean;
}

/** What has become of a session. Each change makes `revision` higher. */
interface News {
  readonly revision: number;
  readonly runs: readonly SeenRun[];
  /** Nothing of it runs, waits or will come any more. */
  readonly over: boolean;
}

/** A run as it is begun. */
interface Begun extends Pick<SeenRun, 'group' | 'name' | 'dir'> {
  /** The service's name of the runtime. */
  readonly runtime: string;
}

/** The debugger's side of one run; `end` says that the run is over. */
type Hold = DebuggedRun & { end(): void };

interface Session {
  readonly wanted: Wanted;
  /** The requests that are debugged and have not ended, with the attempts that each has had. */
  readonly requests: Map<string, number>;
  readonly runs: SeenRun[];
  readonly stops: Map<number, AbortController>;
  revision: number;
  /** Whether the call has come in. */
  called: boolean;
  over: boolean;
  wake: () => void;
}

/** How long a question for news may wait for an answer. */
const PATIENCE_MS = 20_000;

/** How long a finished session can be asked for. */
const KEPT_MS = 60_000;

/**
 * Who wants to debug what. A session takes the next call of its function; from then on it follows that call's request
 * id through attempts and, for an event, on to the function of its destination.
 */
export class Debugging {
  private readonly sessions = new Map<string, Session>();

  /** Waits for the next call of a function. Gives the session's id. */
  arm(wanted: Wanted): string {
    const id = randomUUID();
    const fresh = { revision: 0, called: false, over: false, wake: () => undefined };
    this.sessions.set(id, { wanted, requests: new Map(), runs: [], stops: new Map(), ...fresh });
    return id;
  }

  /** A call was accepted: the session that waits for it, if any, follows its request from now on. */
  called(mode: Wanted['mode'], { service, group, name }: Called, requestId: string): void {
    for (const session of this.sessions.values()) {
      const { wanted } = session;
      if (session.called || session.over || wanted.mode !== mode || wanted.service !== service) continue;
      if (wanted.name !== name || wanted.group !== group) continue;
      session.called = true;
      session.requests.set(requestId, 0);
      return;
    }
  }

  /** An event goes on to another function as one with an id of its own. */
  passedOn(from: string, to: string): void {
    const session = this.sessionOf(from);
    if (session && session.wanted.attempt === undefined) session.requests.set(to, 0);
  }

  /** A request has ended for good, and whatever it was passed on to is known. */
  ended(requestId: string): void {
    const session = this.sessionOf(requestId);
    session?.requests.delete(requestId);
    if (session?.requests.size === 0) this.close(session);
  }

  /** A run begins. Undefined where nobody debugs it. */
  begin(requestId: string, { runtime, ...run }: Begun): Hold | undefined {
    const session = this.sessionOf(requestId);
    if (!session) return undefined;
    const attempt = (session.requests.get(requestId) ?? 0) + 1;
    session.requests.set(requestId, attempt);
    const { attempt: only, debugpy } = session.wanted;
    if (only !== undefined && only !== attempt) return undefined;
    const number = session.runs.length + 1;
    const stop = new AbortController();
    session.stops.set(number, stop);
    const language = readRuntimeName(runtime)?.language ?? 'node';
    session.runs.push({ ...run, number, requestId, attempt, language, over: false });
    const change = (news: Partial<SeenRun>): void => {
      const before = session.runs[number - 1];
      if (before) session.runs[number - 1] = { ...before, ...news };
      tell(session);
    };
    return {
      stop: stop.signal,
      ...(debugpy !== undefined && { debugpy }),
      waits: (address) => change({ address }),
      end: () => {
        session.stops.delete(number);
        change({ over: true });
      },
    };
  }

  /** Whether a run of this request is under a debugger now, so that nobody may lose patience with it. */
  holds(requestId: string): boolean {
    const session = this.sessionOf(requestId);
    return session?.runs.some((run) => run.requestId === requestId && !run.over) ?? false;
  }

  /**
   * What has become of a session since a revision; waits until there is something, or for a while. Undefined for a
   * session that nobody knows.
   */
  async news(id: string, since: number): Promise<News | undefined> {
    const session = this.sessions.get(id);
    if (!session) return undefined;
    if (session.revision <= since && !isOver(session)) {
      const before = session.wake;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        timer.unref();
        session.wake = () => {
          clearTimeout(timer);
          before();
          resolve();
        };
      });
    }
    const { revision, runs } = session;
    return { revision, runs: [...runs], over: isOver(session) };
  }

  /**
   * Stops one run of a session, or all: the session follows its request no further then. A run that is over already, or
   * a session that nobody knows, is left alone.
   */
  stop(id: string, number?: number): void {
    const session = this.sessions.get(id);
    if (!session || (number !== undefined && !session.stops.has(number))) return;
    session.requests.clear();
    for (const [each, stop] of session.stops) if (number === undefined || each === number) stop.abort();
    this.close(session);
  }

  private sessionOf(requestId: string): Session | undefined {
    return [...this.sessions.values()].find(({ over, requests }) => !over && requests.has(requestId));
  }

  private close(session: Session): void {
    if (session.over) return;
    session.over = true;
    tell(session);
    const forget = (): void => {
      for (const [id, each] of this.sessions) if (each === session) this.sessions.delete(id);
    };
    setTimeout(forget, KEPT_MS).unref();
  }
}

/** Whether nothing of a session runs, waits or will come. */
function isOver({ over, runs }: Session): boolean {
  return over && runs.every((run) => run.over);
}

function tell(session: Session): void {
  session.revision += 1;
  const { wake } = session;
  session.wake = () => undefined;
  wake();
}
