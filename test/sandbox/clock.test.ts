import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/sandbox/clock';

const DAY_MS = 86_400_000;

// A machine that sleeps, or whose clock is set, cannot be had otherwise.
beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z') }));
afterEach(() => void vi.useRealTimers());

describe('what is to be done at a time of the machine’s clock', () => {
  /** Times of what was to be done after so many milliseconds, by the machine's clock. */
  function done(afterMs: number, aheadMs = 0): readonly number[] {
    const clock = systemClock(aheadMs);
    const times: number[] = [];
    clock.at(clock.now() + afterMs, () => times.push(Date.now()));
    return times;
  }

  test.each([0, -5, 1, 999, 60_000, 40 * DAY_MS])('is done after %d ms, once, and not before', (afterMs) => {
    const start = Date.now();
    const times = done(afterMs, 3_600_000);
    if (afterMs > 1) {
      vi.advanceTimersByTime(afterMs - 1);
      expect(times).toEqual([]);
    }
    vi.advanceTimersByTime(DAY_MS);
    expect(times).toHaveLength(1);
    expect((times[0] ?? 0) - start).toBeLessThanOrEqual(Math.max(0, afterMs) + 1);
  });

  test('is done soon after the machine has slept over its time', () => {
    const times = done(3_600_000);
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(Date.now() + DAY_MS);
    vi.advanceTimersByTime(30_000);
    expect(times).toHaveLength(1);
  });

  test('is not delayed by a clock that is set back', () => {
    const times = done(90_000);
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(Date.now() - DAY_MS);
    vi.advanceTimersByTime(29_000);
    expect(times).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(times).toHaveLength(1);
  });

  test('waits for its time to pass where it is no time of the clock', () => {
    const action = vi.fn();
    systemClock().after(60_000, action);
    vi.setSystemTime(Date.now() + DAY_MS);
    vi.advanceTimersByTime(59_000);
    expect(action).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() - 2 * DAY_MS);
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledOnce();
  });

  test('is not done when it was called off, in whatever step', () => {
    const clock = systemClock();
    const action = vi.fn();
    const callOff = clock.at(clock.now() + 60_000, action);
    vi.advanceTimersByTime(45_000);
    callOff();
    vi.advanceTimersByTime(DAY_MS);
    expect(action).not.toHaveBeenCalled();
  });
});
