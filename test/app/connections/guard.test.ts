import { describe, expect, it } from 'vitest';
import { createGuard, type Action, type Confirmation } from '../../../src/app/connections/guard';
import type { Cloud } from '../../../src/cloud/cloud';
import type { AsyncConfig } from '../../../src/cloud/config/asyncConfig';
import { CloudError } from '../../../src/cloud/errors';
import { EFFECTS, type WriteOperation } from '../../../src/cloud/writes';
import type { Connection, GuardKind } from '../../../src/model/connection';
import type { JsonObject } from '../../../src/model/json';
import { FunctionCompute } from '../../../src/cloud/functionCompute/client';
import { FunctionGraph } from '../../../src/cloud/functionGraph/client';
import { ProjectTestEvents } from '../../../src/cloud/functionGraph/testEvents';
import type { TestEvents } from '../../../src/cloud/testEvents';

const REF = { connection: 'prod', group: 'default', name: 'hello', qualifier: 'latest' };
const NEVER = new AbortController().signal;

/** Each write of the contract, called as it is meant to be. A new one does not compile before it stands here. */
const CALLS: Readonly<Record<WriteOperation, (cloud: Cloud) => Promise<unknown>>> = {
  putAsyncConfig: (cloud) => cloud.putAsyncConfig(REF, { retries: 1 }, NEVER),
  deleteAsyncConfig: (cloud) => cloud.deleteAsyncConfig(REF, NEVER),
  invoke: (cloud) => cloud.invoke(REF, '{}', {}, NEVER),
  invokeAsync: (cloud) => cloud.invokeAsync(REF, '{}', NEVER),
  stopAsyncInvocation: (cloud) => cloud.stopAsyncInvocation(REF, 'task', NEVER),
  enableLogs: async (cloud) => {
    if (!cloud.enableLogs) throw new Error('no log collection');
    return cloud.enableLogs(REF, NEVER);
  },
  createTestEvent: (cloud) => testEvents(cloud).createTestEvent(REF, 'paid', '{}', NEVER),
  updateTestEvent: (cloud) => testEvents(cloud).updateTestEvent(REF, { id: 'e', name: 'paid' }, '{}', NEVER),
  deleteTestEvent: (cloud) => testEvents(cloud).deleteTestEvent(REF, { id: 'e', name: 'paid' }, NEVER),
};
function testEvents({ testEvents: events }: Cloud): TestEvents {
  if (!events) throw new Error('no test events');
  return events;
}
const OPERATIONS = Object.keys(CALLS) as WriteOperation[];

/** A guard before a client that notes what reaches it; `answer` is what a person says. */
function guarded(mark: GuardKind | undefined, answer: boolean | (() => boolean) = true) {
  const connection: Connection = {
    id: 'prod',
    name: 'Shop',
    service: 'functiongraph-otc',
    region: 'eu-de',
    credential: 'token',
  };
  let now: Connection | undefined = { ...connection, ...(mark && { guard: mark }) };
  const sent: string[] = [];
  const asked: Confirmation[] = [];
  const held: { config: JsonObject | undefined } = { config: undefined };
  const config = (): AsyncConfig | undefined => held.config && { ref: REF, document: held.config };
  const note = (operation: string) => (): Promise<unknown> => {
    if (operation in CALLS) sent.push(operation);
    return Promise.resolve(operation === 'getAsyncConfig' ? config() : undefined);
  };
  const methods = Object.fromEntries(Object.keys(EFFECTS).map((name) => [name, note(name)]));
  const client = { ...methods, testEvents: methods, connection, capabilities: {} } as unknown as Cloud;
  const guard = createGuard({
    connection: (id) => (id === now?.id ? now : undefined),
    confirm: (confirmation) => {
      asked.push(confirmation);
      return Promise.resolve(typeof answer === 'function' ? answer() : answer);
    },
  });
  return {
    guard,
    cloud: guard.protect(client),
    sent,
    asked,
    held,
    remove: () => (now = undefined),
    mark: (guard: GuardKind | undefined) => (now = { ...connection, ...(guard && { guard }) }),
  };
}

