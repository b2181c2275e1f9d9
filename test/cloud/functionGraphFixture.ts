import { afterEach, beforeEach } from 'vitest';
import { openDoor, type Door, type RequestLine } from '../../src/cloud/door';
import { CloudError, type CloudErrorFacts } from '../../src/cloud/errors';
import { FunctionGraph, type FunctionGraphOptions } from '../../src/cloud/functionGraph/client';
import type { Connection, Secret } from '../../src/model/connection';
import type { FunctionRef } from '../../src/model/functionRef';
import { startServer, type TestServer } from './testServer';

export const PROJECT = '7aad83af3e8d42e99ac194e8419e2c9b';
export const REF: FunctionRef = { connection: 'c', group: 'default', name: 'test', qualifier: 'latest' };
export const URN = `urn:fss:cn-north-4:${PROJECT}:function:default:test`;
export const FUNCTIONS = `/v2/${PROJECT}/fgs/functions`;
export const TOKEN: Secret = { kind: 'token', token: 'MIISecretToken' };

/** Whatever is awaited here is not given up. */
export const NEVER = new AbortController().signal;

/** The real door, but waiting takes no time and is written down; the clock can be set. */
export interface TestDoor extends Door {
  readonly slept: number[];
  readonly lines: RequestLine[];
  /** Milliseconds that the clock goes wrong. */
  offset: number;
  /** Runs when something waits, before it goes on. */
  onSleep: () => void;
}

export function testDoor(): TestDoor {
  const lines: RequestLine[] = [];
  const slept: number[] = [];
  const real = openDoor({ log: (line) => lines.push(line) });
  const door: TestDoor = {
    ...real,
    lines,
    slept,
    offset: 0,
    onSleep: () => undefined,
    now: () => Date.now() + door.offset,
    random: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      door.onSleep();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return door;
}

/** A server and clients for it, new for each test. */
export interface Fixture {
  readonly server: TestServer;
  readonly door: TestDoor;
  client(options?: ClientOptions): FunctionGraph;
}

export interface ClientOptions extends FunctionGraphOptions {
  readonly connection?: Partial<Connection>;
  readonly secret?: Secret;
}

/** Registers a fixture for the tests of a file. */
export function fixture(): Fixture {
  let server: TestServer;
  let door: TestDoor;
  beforeEach(async () => {
    server = await startServer();
    door = testDoor();
  });
  afterEach(() => server.close());
  return {
    get server() {
      return server;
    },
    get door() {
      return door;
    },
    client: ({ connection, secret = TOKEN, ...options } = {}) =>
      new FunctionGraph(
        {
          id: 'c',
          name: 'Test',
          service: 'functiongraph-huawei',
          region: 'cn-north-4',
          credential: secret.kind,
          projectId: PROJECT,
          endpoint: server.origin,
          ...connection,
        },
        secret,
        door,
        options,
      ),
  };
}

/** The facts of the CloudError that a call fails with; a call that succeeds, or fails otherwise, fails the test. */
export async function factsOf(call: Promise<unknown>): Promise<CloudErrorFacts> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CloudError) return error.facts;
  throw new Error('expected a CloudError', { cause: error });
}

/** All items of all pages. */
export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
