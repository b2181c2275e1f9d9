import type { Cloud, Identity } from '../../cloud/cloud';
import type { RequestLine } from '../../cloud/door';
import { CloudError } from '../../cloud/errors';
import type { Ability, Permission } from '../../cloud/permissions';
import type { Connection } from '../../model/connection';
import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { profileOf } from '../../model/services';

/** What became of a permission in a test. */
export type Outcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly error: CloudError }
  /** The service was asked, and its answer says nothing of the permission. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Its calls change something: none is sent by a test. `earlier`: what the last that somebody sent came to. */
  | { readonly kind: 'wouldChange'; readonly earlier?: EarlierCall }
  /** There is no function to ask about. */
  | { readonly kind: 'noFunction' }
  /** The service keeps none for the function that was asked about. */
  | { readonly kind: 'notKept'; readonly error: CloudError }
  /** The test had ended before. */
  | { readonly kind: 'untried' };

/** How an earlier call of one of these kinds ended. */
interface EarlierCall {
  /** Unix milliseconds. */
  readonly at: number;
  readonly allowed: boolean;
}

/** A permission, and whether it is there. */
export interface Check {
  readonly permission: Permission;
  readonly outcome: Outcome;
}

/** Where a test stands. */
export interface TestState {
  readonly phase: 'running' | 'over' | 'cancelled';
  /** Unix milliseconds, of the beginning. */
  readonly at: number;
  readonly cloud?: Pick<Cloud, 'connection' | 'endpoint' | 'accessKey'>;
  readonly identity?: Identity;
  /** How long the service took to say who we are, in milliseconds. */
  readonly answeredMs?: number;
  /** Local clock minus the service's in milliseconds, where an answer told. */
  readonly clockSkewMs?: number;
  /** Why the service did not let us in, or was not reached. */
  readonly failure?: unknown;
  /** The version that reads were tried on. */
  readonly example?: FunctionRef;
  readonly checks: readonly Check[];
}

