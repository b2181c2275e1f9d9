import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../src/model/invocation/record';
import type { ServiceId } from '../../../src/model/service';
import { NEVER } from '../../cloud/functionGraphFixture';
import { cloudTo, refTo, SERVICE_IDS } from '../replay/services';
import { breakingBench, LINES, QUICK, saidLines } from './breakingBench';
import { joined, split } from './breakingFront';

const bench = breakingBench();
const isLogQuery = (line: string): boolean => /\/content\/query|\/logstores\//.test(line);

/** Has the service say how events end. */
async function keepRecords(service: ServiceId): Promise<void> {
  const fields: Partial<Record<ServiceId, string>> = {
    'functiongraph-huawei': 'enable_async_status_log',
    'functioncompute-2': 'statefulInvocation',
    'functioncompute-3': 'asyncTask',
  };
  const field = fields[service];
  if (field === undefined) return;
  await cloudTo(bench.sandbox(), service).putAsyncConfig(refTo(service, 'talks'), { [field]: true }, NEVER);
}

const LOG_CUTS: Readonly<Record<string, (answer: Buffer) => Buffer>> = {
  'before its answer': () => Buffer.alloc(0),
  'in the middle of its head': (answer) => answer.subarray(0, answer.indexOf('\r\n\r\n') / 2),
  'in the middle of its body': (answer) => {
    const [head, body] = split(answer);
    return joined(head, body.subarray(0, body.length / 2));
  },
};

/** Invokes while the first two log queries are spoiled: one POST, its end, and each line once. */
async function breakingTheLog(
  service: ServiceId,
  mode: Mode,
  cut: (answer: Buffer) => Buffer,
  hurry: number,
): Promise<void> {
  let cuts = 0;
  bench.fronts().others.behave = (line) => ({
    answers: (answer) => (isLogQuery(line) && cuts++ < 2 ? cut(answer) : answer),
  });
  await keepRecords(service);
  const { record, lines } = await bench.invoke(service, mode, {}, hurry);
  expect(bench.fronts().posts.seen).toHaveLength(1);
  expect(bench.runs()).toBe(1);
  expect(record.outcome.kind).toBe('succeeded');
  // Lines of a run right before come with the same second of the log, marked as those of another request.
  const own = `run ${String(bench.all())} `;
  expect(saidLines(lines).filter((line) => line.startsWith(own))).toEqual(
    LINES.map((line) => own + line.slice(0, line.indexOf(' x'))),
  );
  expect(cuts).toBeGreaterThan(1);
}

describe.each(SERVICE_IDS)('a log query of an invocation on %s', (service) => {
  it.each(
    Object.entries(LOG_CUTS).flatMap(([name, cut]) =>
      (['sync', 'async'] as const).map((mode) => ({ name, cut, mode })),
    ),
  )('that breaks $name costs no line and no second POST: $mode', async ({ cut, mode }) => {
    await breakingTheLog(service, mode, cut, QUICK);
  });
});

// The real pauses after a failure are longer than a line is waited for.
it.each(['functiongraph-huawei', 'functioncompute-3'] as const)(
  'the end of a log is waited for while its service fails: %s',
  async (service) => {
    await breakingTheLog(service, 'sync', () => Buffer.alloc(0), 1);
  },
  40_000,
);
