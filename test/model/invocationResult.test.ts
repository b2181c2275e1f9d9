import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, readResult } from '../../src/model/invocation/result';

describe('readResult', () => {
  it('opens JSON in strings: the result, then its body', () => {
    const answer = JSON.stringify({
      statusCode: 200,
      body: JSON.stringify({ a: [1, {}], b: 'x' }),
      headers: {},
    });
    for (const text of [answer, JSON.stringify(answer)]) {
      const view = readResult(text);
      expect(view).toMatchObject({ form: 'json', statusCode: 200 });
      expect(JSON.parse(view.text)).toEqual({ statusCode: 200, body: { a: [1, {}], b: 'x' }, headers: {} });
      expect(view.text).toContain('\n  "body": {\n    "a": [\n      1,\n      {}\n    ],\n');
    }
  });

  it('leaves strings alone that hold no object or array', () => {
    expect(readResult('"5"')).toEqual({ form: 'json', text: '"5"' });
    expect(readResult('{"body":"5"}')).toEqual({
      form: 'json',
      text: '{\n  "body": "5"\n}',
    });
    expect(JSON.parse(readResult('{"inner":{"body":"{}"}}').text)).toEqual({ inner: { body: '{}' } });
  });

  it('gives other text as it came', () => {
    for (const text of ['', 'Hello <b>', '{"a":', 'undefined']) {
      expect(readResult(text)).toEqual({ form: 'text', text });
    }
  });

  it('finds the status code, as a number or as digits, and nothing else', () => {
    expect(readResult('{"statusCode":404}').statusCode).toBe(404);
    expect(readResult('{"statusCode":"503"}').statusCode).toBe(503);
    for (const other of ['{"statusCode":4}', '{"statusCode":null}', '[404]', '404', '{"status":404}']) {
      expect(readResult(other).statusCode).toBeUndefined();
    }
  });

  it('keeps every digit and every key', () => {
    expect(readResult('{"id":12345678901234567890,"x":1.0,"x":1e400}').text).toBe(
      '{\n  "id": 12345678901234567890,\n  "x": 1.0,\n  "x": 1e400\n}',
    );
  });

  it('opens a body only where it is JSON', () => {
    expect(readResult('{"body":"not json","body":"{\\"a\\":1}"}').text).toContain('"not json"');
  });

  it('handles a body with millions of escapes', () => {
    const body = JSON.stringify({ rows: '"a",\n'.repeat(2_000_000) });
    const { text, statusCode } = readResult(JSON.stringify({ statusCode: 200, body }));
    expect(statusCode).toBe(200);
    expect(text.length).toBeGreaterThan(body.length);
    expect(JSON.stringify(JSON.parse(text)) === `{"statusCode":200,"body":${body}}`).toBe(true);
  });

  it('handles a string of a megabyte', () => {
    const text = JSON.stringify({ body: JSON.stringify({ long: 'x\\"'.repeat(350_000) }) });
    expect(JSON.parse(readResult(text).text)).toEqual({ body: { long: 'x\\"'.repeat(350_000) } });
  });
});

describe('layOut', () => {
  it('prints any value as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(layOut(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });
});