/** The kind of the failure of a write, undefined where it was sent. */
async function failure(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    expect(error.facts.sent).toBe('no');
    return error.facts.kind;
  }
}

describe('the table of effects', () => {
  it('has every method that the clients have for the contract, and nothing else', () => {
    const internal = ['constructor'];
    for (const client of [FunctionGraph, FunctionCompute, ProjectTestEvents]) {
      const names = Object.getOwnPropertyNames(client.prototype).filter((name) => !internal.includes(name));
      const writing = names.filter((name) =>
        /^(put|delete|invoke|stop|create|update|publish|enable)/.test(name),
      );
      for (const name of writing) expect(EFFECTS).toHaveProperty(name, 'write');
    }
    const writes = Object.entries(EFFECTS).filter(([, effect]) => effect === 'write');
    expect(writes.map(([name]) => name).sort()).toEqual([...OPERATIONS].sort());
  });
});

describe('a connection that was removed', () => {
  it.each(OPERATIONS)('is sent nothing more by a client that somebody still has: %s', async (operation) => {
    for (const mark of [undefined, 'confirm', 'readOnly'] as const) {
      const { cloud, sent, asked, remove } = guarded(mark);
      remove();
      expect(await failure(CALLS[operation](cloud))).toBe('configuration');
      expect(sent).toEqual([]);
      expect(asked).toEqual([]);
    }
  });

  it('while the question was open is sent nothing, and nothing of an action that was confirmed before', async () => {
    const one = guarded('confirm', () => {
      one.remove();
      return true;
    });
    expect(await failure(CALLS.invoke(one.cloud))).toBe('configuration');
    const { cloud, guard, sent, remove } = guarded('confirm');
    await guard.action({ connection: 'prod', operation: 'invoke', writes: 2 }, async () => {
      await CALLS.invoke(cloud);
      remove();
      expect(await failure(CALLS.invoke(cloud))).toBe('configuration');
    });
    expect([...one.sent, ...sent]).toEqual(['invoke']);
  });
});

describe('a guard before writes of several kinds', () => {
  it('asks once for all that are named, and for any other by itself', async () => {
    const { cloud, guard, sent, asked } = guarded('confirm');
    const action = { connection: 'prod', operation: 'invoke', also: ['invokeAsync'], writes: 2 } as const;
    await guard.action(action, async () => {
      await CALLS.invokeAsync(cloud);
      await CALLS.invoke(cloud);
      await guard.action({ connection: 'prod', operation: 'invokeAsync' }, () => CALLS.invokeAsync(cloud));
      expect(asked).toHaveLength(1);
      await CALLS.stopAsyncInvocation(cloud);
      const more = { ...action, also: ['deleteTestEvent'] } as const;
      await guard.action(more, () => CALLS.deleteTestEvent(cloud));
    });
    expect(asked.map(({ operation, writes }) => [operation, writes])).toEqual([
      ['invoke', 2],
      ['stopAsyncInvocation', undefined],
      ['invoke', 2],
    ]);
    expect(sent).toEqual(['invokeAsync', 'invoke', 'invokeAsync', 'stopAsyncInvocation', 'deleteTestEvent']);
  });
});

