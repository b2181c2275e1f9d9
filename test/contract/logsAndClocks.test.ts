import { beforeAll, describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/cloud/logs/logLine';
import { connect } from '../../src/cloud/connect';
import { openDoor } from '../../src/cloud/door';
import { LogPace } from '../../src/cloud/logs/pace';
import { NEVER } from '../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../sandbox/sandboxBench';

// A sandbox whose clock is off, over real sockets: what it stamps and what it looks for goes by that clock alone.

const SECOND = 1000;
const SERVICES = ['functiongraph-huawei', 'functioncompute-2', 'functioncompute-3'] as const;
const WORDS = Array.from({ length: 40 }, (_, i) => `word ${String(i)}`);
const bench = sandboxBench();

/** Logs half of its lines, waits for some looks, and logs the others. */
const runner = runnerOf({
  talker: async (_request, log) => {
    for (const word of WORDS.slice(0, 20)) log(word);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const word of WORDS.slice(20)) log(word);
    return { kind: 'returned', text: '{}' };
  },
});

function clientOf({ ready }: Bench, service: (typeof SERVICES)[number]) {
  const found = ready.services.find((each) => each.service === service);
  const { accessKeyId, secretAccessKey } = { ...ready, ...found };
  const { region = '', projectId, accountId } = found ?? {};
  return connect(
    {
      ...{ id: 'c', name: 'Test', service, region, credential: 'keys' as const, endpoint: ready.url },
      ...(accountId !== undefined && { accountId, logEndpoint: ready.url }),
      ...(projectId !== undefined && { projectId }),
    },
    { kind: 'keys', accessKeyId, secretAccessKey },
    openDoor({ log: () => undefined }),
  );
}

describe.each([-5 * SECOND, -2 * SECOND, 30 * SECOND, 600 * SECOND])(
  'a service whose clock is %i ms ahead',
  (clockAheadMs) => {
    let sandbox: Bench;
    beforeAll(async () => {
      const functions = bench.functions({ 'orders/talker': {} });
      sandbox = await bench.start({ functions, clockAheadMs }, { runner });
    });

    it.each(SERVICES)('shows each line once within a few looks: %s', async (service) => {
      const client = clientOf(sandbox, service);
      const ref = {
        connection: 'c',
        group: service === 'functioncompute-3' ? '' : 'orders',
        name: 'talker',
        qualifier: service === 'functiongraph-huawei' ? 'latest' : 'LATEST',
      };
      const stop = new AbortController();
      const pace = new LogPace({ quickMs: 100, quickPolls: 100, slowMs: 200 });
      const lines: LogLine[] = [];
      let looksAfterwards = 0;
      let looksUntilAll = Infinity;
      let ended = false;
      const isAll = () => lines.some(({ edge }) => edge === 'end');
      const following = (async () => {
        for await (const page of client.tailLogs(ref, { from: Date.now(), pace }, stop.signal)) {
          lines.push(...page);
          if (isAll()) looksUntilAll = Math.min(looksUntilAll, looksAfterwards);
          if (ended && page.length === 0) looksAfterwards++;
          if (looksAfterwards === 12) stop.abort();
        }
      })();
      await client.invoke(ref, '{}', { timeoutSeconds: 10 }, NEVER);
      ended = true;
      await following;
      const said = lines.flatMap(({ text }) => /word \d+$/.exec(text)?.[0] ?? []);
      expect(said).toEqual(WORDS);
      expect(looksUntilAll).toBeLessThanOrEqual(3);
      expect(lines.map(({ edge }) => edge).filter(Boolean)).toEqual(['start', 'end']);
    });
  },
);
