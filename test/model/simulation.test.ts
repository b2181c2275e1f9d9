import { describe, expect, it } from 'vitest';
import { readView } from '../../src/model/configDocument';
import { allowed, knownFields } from '../../src/model/fields';
import type { JsonObject } from '../../src/model/json';
import { profileOf, SERVICES } from '../../src/model/services';
import { simulate, type Assumptions, type Play } from '../../src/model/simulation';
import { timeline } from '../../src/model/timeline';
import { randomOf } from '../app/replay/services';

const huawei = profileOf('functiongraph-huawei');
const compute = profileOf('functioncompute-3');
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:abc:done' } };
const OBS = { destination: 'OBS', param: { bucket: 'lost' } };
const CONFIG: JsonObject = {
  max_async_event_age_in_seconds: 60,
  max_async_retry_attempts: 3,
  destination_config: { on_success: SMN, on_failure: OBS },
};
const USUAL: Assumptions = { attempt: 1, firstWait: 1, tellsOfDropped: false };
const play = (config: JsonObject, played: Play, assumed: Partial<Assumptions> = {}) =>
  simulate(huawei, readView(huawei, config), played, { ...USUAL, ...assumed });

describe('a simulated event', () => {
  it('that fails every time is tried as often as the retries say, and then told to the failure destination', () => {
    const told = play(CONFIG, { kind: 'fails' });
    expect(told.attempts.map(({ start }) => start)).toEqual([0, 2, 5, 10]);
    expect(told).toMatchObject({ end: 'failed', endsAt: 11, side: 'failure', runs: 4, unmade: 0 });
    expect(told.destination?.raw).toEqual(OBS);
  });

  it('that succeeds in the end has run as often, and is told to the success destination', () => {
    const told = play(CONFIG, { kind: 'succeeds', attempt: 3 });
    expect(told.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
    expect(told).toMatchObject({ end: 'succeeded', endsAt: 6, side: 'success', runs: 3 });
    expect(told.destination?.raw).toEqual(SMN);
  });

  it('fails where the attempt that would succeed is never made', () => {
    expect(play(CONFIG, { kind: 'succeeds', attempt: 5 })).toMatchObject({ end: 'failed', runs: 4 });
    expect(play({ max_async_retry_attempts: 0 }, { kind: 'succeeds', attempt: 2 })).toMatchObject({
      ...{ end: 'failed', runs: 1 },
      destination: undefined,
    });
  });

  it('is dropped when its age ends before its retries do; whether anybody hears of it is assumed', () => {
    const slow = { attempt: 50 };
    const untold = play(CONFIG, { kind: 'fails' }, slow);
    expect(untold).toMatchObject({ end: 'dropped', runs: 2, unmade: 2, side: undefined });
    // The second run was under way when the age ended.
    expect(untold.endsAt).toBe(101);
    const told = play(CONFIG, { kind: 'fails' }, { ...slow, tellsOfDropped: true });
    expect(told).toMatchObject({ end: 'dropped', side: 'failure' });
    expect(play(CONFIG, { kind: 'fails' }, { firstWait: 30 })).toMatchObject({ end: 'dropped', endsAt: 60 });
  });

  it('that is throttled waits as the documents say, up to five hours, and never runs', () => {
    const throttled = (config: JsonObject) =>
      simulate(compute, readView(compute, config), { kind: 'throttled' }, { ...USUAL, firstWait: 99 });
    const told = throttled({});
    expect(told.attempts.slice(0, 5).map(({ start }) => start)).toEqual([0, 0.5, 1.5, 3.5, 7.5]);
    expect(told).toMatchObject({ end: 'givenUp', endsAt: 18_000, side: 'failure', runs: 0, unmade: 0 });
    expect(throttled({ maxAsyncEventAgeInSeconds: 18_000 })).toMatchObject({ end: 'dropped' });
    expect(throttled({ maxAsyncEventAgeInSeconds: 18_001 })).toMatchObject({ end: 'givenUp' });
  });

  it('that is throttled where no document says how waits as assumed, until it is too old', () => {
    const told = play(CONFIG, { kind: 'throttled' });
    expect(told.attempts.map(({ start }) => start)).toEqual([0, 1, 3, 7, 15, 31]);
    expect(told).toMatchObject({ end: 'dropped', endsAt: 60, runs: 0, unmade: 0 });
  });

  it('that is throttled a few times runs once there is room, and has used up no retry', () => {
    const told = play({ ...CONFIG, max_async_retry_attempts: 0 }, { kind: 'throttled', times: 3 });
    expect(told.attempts.map(({ start, outcome }) => [start, outcome])).toEqual([
      ...([0, 1, 3] as const).map((start) => [start, 'throttled']),
      [7, 'succeeded'],
    ]);
    expect(told).toMatchObject({ end: 'succeeded', endsAt: 8, side: 'success', runs: 1, unmade: 0 });
    expect(play(CONFIG, { kind: 'throttled', times: 6 })).toMatchObject({ end: 'dropped', runs: 0 });
  });

  it('needs a wait, or it would never end', () => {
    for (const firstWait of [0, -1, NaN]) {
      expect(() => play(CONFIG, { kind: 'throttled' }, { firstWait })).toThrow(RangeError);
    }
  });

  it('is what the picture of the plan says of an event that always fails', () => {
    for (const age of [1, 3, 4, 9, 10, 3600]) {
      const document = { ...CONFIG, max_async_event_age_in_seconds: age };
      const view = readView(huawei, document);
      const planned = timeline(huawei, view).attempts.filter(({ made }) => made);
      const told = simulate(huawei, view, { kind: 'fails' }, USUAL);
      expect(told.attempts.map(({ start, end }) => [start, end])).toEqual(
        planned.map(({ start, end }) => [start, end]),
      );
    }
  });
});

/** A list's value that the next number chooses. */
function pick<T>(random: () => number, all: readonly T[]): T {
  return all[Math.floor(random() * all.length)] as T;
}

it.each(SERVICES.map(({ id }) => id))('holds together on %s whatever is played', (id) => {
  const profile = profileOf(id);
  const { age, retries } = knownFields(profile);
  const random = randomOf(20_261_121);
  for (let round = 0; round < 400; round++) {
    const config = {
      ...(random() < 0.8 && { age: Math.ceil(random() ** 4 * allowed(age).max) }),
      ...(random() < 0.8 && { retries: Math.floor(random() * (allowed(retries).max + 1)) }),
    };
    const attempt = 1 + Math.floor(random() * 10);
    const played = pick<Play>(random, [
      { kind: 'fails' },
      { kind: 'throttled' },
      { kind: 'succeeds', attempt },
    ]);
    const assumed = {
      attempt: pick(random, [0, 0.001, 0.3, 1, 60, 86_400]),
      firstWait: pick(random, [0.001, 0.5, 1, 7, 3600]),
      tellsOfDropped: random() < 0.5,
    };
    const told = simulate(profile, config, played, assumed);
    const what = JSON.stringify({ config, played, assumed, told });
    const { attempts, ageLimit } = told;
    const most = (config.retries ?? retries.byDefault) + 1;
    expect(ageLimit, what).toBe(config.age ?? age.byDefault);
    expect(attempts.length, what).toBeGreaterThan(0);
    attempts.forEach(({ number, start, end }, index) => {
      expect(number, what).toBe(index + 1);
      expect(start, what).toBeLessThanOrEqual(ageLimit);
      expect(end, what).toBeGreaterThanOrEqual(start);
      expect(start, what).toBeGreaterThanOrEqual(attempts[index - 1]?.end ?? 0);
    });
    expect(told.endsAt, what).toBeGreaterThanOrEqual(attempts.at(-1)?.end ?? 0);
    expect(told.runs, what).toBe(attempts.filter(({ outcome }) => outcome !== 'throttled').length);
    expect(told.runs, what).toBeLessThanOrEqual(most);
    expect(told.end === 'succeeded', what).toBe(attempts.at(-1)?.outcome === 'succeeded');
    if (told.end === 'failed') expect(told.runs, what).toBe(most);
    if (told.end === 'dropped') expect(told.endsAt, what).toBeGreaterThanOrEqual(ageLimit);
    // More age never means fewer attempts; a later success never fewer runs.
    const older = simulate(profile, { ...config, age: ageLimit + 1000 }, played, assumed);
    expect(older.attempts.length, what).toBeGreaterThanOrEqual(attempts.length);
    const failing = simulate(profile, config, { kind: 'fails' }, assumed);
    if (played.kind === 'succeeds') expect(failing.runs, what).toBeGreaterThanOrEqual(told.runs);
  }
});
