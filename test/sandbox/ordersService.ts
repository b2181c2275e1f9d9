import { beforeAll } from 'vitest';
import { askSigned } from './functionComputeClient';
import { runnerOf, sandboxBench, type Bench } from './sandboxBench';

export const ACCOUNT = '1602938475610284';
export const V2 = '/2016-08-15/services/orders';
export const CHECK3 = '/2023-03-30/functions/check';

const FAILED = {
  kind: 'failed',
  stage: 'invoke',
  errorType: 'TypeError',
  message: 'boom',
  stack: 'TypeError: boom\n  at x',
} as const;

/** A sandbox with the service `orders` on both APIs, for one file of tests. */
export function ordersService() {
  const bench = sandboxBench();

  let sandbox: Bench;

  const get = async (target: string) => (await askSigned(sandbox, 'GET', target)).body;

  const invoke = (target: string, headers: Readonly<Record<string, string>> = {}, event = '{"k":1}') =>
    askSigned(sandbox, 'POST', `${target}/invocations`, Buffer.from(event), { headers });

  beforeAll(async () => {
    const runner = runnerOf({
      throws: () => ({ ...FAILED, handled: false }),
      reports: () => ({ ...FAILED, handled: true }),
      endless: () => ({ kind: 'timeout' }),
      exits: () => ({ kind: 'exited', code: 3, signal: null }),
      full: () => ({ kind: 'outOfMemory' }),
      tells: ({ context }) => ({ kind: 'returned', text: JSON.stringify(context) }),
    });
    const names = ['throws', 'reports', 'endless', 'exits', 'full', 'tells'];
    const functions = bench.functions({
      'orders/check': {
        versions: [{ name: '4' }, { name: '10' }],
        aliases: [{ name: 'prod', version: '10' }],
      },
      'orders/off': { concurrency: 0 },
      'returns/check': { timeout: 9 },
      ...Object.fromEntries(names.map((name) => [`orders/${name}`, {}])),
    });
    sandbox = await bench.start({ functions, synthetic: 120 }, { runner });
  });

  return { bench, sandbox: () => sandbox, get, invoke };
}