describe.each(OPERATIONS)('a guard before %s', (operation) => {
  const call = CALLS[operation];
  const action: Action = { connection: 'prod', operation };

  it('sends it where the connection is not marked', async () => {
    const { cloud, sent, asked } = guarded(undefined);
    expect(await failure(call(cloud))).toBeUndefined();
    expect([sent, asked]).toEqual([[operation], []]);
  });

  it('refuses it on a read-only connection, whatever was confirmed before', async () => {
    const { cloud, guard, sent, asked, mark } = guarded('readOnly');
    expect(await failure(call(cloud))).toBe('configuration');
    expect(await failure(guard.action(action, () => call(cloud)))).toBe('configuration');
    expect(() => guard.refuseReadOnly(action)).toThrow(CloudError);
    mark('confirm');
    expect(() => guard.refuseReadOnly(action)).not.toThrow();
    const late = guard.action(action, () => {
      mark('readOnly');
      return call(cloud);
    });
    expect(await failure(late)).toBe('configuration');
    expect(sent).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('asks on a marked connection, each time, and sends nothing where the person leaves', async () => {
    const answers = [true, false];
    const { cloud, sent, asked } = guarded('confirm', () => answers.shift() ?? false);
    expect(await failure(call(cloud))).toBeUndefined();
    expect(await failure(call(cloud))).toBe('cancelled');
    expect(sent).toEqual([operation]);
    expect(asked.map((one) => [one.operation, one.ref, one.connection.name])).toEqual([
      [operation, REF, 'Shop'],
      [operation, REF, 'Shop'],
    ]);
  });

  it('asks once for an action of many, and again after it', async () => {
    const { cloud, guard, sent, asked } = guarded('confirm');
    await guard.action({ ...action, writes: 3 }, async () => {
      for (let i = 0; i < 3; i++) await call(cloud);
    });
    expect(asked).toMatchObject([{ operation, writes: 3 }]);
    await call(cloud);
    expect(asked).toHaveLength(2);
    expect(sent).toHaveLength(4);
  });

  it('does none of an action that was not confirmed', async () => {
    const { cloud, guard, sent } = guarded('confirm', false);
    expect(await failure(guard.action(action, () => call(cloud)))).toBe('cancelled');
    expect(sent).toEqual([]);
  });

  it('lets an action pass what it was confirmed for only', async () => {
    const answers = [true];
    const { cloud, guard, sent } = guarded('confirm', () => answers.shift() ?? false);
    const other = OPERATIONS.find((one) => one !== operation) ?? operation;
    const tried = guard.action(action, () => CALLS[other](cloud));
    expect(await failure(tried)).toBe('cancelled');
    expect(sent).toEqual([]);
  });

  it('asks for what an action left behind when its work was over', async () => {
    const answers = [true];
    const { cloud, guard, sent } = guarded('confirm', () => answers.shift() ?? false);
    let left: Promise<string | undefined> = Promise.resolve(undefined);
    let go: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (go = resolve));
    await guard.action(action, () => {
      left = later.then(() => failure(call(cloud)));
      return Promise.resolve();
    });
    go();
    expect(await left).toBe('cancelled');
    expect(sent).toEqual([]);
  });

  it('goes by the mark of the moment', async () => {
    const { cloud, sent, mark } = guarded(undefined);
    mark('readOnly');
    expect(await failure(call(cloud))).toBe('configuration');
    mark(undefined);
    expect(await failure(call(cloud))).toBeUndefined();
    expect(sent).toEqual([operation]);
  });
});

describe('the question about a PUT', () => {
  it('shows what is held and what is to be held', async () => {
    const { cloud, asked, held } = guarded('confirm');
    held.config = { retries: 3 };
    await cloud.putAsyncConfig(REF, { retries: 1 }, NEVER);
    expect(asked).toMatchObject([{ change: { before: { retries: 3 }, after: { retries: 1 } } }]);
  });

  it('is asked again where the service has changed while it was open', async () => {
    const confirmed = guarded('confirm', () => {
      if (confirmed.asked.length === 1) confirmed.held.config = { retries: 2 };
      return true;
    });
    await confirmed.cloud.putAsyncConfig(REF, { retries: 1 }, NEVER);
    expect(confirmed.asked.map(({ change }) => change?.before)).toEqual([undefined, { retries: 2 }]);
    expect(confirmed.sent).toEqual(['putAsyncConfig']);
  });
});

describe('reads', () => {
  it('pass on every connection', async () => {
    const { cloud, asked } = guarded('readOnly');
    expect(await cloud.getAsyncConfig(REF, NEVER)).toBeUndefined();
    await cloud.identify(NEVER);
    expect(cloud.connection.name).toBe('Shop');
    expect(asked).toEqual([]);
  });
});
