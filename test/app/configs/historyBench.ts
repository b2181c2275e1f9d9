import type { ConfigHistory } from '../../../src/app/configs/history';
import type { Connection } from '../../../src/model/connection';
import type { JsonObject } from '../../../src/model/json';
import { sandboxBench } from '../../sandbox/sandboxBench';

export const REF = { connection: 's', group: 'default', name: 'hello', qualifier: 'latest' };
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };

export const BEFORE = {
  max_async_event_age_in_seconds: 60,
  max_async_retry_attempts: 2,
  destination_config: { on_failure: SMN },
};

export const WANTED = { max_async_event_age_in_seconds: 60, max_async_retry_attempts: 2 };
export const WHO = { connection: 'Team', account: 'acme', user: 'ada', person: 'ada' };

/** Notes a DELETE and PUT, as a save does before its DELETE. */
export async function replacing(history: ConfigHistory, wanted: JsonObject = WANTED) {
  const { journal } = await history.begin({ ref: REF, operation: 'put', who: WHO, wanted });
  await journal.begin({ ref: REF, before: BEFORE, wanted });
  return journal;
}

/** Services and folders for one file of tests. */
export function historyBench() {
  const bench = sandboxBench();

  /** A service whose PUT keeps what it leaves out, so that a save may need DELETE and PUT. */
  async function startService(): Promise<{ readonly connection: Connection; readonly token: string }> {
    const functions = bench.functions({ 'default/hello': {} });
    const { ready } = await bench.start({ functions, mergePut: true });
    const [service] = ready.services;
    const connection: Connection = {
      id: 's',
      name: 'Sandbox',
      service: 'functiongraph-huawei',
      region: service?.region ?? '',
      projectId: service?.projectId ?? '',
      credential: 'token',
      endpoint: ready.url,
      iamEndpoint: ready.url,
      logEndpoint: ready.url,
    };
    return { connection, token: ready.token };
  }

  return { bench, startService };
}
