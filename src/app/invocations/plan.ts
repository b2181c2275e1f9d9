import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { functionKey, refKey, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import { profileOf } from '../../model/services';
import type { Bindings } from './bindings';
import type { Task } from './task';

/** How long a time limit that was read is taken for current. */
const CURRENT_MS = 5 * 60 * 1000;

/** How long FnDeck waits for the time limit before it sends without. */
const READ_MS = 5000;

/** An invocation that was decided on. */
export interface Plan {
  readonly task: Task;
  readonly mode: Mode;
  /** The function's own time limit, where known. */
  readonly seconds: number | undefined;
}

/** JSON to be sent, and the document that it is from. */
export interface Payload {
  readonly json: string;
  /** URI of the document. */
  readonly source: string;
}

/** What planning asks a person, and tells them. */
export interface PlanPorts<Place> {
  readonly connections: {
    get(id: string): Connection | undefined;
    list(): readonly Connection[];
    cloud(id: string): Promise<Cloud>;
  };
  readonly bindings: Bindings;
  /**
   * The payload of the document at a place, else of the active or a chosen one; `ref` is the function where it is known
   * already. Undefined when there is none, after telling what is wrong with it.
   */
  payload(place: Place | undefined, ref: FunctionRef | undefined): Promise<Payload | undefined>;
  /** Tells that a payload is larger than the service takes; both in bytes. */
  tooLarge(bytes: number, limit: number, mode: Mode): unknown;
  /** Lets the person choose a function. */
  chooseFunction(recent: readonly FunctionRef[]): Promise<FunctionRef | undefined>;
  /**
   * Asks what to do about a function that may run longer than the service's gateway waits, both in seconds: `sync` to
   * invoke anyway, `async` to queue, undefined for neither.
   */
  longRunning(ref: FunctionRef, seconds: number, gateway: number): Promise<Mode | undefined>;
  /** Tells that the payload of a record was not kept. */
  notKept(ref: FunctionRef): unknown;
}

/** Decides what is sent where, asking the person for what is not known. Undefined: nothing is to be sent. */
interface Planner<Place> {
  /** For a payload document; what is given is not asked for, and what is wrong with the payload is told first. */
  readonly plan: (
    mode: Mode,
    given: FunctionRef | undefined,
    place: Place | undefined,
  ) => Promise<Plan | undefined>;
  /** For the same once more; asks nothing. */
  planAgain(record: InvocationRecord): Promise<Plan | undefined>;
  /** The functions that were invoked last and can be reached, most recent first. */
  recent(): readonly FunctionRef[];
}

/** A planner that has asked nothing yet. */
export function createPlanner<Place>(ports: PlanPorts<Place>): Planner<Place> {
  const { connections, bindings } = ports;
  const limits = new Map<string, { readonly seconds: number; readonly at: number }>();
  const accepted = new Set<string>();

  const isThere = ({ connection }: FunctionRef) => connections.get(connection) !== undefined;
  const recent = () => bindings.recent().filter(isThere);

  /** Whether a payload is within a limit; tells where it is not. */
  const fits = ({ json }: Payload, limit: number, mode: Mode): boolean => {
    const bytes = Buffer.byteLength(json);
    if (bytes > limit) ports.tooLarge(bytes, limit, mode);
    return bytes <= limit;
  };
  /** Most bytes that the service of a function takes, or any service while the function is not known. */
  const limitOf = (ref: FunctionRef | undefined, mode: Mode): number => {
    const known = ref && connections.get(ref.connection);
    const candidates = known ? [known] : connections.list();
    const limit = Math.max(...candidates.map(({ service }) => profileOf(service).payloadBytes[mode]));
    return candidates.length === 0 ? Infinity : limit;
  };

  /** The function's own time limit; undefined where the service does not tell or may not be asked. */
  const secondsOf = async (cloud: Cloud, ref: FunctionRef): Promise<number | undefined> => {
    const known = limits.get(refKey(ref));
    if (known && Date.now() - known.at < CURRENT_MS) return known.seconds;
    const seconds = await cloud.getFunction(ref, AbortSignal.timeout(READ_MS)).then(
      ({ timeoutSeconds }) => timeoutSeconds,
      // The invocation itself will tell what is wrong, or succeed without.
      () => undefined,
    );
    if (seconds !== undefined) limits.set(refKey(ref), { seconds, at: Date.now() });
    return seconds;
  };
  /** Asks, once a function and session, when the function may run longer than the service's gateway waits. */
  const modeFor = async ({ profile, ref }: Task, seconds: number | undefined): Promise<Mode | undefined> => {
    const gateway = profile.gatewaySeconds;
    if (gateway === undefined || seconds === undefined || seconds <= gateway) return 'sync';
    if (accepted.has(functionKey(ref))) return 'sync';
    const mode = await ports.longRunning(ref, seconds, gateway);
    if (mode === 'sync') accepted.add(functionKey(ref));
    return mode;
  };

  return {
    recent,

    plan: async (wanted, given, place) => {
      const payload = await ports.payload(place, given);
      if (!payload) return undefined;
      const linked = bindings.get(payload.source);
      const known = given ?? (linked && isThere(linked) ? linked : undefined);
      if (!fits(payload, limitOf(known, wanted), wanted)) return undefined;
      const ref = known ?? (await ports.chooseFunction(recent()));
      if (!ref) return undefined;
      const cloud = await connections.cloud(ref.connection);
      const profile = profileOf(cloud.connection.service);
      if (!fits(payload, profile.payloadBytes[wanted], wanted)) return undefined;
      await bindings.set(payload.source, ref);
      await bindings.used(ref);
      const task: Task = { ref, cloud, profile, payload: payload.json, source: payload.source };
      if (wanted === 'async') return { task, mode: 'async', seconds: undefined };
      const seconds = await secondsOf(cloud, ref);
      const mode = await modeFor(task, seconds);
      if (mode === 'async' && !fits(payload, profile.payloadBytes.async, 'async')) return undefined;
      return mode && { task, mode, seconds };
    },

    planAgain: async ({ ref, mode, payload, source }) => {
      if (payload === undefined) {
        ports.notKept(ref);
        return undefined;
      }
      const cloud = await connections.cloud(ref.connection);
      const profile = profileOf(cloud.connection.service);
      const task: Task = { ref, cloud, profile, payload, ...(source !== undefined && { source }) };
      return { task, mode, seconds: mode === 'sync' ? await secondsOf(cloud, ref) : undefined };
    },
  };
}
