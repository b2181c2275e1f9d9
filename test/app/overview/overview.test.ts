import { describe, expect, it } from 'vitest';
import type { AsyncConfig } from '../../../src/cloud/config/asyncConfig';
import type { FunctionSummary } from '../../../src/cloud/functionSummary';
import { BY_FUNCTION } from '../../../src/app/overview/order';
import { createOverview, type Overview } from '../../../src/app/overview/overview';
import type { FunctionId } from '../../../src/model/functionRef';
import { translate } from '../../../src/model/message';
import { run } from '../../model/lint/lintedDocuments';
import { configOf, PROFILE } from './support';

/** Functions in pages of ten, each with a config; counts its requests, which take a turn of the event loop. */
class Source {
  open = 0;
  most = 0;
  asked: string[] = [];
  failing = new Set<string>();
  /** Where failed events of a function go, by its name; all others have an empty config. */
  targets: Readonly<Record<string, string>> = {};
  hold: Promise<void> | undefined;

  constructor(private readonly count: number) {}

  async *listFunctions(signal: AbortSignal): AsyncIterable<readonly FunctionSummary[]> {
    for (let from = 0; from < this.count; from += 10) {
      yield await this.request('list', signal, () =>
        Array.from({ length: Math.min(10, this.count - from) }, (_, i) => summaryOf(from + i)),
      );
    }
  }

  async *listAsyncConfigs(id: FunctionId, signal: AbortSignal): AsyncIterable<readonly AsyncConfig[]> {
    yield await this.request(id.name, signal, () => {
      if (this.failing.has(id.name)) throw new Error(`no ${id.name}`);
      const target = this.targets[id.name];
      const document = target === undefined ? {} : { destination_config: { on_failure: run(target) } };
      return [{ ref: { ...id, qualifier: 'latest' }, document }];
    });
  }

  private async request<T>(name: string, signal: AbortSignal, answer: () => T): Promise<T> {
    this.asked.push(name);
    this.most = Math.max(this.most, ++this.open);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      await this.hold;
      signal.throwIfAborted();
      return answer();
    } finally {
      this.open--;
    }
  }
}

function summaryOf(number: number): FunctionSummary {
  const name = `f${String(number)}`;
  const group = number % 2 === 0 ? 'orders' : 'other';
  return { id: { connection: 'work', group, name }, urn: `urn:fss:cn-north-4:0:function:${group}:${name}` };
}

function over(source: Source, group?: string): Overview {
  return createOverview({
    ids: { connection: 'work', ...(group !== undefined && { group }), filter: '', sorting: BY_FUNCTION },
    ...{ profile: PROFILE, region: 'cn-north-4', title: () => '', context: '', language: 'en' },
    say: (said) => translate(said),
    open: () => Promise.resolve(source),
    levels: () => ({}),
    mark: () => undefined,
    describe: (error) => (error instanceof Error ? error.message : String(error)),
    changed: () => undefined,
  });
}

