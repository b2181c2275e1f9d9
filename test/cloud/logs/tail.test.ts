import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../functionGraphFixture';
import { followUntil, KINDS, logService, type LogService, type Written } from './logServices';
import { dice } from './virtualDoor';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Lines at a steady rate, found as soon as they are written. */
function steady({ door }: LogService, perSecond: number, seconds: number, after = 500): Written[] {
  return Array.from({ length: perSecond * seconds }, (_, i) => {
    const at = Math.floor(door.serviceTime() + after + (i * SECOND) / perSecond);
    return { at, foundFrom: at, text: `line ${String(i)}` };
  });
}

/** Bytes of the heap that are in use, after a collection. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);
const countsOf = (lines: readonly { readonly text: string }[]) => {
  const counts = new Map<string, number>();
  for (const { text } of lines) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

describe.each(KINDS)('the log of %s', (kind) => {
  it.each([-10 * MINUTE, -5 * SECOND, -2 * SECOND, -300, 0, 1500, 30 * SECOND, 10 * MINUTE])(
    'shows each line soon, whatever the clock of the service shows: this one is %i ms ahead',
    async (skewMs) => {
      const service = logService(kind);
      service.door.skewMs = skewMs;
      const began = service.door.time;
      const lines = steady(service, 4, 1);
      service.write(lines);
      const shown = await followUntil(service, began + 8 * SECOND);
      expect(texts(shown)).toEqual(texts(lines));
      expect(Math.max(...shown.map(({ at }) => at)) - began).toBeLessThan(3.5 * SECOND);
    },
  );

  it('begins where it is told: lines of two seconds before are not shown', async () => {
    const service = logService(kind);
    service.door.skewMs = 7 * SECOND;
    const early = { at: service.door.serviceTime() - 3 * SECOND, text: 'early' };
    service.write([{ ...early, foundFrom: early.at }, ...steady(service, 2, 1)]);
    expect(texts(await followUntil(service, service.door.time + 5 * SECOND))).toEqual(['line 0', 'line 1']);
  });

  it('is not disturbed by a clock that is set while it is followed', async () => {
    const service = logService(kind);
    const lines = steady(service, 2, 40);
    service.write(lines);
    const base = service.door.time;
    service.fault = () => {
      // the local clock falls back by 20 s, once; time at the service goes on
      if (service.door.skewMs === 0 && service.door.time > base + 10 * SECOND) {
        service.door.time -= 20 * SECOND;
        service.door.skewMs = -20 * SECOND;
      }
      return undefined;
    };
    expect(texts(await followUntil(service, base + 40 * SECOND))).toEqual(texts(lines));
  });

  it('shows every line once at 400 lines a second for 70 seconds', async () => {
    const service = logService(kind);
    const lines = steady(service, 400, 70);
    service.write(lines);
    const shown = await followUntil(service, service.door.time + 2 * MINUTE);
    expect(shown).toHaveLength(28_000);
    expect(countsOf(shown)).toEqual(countsOf(lines));
  }, 60_000);

  it('shows every line once at 10,000 lines a second', async () => {
    const service = logService(kind);
    const lines = steady(service, 10_000, 2);
    service.write(lines);
    const shown = await followUntil(service, service.door.time + 2 * MINUTE);
    expect(shown).toHaveLength(20_000);
    expect(new Set(texts(shown)).size).toBe(20_000);
  }, 120_000);

  it('asks at most once a second while a few lines come, and once in five when none do', async () => {
    const service = logService(kind);
    const began = service.door.time;
    service.write(steady(service, 1, 60));
    await followUntil(service, began + 3 * MINUTE);
    const asked = service.door.asked.slice(2).map((time) => time - began);
    const pauses = asked.slice(1).map((time, i) => time - (asked[i] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(SECOND);
    expect(Math.min(...pauses.filter((_, i) => (asked[i] ?? 0) > 75 * SECOND))).toBeGreaterThanOrEqual(
      5 * SECOND,
    );
  });

  it('waits as long as the service asks for, and then shows what came meanwhile', async () => {
    const service = logService(kind);
    const lines = steady(service, 1, 20);
    service.write(lines);
    service.fault = (nth) =>
      nth === 3 ? { status: 429, headers: { 'retry-after': '9' }, body: {} } : undefined;
    const shown = await followUntil(service, service.door.time + 60 * SECOND);
    expect(texts(shown)).toEqual(texts(lines));
    expect(service.door.slept).toContain(9000);
  });

  it('gives up after the sixth failure in a row', async () => {
    const service = logService(kind);
    service.fault = () => ({ status: 503, body: {} });
    const facts = await factsOf(followUntil(service, service.door.time + 60 * MINUTE));
    expect(facts).toMatchObject({ kind: 'service', status: 503 });
    expect(service.queries).toBe(6);
  });

  it.each(Array.from({ length: 9 }, (_, i) => i + 1))(
    'shows what was written, each line as often, however late and mixed it arrives (seed %i)',
    async (seed) => {
      const roll = dice(seed);
      const service = logService(kind);
      service.door.skewMs = Math.round((roll() - 0.5) * 40 * SECOND);
      const rate = [2, 20, 150][seed % 3] ?? 2;
      const began = service.door.serviceTime() + 500;
      const lines = Array.from({ length: rate * 40 }, (): Written => {
        const at = Math.floor(began + roll() * 40 * SECOND);
        // most at once, some up to 15 s late; few texts, so that many rows are equal
        const foundFrom = at + (roll() < 0.7 ? 0 : Math.floor(roll() * 15 * SECOND));
        const text = roll() < 0.5 ? `tick ${String(Math.floor(roll() * 4))}` : `n ${String(roll())}`;
        return { at, foundFrom, text, instance: `c-${String(Math.floor(roll() * 3))}` };
      });
      service.write(lines);
      service.fault = () => (roll() < 0.03 ? { status: 503, body: {} } : undefined);
      const shown = await followUntil(service, service.door.time + 1.5 * MINUTE);
      expect(countsOf(shown)).toEqual(countsOf(lines));
      expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
    },
    30_000,
  );
});

describe.each(['functioncompute-2', 'functioncompute-3'] as const)('an answer of %s', (kind) => {
  it('that is marked incomplete is asked for again after a pause, and its rows are shown once', async () => {
    const service = logService(kind);
    const lines = steady(service, 3, 2, 0);
    service.write(lines);
    const partial = lines.slice(0, 2).map(({ at, text }) => ({
      ...{ __time__: String(Math.floor(at / 1000)), functionName: 'fn', instanceID: 'c-1', message: text },
    }));
    service.fault = (nth) =>
      nth >= 2 && nth <= 4 ? { headers: { 'x-log-progress': 'Incomplete' }, body: partial } : undefined;
    expect(texts(await followUntil(service, service.door.time + 20 * SECOND))).toEqual(texts(lines));
  });

  it('that stays incomplete is not asked for without an end', async () => {
    const service = logService(kind);
    service.fault = () => ({ headers: { 'x-log-progress': 'Incomplete' }, body: [] });
    await followUntil(service, service.door.time + 2 * MINUTE);
    expect(service.queries).toBeLessThan(30);
  });

  it('that stays incomplete is not taken for read to its end', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.fault = () =>
      service.door.time < begun + MINUTE
        ? { headers: { 'x-log-progress': 'Incomplete' }, body: [] }
        : undefined;
    const stop = new AbortController();
    let readTo: number | undefined;
    for await (const page of service.cloud.tailLogs(service.ref, { from: begun }, stop.signal)) {
      if (page.length === 0) readTo = service.door.time;
      if (readTo !== undefined) stop.abort();
    }
    expect(readTo).toBeGreaterThanOrEqual(begun + MINUTE);
  });

  it('names a request by its form: what another logger puts there is text', async () => {
    const service = logService(kind);
    const id =
      kind === 'functioncompute-2'
        ? '7c1b8a1e-9f0c-4a53-9e43-8a4f3e0a6a2c'
        : '1-64e70cf1-5cbef92ea8fc8c42899cf5d1';
    const said: readonly string[] = [
      `FC Invoke Start RequestId: ${id}`,
      '2024-05-01 10:00:00,123 [INFO] x',
      `2024-05-01T10:00:00.123Z ${id} [INFO] y`,
      '2024-05-01T10:00:00.123Z main [WARN] z',
      `FC Invoke End RequestId: ${id}, Error: Unhandled function error`,
    ];
    const at = service.door.serviceTime() + 100;
    service.write(said.map((text, i) => ({ at: at + i, foundFrom: at, text })));
    const shown = await followUntil(service, service.door.time + 5 * SECOND);
    expect(texts(shown)).toEqual(said);
    expect(shown.map(({ requestId }) => requestId)).toEqual(said.map(() => id));
    expect(shown.map(({ edge }) => edge)).toEqual(['start', undefined, undefined, undefined, 'end']);
  });
});

describe('the log of functioncompute-3, with very many lines in one second', () => {
  it('is shown whole, each line once, and not remembered line by line', async () => {
    const service = logService('functioncompute-3');
    const count = 200_000;
    const at = Math.floor(service.door.serviceTime() / SECOND + 2) * SECOND;
    const name = 'x'.repeat(200);
    const log = Array.from({ length: count }, (_, i) => `${name} ${String(i)}`);
    const flat = JSON.parse(JSON.stringify(log)) as string[]; // V8 would make them so later, and they would count
    service.write(flat.map((text) => ({ at, foundFrom: at, text })));
    const stop = new AbortController();
    const shown = new Uint8Array(count);
    const until = service.door.time + 60 * SECOND;
    const before = liveHeap();
    let [after, different] = [NaN, 0];
    for await (const page of service.cloud.tailLogs(service.ref, { from: service.door.time }, stop.signal)) {
      for (const { text } of page) {
        const i = Number(text.slice(name.length));
        if (shown[i] === 0) different++;
        shown[i] = (shown[i] ?? 0) + 1;
      }
      if (different === count && Number.isNaN(after)) after = liveHeap();
      if (service.door.time >= until && page.length === 0) stop.abort();
    }
    expect(shown.findIndex((times) => times !== 1)).toBe(-1);
    expect(after - before).toBeLessThan(20 * 2 ** 20);
    expect(service.queries).toBeLessThan(3 * (count / 100)); // not from the beginning in each look
  }, 120_000);
});
