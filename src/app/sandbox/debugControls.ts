import { isObject, member, type Json } from '../../model/json';
import type { Mode } from '../../model/invocation/record';
import type { ServiceId } from '../../model/service';

/** Sends a request to a control of the sandbox, by its path below `/sandbox/`. Rejects with the sandbox's reason. */
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: Json | undefined,
  signal: AbortSignal,
) => Promise<Json>;

/** What is to be debugged: the next call of a function. */
export interface DebugWish {
  readonly service: ServiceId;
  readonly group: string;
  readonly name: string;
  readonly mode: Mode;
  /** The one attempt that stops, from 1; without it every attempt does. */
  readonly attempt?: number;
  /** Folder with the Python package `debugpy`, for an interpreter that has none of its own. */
  readonly debugpy?: string;
}

/** One run of a function under a debugger. */
export interface DebugRun {
  /** Counts the runs of a session from 1. */
  readonly number: number;
  readonly attempt: number;
  readonly group: string;
  readonly name: string;
  readonly language: 'node' | 'python';
  /** Folder with the code that runs. */
  readonly dir: string;
  /** Where it waits for its debugger; undefined while it starts. */
  readonly address?: string;
  readonly over: boolean;
}

/** What has become of a session by a revision. */
interface DebugNews {
  readonly revision: number;
  readonly runs: readonly DebugRun[];
  /** Nothing of it runs, waits or will come any more. */
  readonly over: boolean;
}

/** The sandbox's controls for debuggers. */
export interface DebugControls {
  /** The next call of a function runs under a debugger. Gives the session's id. */
  arm(wish: DebugWish, signal: AbortSignal): Promise<string>;
  /** What is new since a revision; waits for it, and may give the same once more. */
  news(session: string, since: number, signal: AbortSignal): Promise<DebugNews>;
  /** Stops a run that is not over, or all of a session; its call is followed no further. */
  stop(session: string, run: number | undefined, signal: AbortSignal): Promise<void>;
}

/** The debuggers' controls of the sandbox that `ask` reaches. */
export function debugControls(ask: Ask): DebugControls {
  return {
    arm: async (wish, signal) => text(member(await ask('POST', 'debug', { ...wish }, signal), 'session')),
    news: async (session, since, signal) => {
      const answer = await ask('GET', `debug?session=${session}&since=${since}`, undefined, signal);
      const runs = member(answer, 'runs');
      return {
        revision: Number(member(answer, 'revision')),
        runs: Array.isArray(runs) ? runs.flatMap(runOf) : [],
        over: member(answer, 'over') === true,
      };
    },
    stop: async (session, run, signal) => {
      const one = run === undefined ? '' : `&run=${run}`;
      await ask('DELETE', `debug?session=${session}${one}`, undefined, signal);
    },
  };
}

function runOf(row: Json): readonly DebugRun[] {
  if (!isObject(row)) return [];
  const { number, attempt, group, name, language, dir, address, over } = row;
  return [
    {
      number: Number(number),
      attempt: Number(attempt),
      group: text(group),
      name: text(name),
      language: language === 'python' ? 'python' : 'node',
      dir: text(dir),
      ...(typeof address === 'string' && { address }),
      over: over === true,
    },
  ];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
