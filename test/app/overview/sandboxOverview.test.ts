import { describe, expect, it } from 'vitest';
import { readReady, sandboxAccounts } from '../../../src/app/sandbox/ready';
import { BY_FUNCTION } from '../../../src/app/overview/order';
import { createOverview, type Overview } from '../../../src/app/overview/overview';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../../src/cloud/door';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { sandboxBench } from '../../sandbox/sandboxBench';

const bench = sandboxBench();

/** An overview of 300 functions through real sockets. */
async function overSandbox(): Promise<{
  readonly overview: Overview;
  readonly requests: readonly RequestLine[];
  readonly most: () => number;
}> {
  const { ready } = await bench.start({ functions: 'media/samples', state: bench.folder(), synthetic: 300 });
  const read = readReady(JSON.stringify(ready));
  const [account] = read ? sandboxAccounts(read) : [];
  if (!account) throw new Error('the sandbox says nothing of itself');
  const { connection, secret } = account;
  const requests: RequestLine[] = [];
  const cloud = connect(connection, secret, openDoor({ log: (line) => requests.push(line) }));
  let [open, most] = [0, 0];
  const counted = async function* <T>(pages: AsyncIterable<T>): AsyncIterable<T> {
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      most = Math.max(most, ++open);
      const next = await iterator.next().finally(() => open--);
      if (next.done) return;
      yield next.value;
    }
  };
  const overview = createOverview({
    ids: { connection: connection.id, filter: '', sorting: BY_FUNCTION },
    ...{ profile: profileOf(connection.service), region: connection.region },
    ...{ title: () => '', context: '', language: 'en' },
    say: (said) => translate(said),
    open: () =>
      Promise.resolve({
        listFunctions: (signal, group) => counted(cloud.listFunctions(signal, group)),
        listAsyncConfigs: (id, signal) => counted(cloud.listAsyncConfigs(id, signal)),
      }),
    levels: () => ({}),
    mark: () => undefined,
    describe: String,
    changed: () => undefined,
  });
  return { overview, requests, most: () => most };
}

describe('the overview of a sandbox with many functions', () => {
  it('asks once for each function, at most four at a time, and shows the configs of the samples', async () => {
    const { overview, requests, most } = await overSandbox();
    await overview.read();
    const { functions, configs, reading, failed } = overview.state();
    expect({ reading, failed: failed.count }).toEqual({ reading: 'complete', failed: 0 });
    expect(functions.read).toBeGreaterThan(300);
    expect(most()).toBe(4);
    const lists = requests.filter(({ url }) => url.includes('/async-invoke-configs'));
    expect(lists).toHaveLength(functions.read);
    // Besides these, only the pages of functions.
    expect(requests.length - lists.length).toBeLessThanOrEqual(2);
    expect(configs).toBeGreaterThan(0);
    overview.query('flaky', BY_FUNCTION);
    expect(overview.shown().map(({ config }) => config.ref.name)).toEqual(['flaky']);
  });

  it('asks for nothing more once it is cancelled, and reads the rest later', async () => {
    const { overview, requests } = await overSandbox();
    const reading = overview.read();
    while (overview.state().functions.read < 20) await new Promise((resolve) => setImmediate(resolve));
    overview.cancel();
    await reading;
    const { length } = requests;
    const { read } = overview.state().functions;
    expect(overview.state().reading).toBe('cancelled');
    expect(read).toBeLessThan(300);
    await overview.read();
    expect(overview.state().reading).toBe('complete');
    const again = requests.slice(length).filter(({ url }) => url.includes('/async-invoke-configs'));
    expect(again).toHaveLength(overview.state().functions.read - read);
  });
});
