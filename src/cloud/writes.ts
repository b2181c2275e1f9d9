import type { FunctionRef } from '../model/functionRef';
import { sameJson, type JsonObject } from '../model/json';
import type { Cloud } from './cloud';

/**
 * What each member of the contract does: a `write` changes something on the service or lets something happen there. A
 * new member of `Cloud` does not compile before it stands here, and a new write not before `gated` has it.
 */
export const EFFECTS = {
  connection: 'read',
  capabilities: 'read',
  identify: 'read',
  allowSignIn: 'read',
  listFunctions: 'read',
  getFunction: 'read',
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
  logStreamOf: 'read',
  earliestThere: 'read',
  urnOf: 'read',
  bareRequest: 'read',
} as const satisfies Readonly<Record<keyof Cloud, 'read' | 'write'>>;

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
  const writes: Pick<Cloud, WriteOperation> = {
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
  return new Proxy(cloud, {
    get: (target, key): unknown => {
      const member: unknown = Reflect.get(Object.hasOwn(writes, key) ? writes : target, key);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
