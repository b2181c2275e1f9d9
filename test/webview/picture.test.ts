import { describe, expect, it } from 'vitest';
import { readView } from '../../src/model/configDocument';
import type { JsonObject } from '../../src/model/json';
import { profileOf } from '../../src/model/services';
import { timeline } from '../../src/model/timeline';
import { createWords } from '../../src/webview/i18n';
import { captions } from '../../src/webview/picture/captions';
import { fitted, layout } from '../../src/webview/picture/layout';
import { pictureInWords } from '../../src/webview/picture/words';

const profile = profileOf('functiongraph-huawei');
const of = (document: JsonObject) => timeline(profile, readView(profile, document));
const words = (document: JsonObject) => pictureInWords(createWords({}), profile, of(document));

describe('the picture', () => {
  it.each([240, 320, 640])('keeps everything inside and in order at %d pixels', (width) => {
    for (const retries of [0, 1, 2, 3]) {
      const at = layout(of({ max_async_retry_attempts: retries }), width);
      const xs = [at.eventX, ...at.attempts.map(({ x }) => x), at.ageX];
      expect(xs).toEqual([...xs].sort((a, b) => a - b));
      expect(at.attempts).toHaveLength(retries + 1);
      expect(at.ageX).toBeLessThan(width);
      expect(at.radius).toBeGreaterThanOrEqual(4);
    }
  });

  it('puts attempts that are never made behind the age limit', () => {
    const at = layout(of({ max_async_event_age_in_seconds: 3, max_async_retry_attempts: 3 }), 500);
    expect(at.attempts.map(({ x }) => x < at.ageX)).toEqual([true, true, false, false]);
    expect(at.attempts.map(({ made }) => made)).toEqual([true, true, false, false]);
  });

  it.each([240, 268, 320, 640])('has captions that keep apart and inside at %d pixels', (width) => {
    // Twice as wide as English is: no language needs more.
    const easel = { words: createWords({}), profile, measure: (text: string) => text.length * 12 };
    for (const age of [1, 3, 3600]) {
      for (const retries of [0, 1, 2, 3]) {
        const drawn = of({ max_async_event_age_in_seconds: age, max_async_retry_attempts: retries });
        const at = layout(drawn, width);
        const below = captions(easel, drawn, at).filter(({ y }) => y > at.axisY);
        const spans = below.map(({ x, width: w }) => [x, x + w] as const).sort(([a], [b]) => a - b);
        spans.forEach(([from, to], i) => {
          expect(to).toBeLessThanOrEqual(width);
          expect(from).toBeGreaterThanOrEqual(spans[i - 1]?.[1] ?? 0);
        });
        expect(below.map(({ text }) => text)).toContain('Event');
      }
    }
  });

  it('says in words what it shows', () => {
    const document = {
      max_async_event_age_in_seconds: 5400,
      max_async_retry_attempts: 2,
      destination_config: { on_failure: { destination: 'OBS', param: { bucket: 'failed' } } },
    };
    expect(words(document)).toBe(
      'An event arrives and the function is run for it: one attempt, then 2 retries. ' +
        'When an attempt succeeds, its result is not sent anywhere. ' +
        'When the last attempt fails, the event goes to OBS failed. ' +
        'An event older than 1 h 30 min is dropped.',
    );
    expect(words({})).toContain('An event older than 1 h, the service default, is dropped.');
    expect(words({ max_async_retry_attempts: 0 })).toContain('one attempt, then no retries.');
    expect(words({ max_async_event_age_in_seconds: 3, max_async_retry_attempts: 3 })).toContain(
      'before retry 2',
    );
  });

  it('names a destination that the service does not have', () => {
    const document = { destination_config: { on_success: { destination: 'RocketMQ', param: {} } } };
    expect(words(document)).toContain('its result goes to RocketMQ.');
  });

  it('shortens a text in the middle', () => {
    const measure = (text: string) => text.length;
    expect(fitted('short', 5, measure)).toBe('short');
    expect(fitted('urn:smn:eu-de:0123456789:alerts', 15, measure)).toBe('urn:s…89:alerts');
    expect(fitted('anything', 1, measure)).toBe('…');
  });
});
