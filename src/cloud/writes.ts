import type { FunctionId, FunctionRef } from '../model/functionRef';
import { sameJson, type JsonObject } from '../model/json';
import { profileOf } from '../model/services';
import type { Cloud } from './cloud';
import type { TestEvents } from './testEvents';

/** All that a client can be asked for, whichever part of it has it. */
type Member = Exclude<keyof Cloud, 'testEvents'> | keyof TestEvents;

/**
 * What each member of the contract does: a `write` changes something on the service or lets something happen there. A
 * new member does not compile before it stands here, and a new write not before `gated` has it.
 */
export const EFFECTS = {
  connection: 'read',
  capabilities: 'read',
  endpoint: 'read',
  accessKey: 'read',
  permissions: 'read',
  identify: 'read',
  allowSignIn: 'read',
  listFunctions: 'read',
  getFunction: 'read',
  getFunctionSettings: 'read',
  listQualifiers: 'read',
  listAsyncConfigs: 'read',
  getAsyncConfig: 'read',
  putAsyncConfig: 'write',
  deleteAsyncConfig: 'write',
  invoke: 'write',
  invokeAsync: 'write',
  getAsyncInvocation: 'read',
  listAsyncInvocations: 'read',
  stopAsyncInvocation: 'write',
  tailLogs: 'read',
  enableLogs: 'write',
  logStreamOf: 'read',
  earliestThere: 'read',
  urnOf: 'read',
  bareRequest: 'read',
  listTestEvents: 'read',
  getTestEvent: 'read',
  createTestEvent: 'write',
  updateTestEvent: 'write',
  deleteTestEvent: 'write',
} as const satisfies Readonly<Record<Member, 'read' | 'write'>>;

/** The calls that change something on the service, or let something happen there. */
export type WriteOperation = {
  [K in keyof typeof EFFECTS]: (typeof EFFECTS)[K] extends 'write' ? K : never;
}[keyof typeof EFFECTS];

/** The config before and after a write, undefined where there is none. */
export interface ConfigChange {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** One write that is about to be sent. */
export interface Write {
  readonly operation: WriteOperation;
  readonly ref: FunctionRef;
  /** Name of the test event, where it is about one. */
  readonly testEvent?: string;
}

/** Who says whether writes may be sent. */
interface Gate {
  /** Whether somebody has to be shown what a PUT changes: the service is asked for that. */
  readonly wantsChange: (write: Write) => boolean;
  /** Settles when the write may be sent, and rejects where it must not. */
  readonly pass: (write: Write, change?: ConfigChange) => Promise<void>;
}

/** The same client, with a gate before each of its writes. */
export function gated(cloud: Cloud, gate: Gate): Cloud {
  const writes: Pick<Cloud, Exclude<WriteOperation, 'enableLogs' | keyof TestEvents>> = {
    putAsyncConfig: async (ref, document, signal, options = {}) => {
      const write: Write = { operation: 'putAsyncConfig', ref };
      if (!gate.wantsChange(write)) {
        await gate.pass(write);
        return cloud.putAsyncConfig(ref, document, signal, options);
      }
      // It may change while somebody looks at the question: then they have not agreed to this.
      let seen = options.known ?? { config: await cloud.getAsyncConfig(ref, signal) };
      for (;;) {
        await gate.pass(write, { before: seen.config?.document, after: document });
        const now = { config: await cloud.getAsyncConfig(ref, signal) };
        if (sameJson(now.config?.document, seen.config?.document)) {
          return cloud.putAsyncConfig(ref, document, signal, { ...options, known: now });
        }
        seen = now;
      }
    },
    deleteAsyncConfig: async (ref, signal) => {
      await gate.pass({ operation: 'deleteAsyncConfig', ref });
      return cloud.deleteAsyncConfig(ref, signal);
    },
    invoke: async (ref, payload, options, signal) => {
      await gate.pass({ operation: 'invoke', ref });
      return cloud.invoke(ref, payload, options, signal);
    },
    invokeAsync: async (ref, payload, signal) => {
      await gate.pass({ operation: 'invokeAsync', ref });
      return cloud.invokeAsync(ref, payload, signal);
    },
    stopAsyncInvocation: async (ref, taskId, signal) => {
      await gate.pass({ operation: 'stopAsyncInvocation', ref });
      return cloud.stopAsyncInvocation(ref, taskId, signal);
    },
  };
  const { testEvents } = cloud;
  const enableLogs: Cloud['enableLogs'] = async (ref, signal) => {
    await gate.pass({ operation: 'enableLogs', ref });
    return cloud.enableLogs?.(ref, signal);
  };
  return withMembers(cloud, {
    ...writes,
    ...(cloud.enableLogs && { enableLogs }),
    ...(testEvents && { testEvents: gatedTestEvents(testEvents, cloud, gate) }),
  });
}

/** Test events with a gate before each write. They belong to functions: it is told the unpublished version of theirs. */
function gatedTestEvents(events: TestEvents, { connection }: Cloud, gate: Gate): TestEvents {
  const pass = (operation: WriteOperation, id: FunctionId, testEvent: string): Promise<void> =>
    gate.pass({ operation, ref: { ...id, qualifier: profileOf(connection.service).latest }, testEvent });
  const writes: Pick<TestEvents, Extract<WriteOperation, keyof TestEvents>> = {
    createTestEvent: async (id, name, content, signal) => {
      await pass('createTestEvent', id, name);
      return events.createTestEvent(id, name, content, signal);
    },
    updateTestEvent: async (id, event, content, signal) => {
      await pass('updateTestEvent', id, event.name);
      return events.updateTestEvent(id, event, content, signal);
    },
    deleteTestEvent: async (id, event, signal) => {
      await pass('deleteTestEvent', id, event.name);
      return events.deleteTestEvent(id, event, signal);
    },
  };
  return withMembers(events, writes);
}

/** The same object with other members in the place of some. */
function withMembers<T extends object>(whole: T, others: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, key): unknown => {
      const member: unknown = Reflect.get(Object.hasOwn(others, key) ? others : target, key);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
