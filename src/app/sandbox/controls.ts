import { isObject, member, type Json } from '../../model/json';
import type { SeenDelivery } from '../../model/invocation/eventLife';
import type { QueuedEvent } from '../events/watchedEvents';
import { debugControls, type Ask, type DebugControls } from './debugControls';
import type { Ready } from './ready';

/** What the sandbox offers for an event beyond what a service does. */
export interface SandboxControls {
  /** What the event's destination got, or why it got nothing; undefined as long as neither is known. */
  deliveryOf(event: EventName, signal: AbortSignal): Promise<SeenDelivery | undefined>;
  /** Which of these events wait for their next attempt. */
  waiting<Event extends EventName>(events: readonly Event[], signal: AbortSignal): Promise<readonly Event[]>;
  /** Lets the next attempt of an event, or its age limit, happen now. Rejects with the sandbox's reason. */
  skip(to: 'attempt' | 'age', event: EventName, signal: AbortSignal): Promise<void>;
  /** Takes the functions from these folders; gives what was read there. Rejects with the sandbox's reason. */
  setRoots(roots: readonly string[], signal: AbortSignal): Promise<readonly FunctionFolder[]>;
  /** The program that runs a runtime, by its service's name; undefined for one that the sandbox does not run. */
  interpreter(runtime: string, signal: AbortSignal): Promise<string | undefined>;
  /** Runs under a debugger. */
  readonly debug: DebugControls;
}

/** A function of the sandbox, and the folder with its code. */
interface FunctionFolder {
  readonly group: string;
  readonly name: string;
  readonly dir: string;
}

/** The ids of an event. Without a record a service may never have heard of the task's, so the request's goes first. */
type EventName = Pick<QueuedEvent, 'taskId' | 'requestId'>;

const LIMITS = { connectMs: 5000, totalMs: 60_000, maxBytes: 4 * 1024 * 1024 };

/** The controls of a running sandbox, by the token that it has printed. */
export function sandboxControls({ url, token }: Pick<Ready, 'url' | 'token'>): SandboxControls {
  const ask: Ask = async (method, path, body, signal) => {
    const { openDoor } = await import('../../cloud/door');
    const door = openDoor({ log: () => undefined });
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
    const sent = { method, url: `${url}/sandbox/${path}`, headers };
    const response = await door.send(
      body === undefined ? sent : { ...sent, body: JSON.stringify(body) },
      LIMITS,
      signal,
    );
    const answer = JSON.parse(response.text === '' ? 'null' : response.text) as Json;
    if (response.status < 300) return answer;
    const reason = member(answer, 'error_msg');
    throw new Error(typeof reason === 'string' ? reason : String(response.status));
  };
  return {
    debug: debugControls(ask),
    interpreter: async (runtime, signal) => {
      const name = encodeURIComponent(runtime);
      const command = member(await ask('GET', `interpreter?runtime=${name}`, undefined, signal), 'command');
      return typeof command === 'string' ? command : undefined;
    },
    setRoots: async (roots, signal) => {
      const rows = member(await ask('PUT', 'functions', { roots }, signal), 'functions');
      return (Array.isArray(rows) ? rows : []).flatMap((row: Json) => {
        const [group, name, dir] = ['group', 'name', 'dir'].map((key) => member(row, key));
        const isFolder = typeof group === 'string' && typeof name === 'string' && typeof dir === 'string';
        return isFolder ? [{ group, name, dir }] : [];
      });
    },
    deliveryOf: async (event, signal) => {
      const id = encodeURIComponent(idOf(event));
      const answer = await ask('GET', `deliveries?event=${id}`, undefined, signal);
      const rows = member(answer, 'deliveries');
      const [newest] = Array.isArray(rows) ? rows.filter(isObject) : [];
      if (!newest) return undefined;
      const { at: told, file, event: next, error } = newest;
      const at = typeof told === 'string' ? Date.parse(told) : NaN;
      return {
        ...(!Number.isNaN(at) && { at }),
        ...(typeof file === 'string' && { file }),
        ...(typeof next === 'string' && { event: next }),
        ...(typeof error === 'string' && { error }),
      };
    },
    waiting: async (events, signal) => {
      const rows = member(await ask('GET', 'clock', undefined, signal), 'waiting');
      const ids = new Set(Array.isArray(rows) ? rows.map((row) => member(row, 'ids')).flat() : []);
      return events.filter((event) => ids.has(idOf(event)));
    },
    skip: async (to, event, signal) => {
      await ask('POST', 'clock', { skip: to, event: idOf(event) }, signal);
    },
  };
}

function idOf({ taskId, requestId }: EventName): string {
  return requestId ?? taskId;
}