describe('an overview', () => {
  it('asks once for each function, at most four at a time, the list among them', async () => {
    const source = new Source(95);
    const overview = over(source);
    expect(overview.state().reading).toBe('unread');
    expect(source.asked).toEqual([]);
    await overview.read();
    expect(overview.state()).toMatchObject({
      reading: 'complete',
      functions: { listed: 95, read: 95, allListed: true },
      configs: 95,
    });
    expect(source.asked.filter((name) => name === 'list')).toHaveLength(10);
    expect(new Set(source.asked).size).toBe(96);
    expect(source.asked).toHaveLength(105);
    expect(source.most).toBe(4);
    expect(
      overview
        .shown()
        .slice(0, 3)
        .map(({ config }) => config.ref.name),
    ).toEqual(['f0', 'f2', 'f4']);
    expect(overview.takeLines()).toHaveLength(95);
    expect(overview.takeLines()).toEqual([]);
  });

  it('finds what is wrong between configs, once all are there', async () => {
    const source = new Source(30);
    const urn = (name: string) => `urn:fss:cn-north-4:0:function:orders:${name}:latest`;
    source.targets = { f0: urn('f28'), f28: urn('f0'), f2: urn('gone'), f4: urn('f6') };
    const overview = over(source);
    await overview.read();
    const rules = Object.fromEntries(
      overview.shown().map(({ config, findings }) => [config.ref.name, findings.map(({ rule }) => rule)]),
    );
    expect(rules).toMatchObject({
      f0: ['destination-cycle'],
      f2: ['missing-target'],
      f4: [],
      f6: ['no-failure-destination'],
      f28: ['destination-cycle'],
    });
    const [line] = overview.takeLines().filter(({ function: name }) => name === 'orders/f0');
    expect(line?.findings).toEqual([expect.stringContaining('orders/f0 → orders/f28 → orders/f0')]);
  });

  it('holds nothing for missing that another group may have', async () => {
    const source = new Source(4);
    source.targets = { f0: 'urn:fss:cn-north-4:0:function:other:gone:latest' };
    const overview = over(source, 'orders');
    await overview.read();
    expect(overview.shown().find(({ config }) => config.ref.name === 'f0')?.findings).toEqual([]);
  });

  it('reads of one group its functions only', async () => {
    const source = new Source(20);
    const overview = over(source, 'orders');
    await overview.read();
    expect(overview.state().functions.read).toBe(10);
    expect(source.asked.filter((name) => name !== 'list')).toHaveLength(10);
  });

  it('stops when it is cancelled, keeps what it has, and reads the rest later', async () => {
    const source = new Source(50);
    const overview = over(source);
    const first = overview.read();
    while (overview.state().configs < 12) await new Promise((resolve) => setImmediate(resolve));
    overview.cancel();
    const { length } = source.asked;
    await first;
    const { configs, reading } = overview.state();
    expect(reading).toBe('cancelled');
    expect(source.asked).toHaveLength(length);
    await overview.read();
    expect(overview.state()).toMatchObject({ reading: 'complete', configs: 50 });
    const again = source.asked.slice(length).filter((name) => name !== 'list');
    expect(again).toHaveLength(50 - configs);
  });

  it('says of which functions the configs cannot be read, and tries those again', async () => {
    const source = new Source(30);
    source.failing = new Set(['f3', 'f4']);
    const overview = over(source);
    await overview.read();
    expect(overview.state()).toMatchObject({
      reading: 'complete',
      configs: 28,
      failed: { count: 2, why: 'no f3' },
    });
    source.failing.clear();
    source.asked.length = 0;
    await overview.read();
    expect(overview.state()).toMatchObject({ configs: 30, failed: { count: 0 } });
    expect(source.asked.filter((name) => name !== 'list').sort()).toEqual(['f3', 'f4']);
  });

  it('takes in what is saved and deleted meanwhile, also where a list that is older comes later', async () => {
    const source = new Source(10);
    const overview = over(source);
    const reading = overview.read();
    const saved = configOf('f2', { max_async_retry_attempts: 0 });
    const elsewhere = configOf('f2', {}).ref;
    overview.learn(saved.ref, saved);
    overview.learn(configOf('f4', {}).ref, undefined);
    overview.learn(
      { ...elsewhere, connection: 'home' },
      { ...saved, ref: { ...elsewhere, connection: 'home' } },
    );
    await reading;
    overview.query('retries 0', BY_FUNCTION);
    expect(overview.shown().map(({ config }) => config)).toEqual([saved]);
    expect(overview.state()).toMatchObject({ configs: 9, without: 1 });
  });

  it('forgets all where it is read again', async () => {
    const source = new Source(10);
    const overview = over(source);
    await overview.read();
    source.asked.length = 0;
    await overview.readAgain();
    expect(source.asked).toHaveLength(11);
    expect(overview.state().configs).toBe(10);
  });
});
