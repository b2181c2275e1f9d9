import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposalsAt } from '../../../src/app/payloads/proposals';
import { odditiesOf, shapeOf } from '../../../src/app/payloads/shape';
import { translate } from '../../../src/model/message';

const ORDERS = [
  '{"id": "{{$uuid}}", "count": {{$randomInt 1 6}}, "tags": ["new"], "buyer": {"name": "Ada", "vip": true}}',
  '{"id": "a", "count": 3, "tags": [], "buyer": {"name": "Grace", "vip": false}, // seldom\n "note": null}',
];

/** What is odd in a payload, as the text that is marked and why. */
const odd = (text: string, others: readonly string[] = ORDERS) =>
  odditiesOf(text, shapeOf(others)).map(({ offset, length, reason }) => [
    ...[text.slice(offset, offset + length), translate(reason)],
  ]);

/** What is proposed where `|` stands, and what it takes the place of. */
const proposed = (marked: string) => {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { offset, length, written } = proposalsAt(text, at, shapeOf(ORDERS));
  return [text.slice(offset, offset + length), written];
};

describe('the shape of a function’s payloads', () => {
  it('marks what no other payload has, wherever it stands', () => {
    expect(odd('{"id": "b", "buyer": {"nmae": "Eve"}, "tags": [3]}')).toEqual([
      ['"nmae"', 'No other payload of this function has “nmae” here.'],
    ]);
    expect(odd('{"id": 7, "buyer": []}')).toEqual([
      ['7', 'Other payloads of this function have string here.'],
      ['[]', 'Other payloads of this function have object here.'],
    ]);
    expect(odd('[]')).toEqual([['[]', 'Other payloads of this function have object here.']]);
  });

  it('says nothing of what a variable may be, or while only one other is known', () => {
    expect(odd('{"count": "three", "id": {{$timestamp}}}')).toEqual([]);
    expect(odd('{"whatever": 1, "id": 7}', ORDERS.slice(1))).toEqual([]);
    expect(odd('{"a": ', ORDERS)).toEqual([]);
    expect(odd('{"a": 1}', ['{"a": ', 'no JSON', ''])).toEqual([]);
  });

  it('finds nothing odd in a payload that is one of them', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), fc.nat(), (values, index) => {
        const texts = values.map((value) => JSON.stringify(value, undefined, 1));
        expect(odd(texts[index % texts.length] ?? '', texts)).toEqual([]);
      }),
      { seed: 20261122 },
    );
  });

  it('proposes the names and values of other payloads, and no name twice', () => {
    expect(proposed('{|}')).toEqual(['', ['"id"', '"count"', '"tags"', '"buyer"', '"note"']]);
    expect(proposed('{"id": "x", "co|"}')).toEqual(['"co"', ['"count"', '"tags"', '"buyer"', '"note"']]);
    expect(proposed('{"buyer": {"|"}}')).toEqual(['""', ['"name"', '"vip"']]);
    expect(proposed('{"buyer": {"name": "|"}}')).toEqual(['""', ['"Ada"', '"Grace"']]);
    expect(proposed('{"n": {{$timestamp}}, "count": |}')).toEqual(['', ['3']]);
    expect(proposed('{"unknown": {"|"}}')[1]).toEqual([]);
  });
});
