import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { functionKey, refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import { message, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import { readPayload, readSelected } from '../payloads/readPayload';
import { another, findTarget, saysGone, type TargetPorts } from '../payloads/targets';
import type { VariableSource } from '../payloads/variables';
import type { BrokenPayload } from '../text/payload';
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

/** The text of a payload, and the document that it is from. */
export interface PayloadText {
  readonly text: string;
  /** The part of it that is selected, where one is. */
  readonly selected?: { readonly text: string; readonly offset: number };
  /** URI of the document. */
  readonly source: string;
  /** Tells the person why nothing can be sent of it, and goes to the place. */
  refuse(broken: BrokenPayload): unknown;
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
   * The document at a place, else the active or a chosen one; `ref` is the function where it is known already. Undefined
   * where none was chosen.
   */
  payload(place: Place | undefined, ref: FunctionRef | undefined): Promise<PayloadText | undefined>;
  /** How the function of a payload file is found. */
  readonly targets: TargetPorts;
  /** What variables in payloads stand for. */
  readonly variables: VariableSource;
  /** Tells that a payload is larger than the service takes; both in bytes. */
  tooLarge(bytes: number, limit: number, mode: Mode): unknown;
  /** Lets the person choose a function. */
  chooseFunction(recent: readonly FunctionRef[]): Promise<FunctionRef | undefined>;
  /**
   * Asks what to do about a function that may run longer than the service's gateway waits, both in seconds: `sync` to
   * invoke anyway, `async` to queue, undefined for neither.
   */
  longRunning(ref: FunctionRef, seconds: number, gateway: number): Promise<Mode | undefined>;
  /** Tells why the payload of a record cannot be sent again. */
  notAgain(ref: FunctionRef, why: Message): unknown;
}

/** A payload as it would be sent now. */
export interface PayloadPreview {
  /** URI of the document. */
  readonly source: string;
  /** The JSON, with values of the environment masked. */
  readonly shown: string;
}

/** Decides what is sent where, asking the person for what is not known. Undefined: nothing is to be sent. */
interface Planner<Place> {
  /** For a payload document; what is given is not asked for, and what is wrong with the payload is told first. */
  readonly plan: (
    mode: Mode,
    given: FunctionRef | undefined,
    place: Place | undefined,
  ) => Promise<Plan | undefined>;
  /** What would be sent of a document; what is wrong with it is told. Nothing is planned by that. */
  preview(place: Place | undefined): Promise<PayloadPreview | undefined>;
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
  const fits = (json: string, limit: number, mode: Mode): boolean => {
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

  /** The function's own time limit; undefined where the service does not tell or may not be asked, or `gone`. */
  const secondsOf = async (cloud: Cloud, ref: FunctionRef): Promise<number | 'gone' | undefined> => {
    const known = limits.get(refKey(ref));
    if (known && Date.now() - known.at < CURRENT_MS) return known.seconds;
    const seconds = await cloud.getFunction(ref, AbortSignal.timeout(READ_MS)).then(
      ({ timeoutSeconds }) => timeoutSeconds,
      // The invocation itself will tell what else is wrong, or succeed without.
      (error: unknown) => (saysGone(error) ? 'gone' : undefined),
    );
    if (typeof seconds === 'number') limits.set(refKey(ref), { seconds, at: Date.now() });
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

  /** The payload of a document; undefined where there is none, or after telling what is wrong with it. */
  const readText = async (place: Place | undefined, given: FunctionRef | undefined) => {
    const found = await ports.payload(place, given);
    if (!found) return undefined;
    const { text, selected, source } = found;
    const read = readSelected(text, selected, ports.variables);
    if (read.kind === 'json') return { ...read, source };
    await found.refuse(read);
    return undefined;
  };

  const plan: Planner<Place>['plan'] = async (wanted, given, place) => {
    const read = await readText(place, given);
    return read && planOf(read, wanted, given);
  };
  type ReadText = NonNullable<Awaited<ReturnType<typeof readText>>>;
  const planOf = async (
    read: ReadText,
    wanted: Mode,
    given: FunctionRef | undefined,
  ): Promise<Plan | undefined> => {
    const { source, json: payload, expanded } = read;
    const likely = given ?? bindings.get(source);
    if (!fits(payload, limitOf(likely && isThere(likely) ? likely : undefined, wanted), wanted))
      return undefined;
    const found = given ? undefined : await findTarget(source, ports.targets);
    if (found?.kind === 'left') return undefined;
    const linked = found?.kind === 'function' ? found : undefined;
    const ref = given ?? linked?.ref ?? (await ports.chooseFunction(recent()));
    if (!ref) return undefined;
    const cloud = await connections.cloud(ref.connection);
    const profile = profileOf(cloud.connection.service);
    if (!fits(payload, profile.payloadBytes[wanted], wanted)) return undefined;
    const seconds = wanted === 'sync' || linked?.committed ? await secondsOf(cloud, ref) : undefined;
    if (seconds === 'gone' && linked) {
      const why = message('The function {0}, which it is linked with, is no longer there.', refLabel(ref));
      const next = await another(source, why, ports.targets);
      // Of what the person wanted to send: another document may be in front by now.
      return next.kind === 'function' ? planOf(read, wanted, next.ref) : undefined;
    }
    await bindings.set(source, ref);
    await bindings.used(ref, source);
    const task: Task = { ref, cloud, profile, payload, source, ...(expanded && { expanded }) };
    if (wanted === 'async') return { task, mode: 'async', seconds: undefined };
    const limit = seconds === 'gone' ? undefined : seconds;
    const mode = await modeFor(task, limit);
    if (mode === 'async' && !fits(payload, profile.payloadBytes.async, 'async')) return undefined;
    return mode && { task, mode, seconds: limit };
  };

  return {
    recent,
    plan,

    preview: async (place) => {
      const read = await readText(place, undefined);
      return read && { source: read.source, shown: read.expanded?.shown ?? read.json };
    },

    planAgain: async (record) => {
      const { ref, mode, source } = record;
      const read = readAgain(record, ports.variables);
      if ('why' in read) {
        ports.notAgain(ref, read.why);
        return undefined;
      }
      const cloud = await connections.cloud(ref.connection);
      const profile = profileOf(cloud.connection.service);
      const sent = { ref, cloud, profile, ...read, rerunOf: record.id };
      const task: Task = { ...sent, ...(source !== undefined && { source }) };
      const seconds = mode === 'sync' ? await secondsOf(cloud, ref) : undefined;
      return { task, mode, seconds: seconds === 'gone' ? undefined : seconds };
    },
  };
}

/**
 * The payload of a record as it can be sent again: the very same, but for values of the environment, which are those of
 * now; or why it cannot. A text that only looks like a variable stays what it is.
 */
export function readAgain(
  { payload, environment }: Pick<InvocationRecord, 'payload' | 'environment'>,
  variables: VariableSource,
): Pick<Task, 'payload' | 'expanded'> | { readonly why: Message } {
  if (payload === undefined) return { why: message('The payload was too large to keep.') };
  if (!environment) return { payload };
  const read = readPayload(payload, variables);
  if (read.kind === 'broken') return { why: read.reason };
  return { payload: read.json, ...(read.expanded && { expanded: read.expanded }) };
}