/** A call that left this window. */
interface SentCall extends Pick<RequestLine, 'operation' | 'status' | 'forbidden'> {
  /** The object that its client was made with. */
  readonly connection: Connection;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What a test stands on. */
interface TestPorts {
  /** The client; a refused sign-in may be sent again. Rejects where there can be none. */
  readonly open: () => Promise<Cloud>;
  /** What this window has sent, the newest at the end. */
  readonly sent: readonly SentCall[];
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly changed: (state: TestState) => void;
}

/** The most requests of a test, unless the service asks to repeat one. All of them read. */
export const MOST_REQUESTS = 16;

/** Pages that a function to ask about is looked for in; of services without functions each is a page. */
const MOST_PAGES = 5;
/** Pages of versions and aliases: the unpublished version, versions, aliases, and one more. */
const VERSION_PAGES = 4;

/** What a test may send for an ability; those that change something are not here. */
type Read = (cloud: Cloud, ref: FunctionRef, signal: AbortSignal, now: number) => Promise<unknown>;

const READS: Partial<Record<Ability, Read>> = {
  listVersions: (cloud, ref, signal) => pagesOf(cloud.listQualifiers(ref, signal), VERSION_PAGES),
  readFunction: (cloud, ref, signal) => cloud.getFunction(ref, signal),
  readConfig: (cloud, ref, signal) => cloud.getAsyncConfig(ref, signal),
  readLogs: (cloud, ref, signal, from) => pagesOf(cloud.tailLogs(ref, { from }, signal), 1),
  listEvents: (cloud, ref, signal) => pagesOf(cloud.listAsyncInvocations(ref, {}, signal), 1),
  readTestEvents: (cloud, ref, signal) => cloud.testEvents?.listTestEvents(ref, signal) ?? Promise.resolve(),
};

/**
 * Reaches a service and finds out what one may do there, as far as that is found out by reading: nothing is written and
 * no function invoked. Tells each step by `changed`, and gives where it ended; it never rejects.
 */
export async function testConnection(ports: TestPorts, signal: AbortSignal): Promise<TestState> {
  let state: TestState = { phase: 'running', at: ports.now(), checks: [] };
  const set = (part: Partial<TestState>): void => ports.changed((state = { ...state, ...part }));
  const end = (failure?: unknown): TestState => {
    const checks = state.checks.map(({ permission, outcome }) => {
      const isOpen = outcome.kind === 'waiting' || outcome.kind === 'asking';
      return { permission, outcome: isOpen ? ({ kind: 'untried' } as const) : outcome };
    });
    const phase = signal.aborted ? 'cancelled' : 'over';
    set({ checks, phase, ...(failure !== undefined && phase === 'over' && { failure }) });
    return state;
  };
  const mark = (ability: Ability, outcome: Outcome): void =>
    set({
      checks: state.checks.map((check) =>
        check.permission.ability === ability ? { ...check, outcome } : check,
      ),
    });

  set({});
  try {
    const cloud = await ports.open();
    set({ cloud, checks: cloud.permissions.map((permission) => first(permission, cloud, ports)) });
    mark('listFunctions', { kind: 'asking' });
    const refused = await signIn(cloud, signal, ports, set);
    if (refused) {
      mark('listFunctions', { kind: 'refused', error: refused });
      if (!signal.aborted) await askAll(undefined);
      return end();
    }
    const list = await listed(cloud, signal);
    mark('listFunctions', list.outcome);
    // Something else than the service may have answered.
    if (list.outcome.kind === 'failed') return end(list.outcome.error);
    const { id } = list;
    const example = id && { ...id, qualifier: profileOf(cloud.connection.service).latest };
    if (example) set({ example });
    await askAll(example && { cloud, example });
    return end();
  } catch (error) {
    const clockSkewMs = error instanceof CloudError ? error.facts.clockSkewMs : undefined;
    if (clockSkewMs !== undefined) set({ clockSkewMs });
    return end(error);
  }

  async function askAll(about: { readonly cloud: Cloud; readonly example: FunctionRef } | undefined) {
    for (const { permission, outcome } of state.checks) {
      const read = READS[permission.ability];
      if (outcome.kind !== 'waiting' || !read || signal.aborted) continue;
      if (!about) {
        mark(permission.ability, { kind: 'noFunction' });
        continue;
      }
      mark(permission.ability, { kind: 'asking' });
      mark(
        permission.ability,
        await outcomeOf(read(about.cloud, about.example, signal, ports.now()), signal),
      );
    }
  }
}

/** A permission before anything is sent: what would change something stands fast already. */
function first(permission: Permission, cloud: Cloud, { sent }: TestPorts): Check {
  if (permission.ability === 'listFunctions' || READS[permission.ability])
    return { permission, outcome: { kind: 'waiting' } };
  const earlier = earlierCall(sent, cloud, permission.operations);
  return { permission, outcome: { kind: 'wouldChange', ...(earlier && { earlier }) } };
}

/**
 * What the last of these calls came to, where its answer tells whether it is allowed. Of this client alone: another one
 * of the same id went elsewhere, or as somebody else.
 */
function earlierCall(
  sent: readonly SentCall[],
  cloud: Cloud,
  operations: readonly string[],
): EarlierCall | undefined {
  const last = sent.findLast(
    ({ connection, operation, forbidden, status = 0 }) =>
      connection === cloud.connection &&
      operations.includes(operation) &&
      (forbidden === true || (status >= 200 && status < 300)),
  );
  return last && { at: last.at, allowed: last.forbidden !== true };
}

/** Asks who we are. Gives the refusal where the service knows us and does not let us list; throws any other failure. */
async function signIn(
  cloud: Cloud,
  signal: AbortSignal,
  { now }: TestPorts,
  set: (part: Partial<TestState>) => void,
): Promise<CloudError | undefined> {
  const began = now();
  try {
    const identity = await cloud.identify(signal);
    const { clockSkewMs } = identity;
    set({ identity, answeredMs: now() - began, ...(clockSkewMs !== undefined && { clockSkewMs }) });
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError) || error.facts.forbidden !== true) throw error;
    const { clockSkewMs } = error.facts;
    set({ answeredMs: now() - began, ...(clockSkewMs !== undefined && { clockSkewMs }) });
    return error;
  }
}

/** Lists functions as far as the first one. */
async function listed(
  cloud: Cloud,
  signal: AbortSignal,
): Promise<{ readonly outcome: Outcome; readonly id?: FunctionId }> {
  let id: FunctionId | undefined;
  const look = pagesOf(cloud.listFunctions(signal), MOST_PAGES, ([summary]) => {
    id = summary?.id;
    return id !== undefined;
  });
  const outcome = await outcomeOf(look, signal);
  return { outcome, ...(id && { id }) };
}

/** Goes through at most so many pages, until `isEnough`. */
async function pagesOf<T>(
  pages: AsyncIterable<T>,
  most: number,
  isEnough?: (page: T) => boolean,
): Promise<void> {
  let seen = 0;
  for await (const page of pages) if (isEnough?.(page) === true || ++seen >= most) return;
}

async function outcomeOf(asked: Promise<unknown>, signal: AbortSignal): Promise<Outcome> {
  try {
    await asked;
    return signal.aborted ? { kind: 'untried' } : { kind: 'allowed' };
  } catch (error) {
    if (signal.aborted) return { kind: 'untried' };
    if (!(error instanceof CloudError)) return { kind: 'failed', error };
    if (error.facts.forbidden) return { kind: 'refused', error };
    return error.facts.kind === 'unavailable' ? { kind: 'notKept', error } : { kind: 'failed', error };
  }
}
