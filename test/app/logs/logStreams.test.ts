import { describe, expect, it } from 'vitest';
import { createLogStreams, type LogFollowing } from '../../../src/app/logs/logStreams';
import type { LogLine } from '../../../src/cloud/logs/logLine';
import { translate } from '../../../src/model/message';
import { logInWords } from '../../../src/model/invocation/logState';
import { KINDS, logService, ticks, type LogService, type Written } from '../../cloud/logs/logServices';
import { dice } from '../../cloud/logs/virtualDoor';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function streamsOf({ door }: LogService) {
  return createLogStreams({ now: () => door.time, sleep: (ms, signal) => door.sleep(ms, signal) });
}

/** Lets the readers go on until the local clock shows `time`. */
async function until({ door }: LogService, time: number): Promise<void> {
  while (door.time < time) await new Promise((resolve) => setImmediate(resolve));
}

const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text);

describe.each(KINDS)('a log of %s', (kind) => {
  const askedBy = async (followers: number): Promise<number> => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime(), 20));
    const streams = streamsOf(service);
    const all = Array.from({ length: followers }, () => {
      const lines: LogLine[] = [];
      return {
        lines,
        following: streams.follow(service.cloud, service.ref, begun, (more) => lines.push(...more)),
      };
    });
    expect(streams.list()).toHaveLength(1);
    await until(service, begun + 2 * MINUTE);
    const asked = service.door.asked.length;
    for (const { lines, following } of all) {
      expect(texts(lines)).toEqual(texts(ticks(0, 20).map((line) => ({ ...line, id: '' }))));
      following.dispose();
    }
    expect(streams.list()).toEqual([]);
    return asked;
  };

  it('is asked no more often for five than for one', async () => {
    expect(await askedBy(5)).toBe(await askedBy(1));
  });

  it('is not asked any more when the last has left', async () => {
    const service = logService(kind);
    const streams = streamsOf(service);
    const [one, other] = [0, 1].map(() =>
      streams.follow(service.cloud, service.ref, service.door.time, () => undefined),
    );
    await until(service, service.door.time + 20 * SECOND);
    one?.dispose();
    one?.dispose();
    const asked = service.door.asked.length;
    await until(service, service.door.time + 20 * SECOND);
    expect(service.door.asked.length).toBeGreaterThan(asked);
    other?.dispose();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const last = service.door.asked.length;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(service.door.asked).toHaveLength(last);
  });

  it('gives who joins later what it wants, each line once: of now, and of before the first', async () => {
    const service = logService(kind);
    const streams = streamsOf(service);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime() - 30 * SECOND, 90));
    const got: LogLine[][] = [[], [], []];
    const join = (index: number, from: number) =>
      streams.follow(service.cloud, service.ref, from, (more) => got[index]?.push(...more));
    const all = [join(0, begun)];
    await until(service, begun + 20 * SECOND);
    all.push(join(1, begun + 10 * SECOND));
    await until(service, begun + 30 * SECOND);
    all.push(join(2, begun - 20 * SECOND));
    await until(service, begun + 2 * MINUTE);
    const numbers = got.map((lines) => texts(lines).map((text) => Number(text.slice(5))));
    for (const of of numbers) expect(new Set(of).size).toBe(of.length);
    // From where each wanted them: the service's clock is known to a second or two.
    for (const [index, first] of [30, 40, 10].entries()) {
      const wanted = Array.from({ length: 90 - first }, (_, i) => first + i);
      expect(numbers[index]).toEqual(expect.arrayContaining(wanted));
      expect(Math.min(...(numbers[index] ?? []))).toBeGreaterThanOrEqual(first - 3);
    }
    expect(streams.list()).toHaveLength(1);
    for (const following of all) following.dispose();
  });

  it.each([1, 2, 3])('gives each of many every line from its moment on, once (seed %i)', async (seed) => {
    const roll = dice(seed);
    const service = logService(kind);
    service.door.skewMs = Math.round((roll() - 0.5) * 20 * SECOND);
    const begun = service.door.time;
    const lines = Array.from({ length: 600 }, (_, i): Written => {
      const at = Math.floor(service.door.serviceTime() + roll() * MINUTE);
      return {
        at,
        foundFrom: at + Math.floor(roll() < 0.8 ? 0 : roll() * 8 * SECOND),
        text: `n ${String(i)}`,
      };
    });
    service.write(lines);
    service.fault = () => (roll() < 0.05 ? { status: 503, body: {} } : undefined);
    const streams = streamsOf(service);
    const all: { readonly from: number; readonly lines: LogLine[]; readonly following: LogFollowing }[] = [];
    for (let second = 0; second < 60; second += 6) {
      await until(service, begun + second * SECOND);
      const from = service.door.time - Math.floor(roll() * 20 * SECOND);
      const got: LogLine[] = [];
      all.push({
        from,
        lines: got,
        following: streams.follow(service.cloud, service.ref, from, (more) => got.push(...more)),
      });
    }
    await until(service, begun + 3 * MINUTE);
    for (const { from, lines: got, following } of all) {
      expect(new Set(texts(got)).size).toBe(got.length);
      const wanted = lines.filter(({ at }) => at >= from - service.door.skewMs);
      expect(wanted.map(({ text }) => text).filter((text) => !texts(got).includes(text))).toEqual([]);
      following.dispose();
    }
    expect(service.queries).toBeLessThan(190 + all.length * 4);
  });

  it('is not disturbed by a clock that is set while it is followed', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    const written = ticks(service.door.serviceTime(), 50);
    service.write(written);
    service.fault = () => {
      // the local clock falls back by 20 s, once; time at the service goes on
      if (service.door.skewMs === 0 && service.door.time > begun + 10 * SECOND) {
        service.door.time -= 20 * SECOND;
        service.door.skewMs = -20 * SECOND;
      }
      return undefined;
    };
    const got: LogLine[] = [];
    const following = streamsOf(service).follow(service.cloud, service.ref, begun, (more) =>
      got.push(...more),
    );
    await until(service, begun + MINUTE);
    expect(texts(got)).toEqual(written.map(({ text }) => text));
    following.dispose();
  });

  it('says how far it was read, names the gap while the service fails, and closes it', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    const written = ticks(service.door.serviceTime(), 300);
    service.write(written);
    const failsUntil = begun + 3 * MINUTE;
    service.fault = () =>
      service.door.time > begun + 10 * SECOND && service.door.time < failsUntil
        ? { status: 503, headers: { 'retry-after': '7' }, body: {} }
        : undefined;
    const streams = streamsOf(service);
    const said = new Set<string>();
    const lines: LogLine[] = [];
    const following = streams.follow(service.cloud, service.ref, begun, (more) => lines.push(...more));
    const look = () => {
      said.add(following.state.kind);
      if (following.state.kind !== 'reconnecting') return;
      expect(following.state.until - service.door.time).toBeGreaterThanOrEqual(7 * SECOND);
      expect(translate(logInWords(following.state, service.door.time))).toMatch(
        /^Logs: reconnecting in \d+ s, missing since \d\d:\d\d:\d\d$/,
      );
    };
    look();
    following.onDidChange(look);
    await until(service, begun + 8 * MINUTE);
    expect([...said].sort()).toEqual(['behind', 'connecting', 'live', 'reconnecting']);
    expect(following.state.kind).toBe('live');
    expect(translate(logInWords(following.state, service.door.time))).not.toContain('behind');
    expect(translate(logInWords(following.state, service.door.time + 8 * SECOND))).toMatch(
      /^Logs: live, complete to \d\d:\d\d:\d\d, \d+ s behind$/,
    );
    expect(texts(lines)).toEqual(written.map(({ text }) => text));
    following.dispose();
  });

  it('stops where logs may not be read, and asks again for who comes then', async () => {
    const service = logService(kind);
    service.fault = () => ({ status: 403, body: {} });
    const streams = streamsOf(service);
    const one = streams.follow(service.cloud, service.ref, service.door.time, () => undefined);
    while (one.state.kind !== 'stopped') await new Promise((resolve) => setImmediate(resolve));
    expect(one.state.error).toBeDefined();
    expect(translate(logInWords(one.state, service.door.time))).toBe('Logs: stopped');
    service.fault = () => undefined;
    const other = streams.follow(service.cloud, service.ref, service.door.time, () => undefined);
    await until(service, service.door.time + 5 * SECOND);
    expect(other.state.kind).toBe('live');
    one.dispose();
    other.dispose();
  });
});
