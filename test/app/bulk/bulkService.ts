import type { BulkChange } from '../../../src/app/bulk/bulkChange';
import type { openRunFiles } from '../../../src/app/bulk/runFiles';
import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import type { Connection } from '../../../src/model/connection';
import { print } from '../../../src/model/configDocument';
import type { FunctionRef } from '../../../src/model/functionRef';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { sandboxBench, type Bench } from '../../sandbox/sandboxBench';

export const SERVICE = 'functiongraph-huawei';
export const AGE = 'max_async_event_age_in_seconds';
export const RETRIES = 'max_async_retry_attempts';
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };

export const CHANGE: BulkChange = {
  ...{ label: 'team.async.json', service: SERVICE, fields: [RETRIES] },
  document: { [AGE]: 7200, [RETRIES]: 0 },
};

/** Numbers that a seed leads to, from 0 up to 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Paths of the writes that the service has seen since they were asked for last. */
export async function writesSeen(sandbox: Bench, ...methods: readonly string[]): Promise<readonly string[]> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  await sandbox.ask('DELETE', '/sandbox/requests');
  const { requests } = body as unknown as {
    readonly requests: readonly { readonly method: string; readonly path: string }[];
  };
  return requests.filter(({ method }) => methods.includes(method)).map(({ path }) => path);
}

/** A page that was closed gives its run back when that is noted. */
export async function eventuallyTaken(files: ReturnType<typeof openRunFiles>, id: string) {
  for (;;) {
    const notes = await files.take(id);
    if (notes) return notes;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Services with many functions, for one file of tests. */
export function bulkService() {
  const bench = sandboxBench();

  /** A service with functions, some of which have a config, and what tells of them. */
  async function startService(count: number, seed = 1) {
    const names = Array.from({ length: count }, (_, i) => `fn-${String(i).padStart(3, '0')}`);
    const functions = bench.functions(Object.fromEntries(names.map((name) => [`default/${name}`, {}])));
    const sandbox = await bench.start({ functions });
    const { ready } = sandbox;
    const connection: Connection = {
      ...{ id: 's', name: 'Sandbox', service: SERVICE, credential: 'token' },
      ...{ region: ready.services[0]?.region ?? '', projectId: ready.services[0]?.projectId ?? '' },
      ...{ endpoint: ready.url, iamEndpoint: ready.url, logEndpoint: ready.url },
    };
    const { token } = ready;
    const cloud = connect(connection, { kind: 'token', token }, openDoor({ log: () => undefined }));
    const refs = names.map((name): FunctionRef => ({
      ...{ connection: 's', group: 'default', name, qualifier: 'latest' },
    }));
    const random = randomOf(seed);
    for (const ref of refs) {
      if (random() < 0.3) continue;
      const document = {
        [AGE]: 1 + Math.floor(random() * 86_000),
        [RETRIES]: 1 + Math.floor(random() * 3),
        ...(random() < 0.5 && { destination_config: { on_failure: SMN } }),
      };
      await cloud.putAsyncConfig(ref, document, NEVER);
    }
    const held = async (): Promise<readonly string[]> => {
      const texts: string[] = [];
      for (const ref of refs) {
        const config = await cloud.getAsyncConfig(ref, NEVER);
        texts.push(config ? print(profileOf(SERVICE), config.document) : '');
      }
      return texts;
    };
    return { sandbox, connection, token, cloud, refs, held };
  }

  return { bench, startService };
}
