import { connect } from '../../src/cloud/connect';
import type { Cloud } from '../../src/cloud/cloud';
import { member, type Json } from '../../src/model/json';
import type { Connection, Secret } from '../../src/model/connection';
import type { FunctionRef } from '../../src/model/functionRef';
import { textAt } from '../../src/sandbox/textAt';
import type { Bench } from '../sandbox/sandboxBench';
import { testDoor, type TestDoor } from './functionGraphFixture';

/** Both generations of Function Compute; the same functions are reached in each its own way. */
export const GENERATIONS = ['functioncompute-2', 'functioncompute-3'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** Operations as the APIs name them, in either generation. */
export const OPERATIONS: Readonly<Record<Generation, Readonly<Record<'get' | 'put' | 'delete', string>>>> = {
  'functioncompute-2': {
    get: 'GetFunctionAsyncInvokeConfig',
    put: 'PutFunctionAsyncInvokeConfig',
    delete: 'DeleteFunctionAsyncInvokeConfig',
  },
  'functioncompute-3': {
    get: 'GetAsyncInvokeConfig',
    put: 'PutAsyncInvokeConfig',
    delete: 'DeleteAsyncInvokeConfig',
  },
};

/** A function of the service `orders`, or of the same name where functions stand alone. */
export function refTo(service: Generation, name: string, qualifier = 'LATEST'): FunctionRef {
  return { connection: 'c', group: service === 'functioncompute-2' ? 'orders' : '', name, qualifier };
}

/** What differs from a connection that does. */
export interface ClientChanges {
  readonly connection?: Partial<Connection>;
  readonly secret?: Secret;
  readonly door?: TestDoor;
}

/** A client for a running sandbox, over real HTTP; it waits for nothing between repeats and polls. */
export function clientOf(sandbox: Bench, service: Generation, changes: ClientChanges = {}): Cloud {
  const found = sandbox.ready.services.find((each) => each.service === service);
  const secret = changes.secret ?? {
    kind: 'keys',
    accessKeyId: found?.accessKeyId ?? '',
    secretAccessKey: found?.secretAccessKey ?? '',
  };
  const connection: Connection = {
    id: 'c',
    name: 'Test',
    service,
    region: found?.region ?? '',
    credential: secret.kind,
    endpoint: sandbox.ready.url,
    logEndpoint: sandbox.ready.url,
    accountId: found?.accountId ?? '',
    ...changes.connection,
  };
  return connect(connection, secret, changes.door ?? testDoor());
}

/** Orders faults instead of those before. */
export async function fail(sandbox: Bench, ...faults: readonly string[]): Promise<void> {
  await sandbox.ask('POST', '/sandbox/faults', { faults });
}

/** Requests that the sandbox has seen since it was last asked, `METHOD operation`. */
export async function requestsOf(sandbox: Bench): Promise<readonly string[]> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  await sandbox.ask('DELETE', '/sandbox/requests');
  return (member(body, 'requests') as readonly Json[]).map(
    (row) => `${textAt(row, 'method')} ${textAt(row, 'operation')}`,
  );
}
