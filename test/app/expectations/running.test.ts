import { describe, expect, it } from 'vitest';
import { createGuard, type Confirmation } from '../../../src/app/connections/guard';
import { CannotSend } from '../../../src/app/expectations/planning';
import { runCases, type CaseEnd } from '../../../src/app/expectations/running';
import type { Plan } from '../../../src/app/invocations/plan';
import type { Ended } from '../../../src/app/invocations/task';
import { CloudError } from '../../../src/cloud/errors';
import type { Connection, GuardKind } from '../../../src/model/connection';
import type { Expectation } from '../../../src/model/expectation';
import type { InvocationRecord, Outcome } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';

const CONNECTION: Connection = {
  ...{ id: 'open', name: 'Open', service: 'functiongraph-huawei', region: 'r', credential: 'keys' },
};

/** Runs cases, each named after the connection that it goes to: `open`, `shop`, `kept`; or `none`, which goes nowhere. */
async function running(
  cases: readonly (string | readonly [string, Partial<Expectation>])[],
  about: {
    readonly confirms?: (asked: Confirmation) => boolean;
    /** What happens while a case is sent; gives how that ends, success where it gives nothing. */
    readonly sending?: (number: number, stop: () => void) => Outcome | undefined;
    readonly planning?: (stop: () => void) => void;
  } = {},
) {
  const marks = new Map<string, GuardKind>([
    ['shop', 'confirm'],
    ['kept', 'readOnly'],
  ]);
  const asked: Confirmation[] = [];
  const events: string[] = [];
  const ends: CaseEnd[] = [];
  const stopping = new AbortController();
  const guard = createGuard({
    connection: (id) => ({
      ...CONNECTION,
      id,
      name: id,
      ...(marks.has(id) && { guard: marks.get(id) as GuardKind }),
    }),
    confirm: (confirmation) => {
      events.push(`asked for ${confirmation.connection.id}`);
      asked.push(confirmation);
      return Promise.resolve(about.confirms?.(confirmation) ?? true);
    },
  });
  const all = cases.map((one, of) => {
    const [source, expectation] = typeof one === 'string' ? [one, {}] : one;
    return { of, source, expectation: { mode: 'sync', ...expectation } as const };
  });
  await runCases(
    all,
    {
      guard,
      say: translate,
      describe: (error) => ({ text: error instanceof CloudError ? error.facts.kind : String(error) }),
      plan: (mode, source) => {
        about.planning?.(() => stopping.abort());
        if (source === 'none') return Promise.reject(new CannotSend('No function.', 'Name one.'));
        const ref = { connection: source, group: 'g', name: 'f', qualifier: 'latest' };
        return Promise.resolve({ mode, seconds: undefined, task: { ref } } as Plan);
      },
      send: ({ mode, task: { ref } }, { of }): Promise<Ended> => {
        events.push(`sent ${String(of)} to ${ref.connection}`);
        const outcome = about.sending?.(of, () => stopping.abort()) ?? ({ kind: 'succeeded' } as const);
        const record = { mode, outcome, service: 'functiongraph-huawei', numbers: {}, elapsedMs: 5, log: '' };
        return Promise.resolve({ record: record as unknown as InvocationRecord });
      },
      started: (of) => events.push(`started ${String(of)}`),
      ended: (of, end) => {
        events.push(`ended ${String(of)} ${end.kind}`);
        ends.push(end);
      },
    },
    stopping.signal,
  );
  return { events, ends, asked };
}

describe('running cases', () => {
  it('sends each once, one after the other, in their order, whatever became of those before', async () => {
    const { events, ends } = await running(['open', 'none', ['open', { log: ['x'] }], 'open']);
    expect(events).toEqual([
      ...['started 0', 'sent 0 to open', 'ended 0 passed'],
      ...['started 1', 'ended 1 errored'],
      ...['started 2', 'sent 2 to open', 'ended 2 failed'],
      ...['started 3', 'sent 3 to open', 'ended 3 passed'],
    ]);
    expect(ends[1]).toEqual({ kind: 'errored', text: 'No function.', hint: 'Name one.' });
  });

  it('asks a marked connection once for all that goes to it, before anything is sent', async () => {
    const cases = ['open', 'shop', ['shop', { mode: 'async' }], 'kept', 'shop'] as const;
    const { events, asked, ends } = await running(cases);
    expect(events[0]).toBe('asked for shop');
    expect(asked).toMatchObject([{ operation: 'invoke', also: ['invokeAsync'], writes: 3 }]);
    expect(events.filter((said) => said.startsWith('sent'))).toEqual([
      'sent 0 to open',
      'sent 1 to shop',
      'sent 2 to shop',
      'sent 4 to shop',
    ]);
    expect(ends[3]).toEqual({ kind: 'errored', text: 'configuration' });
  });

  it('leaves out what a person has not confirmed, and sends the rest', async () => {
    const { events, ends } = await running(['shop', 'open'], { confirms: () => false });
    expect(events.filter((said) => said.startsWith('sent'))).toEqual(['sent 1 to open']);
    expect(ends[0]).toEqual({ kind: 'skipped', text: 'cancelled' });
  });

  it('names the version where one is sent alone', async () => {
    const { asked } = await running([['shop', { mode: 'async' }]]);
    expect(asked).toMatchObject([{ operation: 'invokeAsync', also: [], writes: 1, ref: { name: 'f' } }]);
  });

  it.each([
    ['a call that is given up', { kind: 'cancelled', left: true }],
    ['an event that is left', { kind: 'queued' }],
  ] as const)('sends nothing more once it is cancelled during %s', async (_, outcome) => {
    const { events } = await running(['open', 'open', 'open'], {
      sending: (number, stop) => {
        if (number !== 1) return undefined;
        stop();
        return outcome;
      },
    });
    expect(events.slice(3)).toEqual(['started 1', 'sent 1 to open', 'ended 1 skipped', 'ended 2 skipped']);
  });

  it('judges what has come to its end by the time it is cancelled', async () => {
    const { ends } = await running(['open', 'open'], { sending: (_, stop) => void stop() });
    expect(ends.map(({ kind }) => kind)).toEqual(['passed', 'skipped']);
  });

  it('asks and sends nothing where it is cancelled while it plans', async () => {
    const { events } = await running(['shop', 'open'], { planning: (stop) => stop() });
    expect(events).toEqual(['ended 0 skipped', 'ended 1 skipped']);
  });

  it('calls a refusal of the service an error and no failure', async () => {
    const failure = { text: 'Too many requests.', hint: 'Wait.' };
    const { ends } = await running(['open'], { sending: () => ({ kind: 'serviceError', failure }) });
    expect(ends).toEqual([{ kind: 'errored', ...failure, elapsedMs: 5 }]);
  });
});
