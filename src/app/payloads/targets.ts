import { CloudError } from '../../cloud/errors';
import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { message, type Message } from '../../model/message';
import type { Target } from './places';

/** How long a function is looked for before it is taken for one that may be there. */
const READ_MS = 5000;

/** What finding the function of a payload file asks, and tells. */
export interface TargetPorts {
  readonly connections: {
    get(id: string): Connection | undefined;
    cloud(id: string): Promise<Cloud>;
  };
  /** The function that the person has linked the file with in this workspace. */
  own(source: string): FunctionRef | undefined;
  /** What the path of the file and the committed links say; undefined after telling that those are broken. */
  filed(source: string): Promise<Target | undefined | 'broken'>;
  /** Links a file with another function: in the file of links where it is one of the folder of payloads. */
  relink(source: string, ref: FunctionRef): Promise<void>;
  /** Lets the person choose one of the same function on several connections. */
  chooseAmong(refs: readonly FunctionRef[]): Promise<FunctionRef | undefined>;
  /** Says why the file leads nowhere, and lets the person choose another function; undefined where they left. */
  chooseAnother(source: string, why: Message): Promise<FunctionRef | undefined>;
}

/** The function of a payload file. `committed`: a colleague's link says so, which nobody may have tried here. */
type Found =
  | { readonly kind: 'function'; readonly ref: FunctionRef; readonly committed: boolean }
  /** Nothing says which one. */
  | { readonly kind: 'untold' }
  /** The person was told, and has left. */
  | { readonly kind: 'left' };

/** Finds the function of a payload file: the person's own link counts, then the committed one, then the path. */
export async function findTarget(source: string, ports: TargetPorts): Promise<Found> {
  const own = ports.own(source);
  if (own && ports.connections.get(own.connection)) return { kind: 'function', ref: own, committed: false };
  const filed = await ports.filed(source);
  if (filed === 'broken') return { kind: 'left' };
  if (filed === undefined) return { kind: 'untold' };
  if (filed.kind === 'noConnection') {
    return another(
      source,
      message('The connection “{0}”, which its link names, is not there.', filed.connection),
      ports,
    );
  }
  const { refs } = filed;
  const [first, ...others] = refs;
  if (!first) return { kind: 'untold' };
  if (others.length === 0) return { kind: 'function', ref: first, committed: true };
  const there = await Promise.all(refs.map((ref) => isThere(ref, ports)));
  const found = refs.filter((_, index) => there[index]);
  const [only] = found;
  if (!only) return another(source, message('No connection has the function {0}.', refLabel(first)), ports);
  const ref = found.length === 1 ? only : await ports.chooseAmong(found);
  return ref ? { kind: 'function', ref, committed: false } : { kind: 'left' };
}

/** Lets the person choose another function for a file, and links it; `why` says what is wrong with the present one. */
export async function another(source: string, why: Message, ports: TargetPorts): Promise<Found> {
  const ref = await ports.chooseAnother(source, why);
  if (!ref) return { kind: 'left' };
  await ports.relink(source, ref);
  return { kind: 'function', ref, committed: false };
}

/** Whether an error says that there is no such function. */
export function saysGone(error: unknown): boolean {
  return error instanceof CloudError && error.facts.status === 404;
}

/** Whether a function is there, or at least not known to be missing. */
async function isThere(ref: FunctionRef, { connections }: TargetPorts): Promise<boolean> {
  try {
    const cloud = await connections.cloud(ref.connection);
    await cloud.getFunction(ref, AbortSignal.timeout(READ_MS));
    return true;
  } catch (error) {
    return !saysGone(error);
  }
}
