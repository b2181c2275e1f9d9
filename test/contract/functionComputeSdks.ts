import { beforeAll } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { sandboxBench, type Bench } from '../sandbox/sandboxBench';

export const ACCOUNT = '1602938475610284';
export const QUEUE = `acs:mns:cn-shanghai:${ACCOUNT}:/queues/成功-é✓/messages`;
export const TOPIC = `acs:mns:cn-shanghai:${ACCOUNT}:/topics/failure/messages`;
export const destinations = { onSuccess: { destination: QUEUE }, onFailure: { destination: TOPIC } };

/** What a call is signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly securityToken?: string;
}

/** An answer as it was on the wire, apart from what its class adds. */
export const plain = (answer: unknown): Json => JSON.parse(JSON.stringify(answer)) as Json;

/** One field of each row of an answer. */
export const names = (answer: unknown, list: string, key: string) =>
  (member(plain(answer), list) as readonly Json[]).map((row) => member(row, key));

/** The code of the error that a call ends with. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { code?: unknown } | undefined)?.code;
}

/** A sandbox that the official SDKs judge: unmodified but for their endpoint, with signed requests. For one file of tests. */
export function functionComputeSdks() {
  const bench = sandboxBench();

  let sandbox: Bench;

  function keys(): Keys {
    const found = sandbox.ready.services.find(({ service }) => service === 'functioncompute-2');
    return { accessKeyId: found?.accessKeyId ?? '', secretAccessKey: found?.secretAccessKey ?? '' };
  }

  async function temporaryKeys(seconds: number): Promise<Keys> {
    const { body } = await sandbox.ask('POST', '/sandbox/keys', { seconds });
    return body as unknown as Keys;
  }

  beforeAll(async () => {
    sandbox = await bench.start({
      functions: bench.functions({
        'orders/check': {
          runtime: 'Node.js18.15',
          versions: [{ name: 'v1' }, { name: 'v2' }],
          aliases: [{ name: 'prod', version: 'v2' }],
        },
        'orders/other': {},
        'returns/other': {},
      }),
    });
  });

  return { sandbox: () => sandbox, keys, temporaryKeys };
}
