import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidingOf, hidingSection } from '../../../src/app/payloads/hiding';
import { readPayload, readSelected } from '../../../src/app/payloads/readPayload';
import { machineVariables, variablesIn } from '../../../src/app/payloads/variables';
import { freshRecord, type Task } from '../../../src/app/invocations/task';
import { quoted } from '../../../src/model/invocation/outputText';
import { translate } from '../../../src/model/message';
import { knownSource } from './variables';

const ENVIRONMENT = { TOKEN: 'se"cr\\et\nvalue', NUMBER: ' 42 ', EMPTY: '', BRACES: '{{$env TOKEN}}' };

/** The parts of a payload that has no mistake. */
function read(text: string) {
  const found = readPayload(text, knownSource(ENVIRONMENT));
  if (found.kind === 'broken') throw new Error(`${String(found.offset)}: ${translate(found.reason)}`);
  return found;
}

/** Where a payload is broken, what is marked there, and why. */
function broken(text: string, trusted = true): readonly [number, string, string] {
  const found = readPayload(text, knownSource(ENVIRONMENT, trusted));
  if (found.kind !== 'broken') throw new Error(found.json);
  const { offset, length, reason } = found;
  return [offset, text.slice(offset, offset + length), translate(reason)];
}

describe('a payload with variables', () => {
  it('gets their values in strings and where a value stands, all of one moment', () => {
    const text = `// {{$no}} of a comment
      {"id": "{{$uuid}}", "other": "a {{$uuid}}", "at": "{{$now}}", "s": {{$timestamp}},
       "die": {{$randomInt 1 6}}, "minus": {{$randomInt -2 -2}}, "{{$uuid}}": /* {{$x}} */ [{{$env NUMBER}},], }`;
    expect(JSON.parse(read(text).json)).toEqual({
      ...{ id: 'uuid-1', other: 'a uuid-2', at: '2026-01-31T08:30:01.000Z', s: 1769848201 },
      ...{ die: 4, minus: -2, 'uuid-5': [42] },
    });
  });

  it('keeps every text without variables as it is, and finds them wherever they were put', () => {
    const written = fc.constantFrom('{{$uuid}}', '{{$timestamp}}', '{{$randomInt -3 3}}', '{{$env TOKEN}}');
    const part = fc.oneof(fc.string({ unit: 'binary' }), written);
    fc.assert(
      fc.property(
        fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1 }),
        fc.boolean(),
        (texts, loose) => {
          const parts = texts.map((each) =>
            each.filter((one) => !one.includes('{{$') || one.startsWith('{{$')),
          );
          const json = JSON.stringify(
            parts.map((each) => each.join('\u0000')),
            undefined,
            1,
          );
          const text = loose ? json.replace(/\]$/, '/* "{{$no}} */, // {{$no}}\n]') : json;
          const expected = knownSource(ENVIRONMENT);
          const at = Math.floor(expected.now() / 1000);
          const values = parts.map((each) =>
            each
              .map((one) => {
                if (one === '{{$uuid}}') return expected.uuid();
                if (one === '{{$timestamp}}') return String(at);
                if (one === '{{$randomInt -3 3}}') return String(expected.randomInt(-3, 3));
                return one === '{{$env TOKEN}}' ? ENVIRONMENT.TOKEN : one;
              })
              .join('\u0000'),
          );
          expect(JSON.parse(read(text).json)).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
      { seed: 20261122 },
    );
  });

  it('is kept without values of the environment, and looked at with a mask', () => {
    const { json, expanded } = read(
      '{"t": "Bearer {{$env TOKEN}}", "n": {{$env NUMBER}}, "id": "{{$uuid}}"}',
    );
    expect(JSON.parse(json)).toEqual({ t: `Bearer ${ENVIRONMENT.TOKEN}`, n: 42, id: 'uuid-1' });
    expect(expanded?.kept).toBe('{"t": "Bearer {{$env TOKEN}}", "n": {{$env NUMBER}}, "id": "uuid-1"}');
    expect(expanded?.shown).toBe('{"t": "Bearer ••••••", "n": "••••••", "id": "uuid-1"}');
    expect(expanded?.environment.map(({ name }) => name)).toEqual(['TOKEN', 'NUMBER']);
  });

  it('has values of its own each time it is sent', () => {
    const first = read('["{{$uuid}}", "{{$now}}"]').expanded;
    expect(first?.json).toBe('["uuid-1", "2026-01-31T08:30:01.000Z"]');
    expect(first?.again().json).toBe('["uuid-2", "2026-01-31T08:30:02.000Z"]');
  });

  it('takes no variable from a value, and none that JSON writes otherwise', () => {
    expect(
      JSON.parse(read('["{{$env BRACES}}", "\\u007b{$uuid}}", "{{uuid}}", "{{ $uuid }}"]').json),
    ).toEqual([...['{{$env TOKEN}}', '{{$uuid}}', '{{uuid}}', '{{ $uuid }}']]);
    expect(JSON.parse(read('["{{$env EMPTY}}"]').json)).toEqual(['']);
  });

  it('that is wrong says where and why', () => {
    expect(broken('{\n "a": "x {{$guid}}"}')).toEqual([
      ...[11, '{{$guid}}'],
      'FnDeck has no variable “$guid”, only $uuid, $now, $timestamp, $randomInt, $env. In a text that is meant so, write \\u007b{$.',
    ]);
    const reasons = [
      ['["{{$uuid 4}}"]', '“$uuid” has nothing after its name.'],
      ['["{{$randomInt 6 1}}"]', 'Write two whole numbers, the smaller one first: {{$randomInt 1 6}}.'],
      ['["{{$randomInt 1.5 6}}"]', 'Write two whole numbers, the smaller one first: {{$randomInt 1 6}}.'],
      ['["{{$randomInt 1}}"]', 'Write two whole numbers, the smaller one first: {{$randomInt 1 6}}.'],
      ['["{{$env}}"]', 'Write the name of one environment variable: {{$env NAME}}.'],
      ['["{{$env NOT_SET}}"]', 'The environment variable “NOT_SET” is not set.'],
      ['["{{$env toString}}"]', 'The environment variable “toString” is not set.'],
      ['["{{$uuid"]', 'This variable has no end: “}}” is missing.'],
      ['[{{$uuid}}]', '“$uuid” stands for a text: put it in double quotes.'],
      ['[{{$env TOKEN}}]', 'The environment variable “TOKEN” is no JSON by itself: put it in double quotes.'],
    ] as const;
    for (const [text, reason] of reasons) expect(broken(text)[2], text).toBe(reason);
    expect(broken('["{{$env TOKEN}}"]', false)[2]).toBe(
      'Values of the environment are sent only from a workspace that you trust.',
    );
  });

  it('never becomes other JSON by what stands beside a variable', () => {
    for (const text of ['[1{{$randomInt 2 3}}]', '[{{$timestamp}}0]', '[{{$timestamp}}{{$timestamp}}]']) {
      expect(broken(text)[2], text).toMatch(/expected|Invalid symbol/);
    }
    expect(broken('{ {{$timestamp}}: 1 }')[2]).toBe('Property name in double quotes expected.');
    expect(broken('[tr{{$timestamp}}]')[0]).toBe(1);
  });

  it('is sent in part where a part is selected, with places of the document', () => {
    const text = '[{"a": "{{$uuid}}"}, {"b": "{{$env NOT_SET}}"}, {{$timestamp}}]';
    const select = (part: string) =>
      readSelected(text, { text: part, offset: text.indexOf(part) }, knownSource());
    expect(select('{"a": "{{$uuid}}"}')).toMatchObject({ kind: 'json', json: '{"a": "uuid-1"}' });
    expect(select('{"b": "{{$env NOT_SET}}"}')).toMatchObject({ offset: text.indexOf('{{$env') });
    // A lone variable is no payload: the document is.
    expect(select('{{$timestamp}}')).toMatchObject({ kind: 'broken', offset: text.indexOf('{{$env') });
  });

  it('of megabytes is read like any other', () => {
    const long = JSON.stringify('x\\"'.repeat(200_000));
    expect(read(`[${long}, "{{$uuid}}"]`).json.endsWith(', "uuid-1"]')).toBe(true);
    expect(variablesIn(`[${long}]`)).toEqual([]);
  });
});

describe('the machine’s variables', () => {
  it('are a UUID, a time and whole numbers of the range', () => {
    const source = machineVariables(() => true);
    expect(source.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const rolled = new Set(Array.from({ length: 500 }, () => source.randomInt(-1, 2)));
    expect([...rolled].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
  });
});

describe('a value of the environment', () => {
  const { expanded } = read('{"t": "{{$env TOKEN}}", "n": {{$env NUMBER}}}');
  const hiding = hidingOf(expanded?.environment);

  it('is hidden where a function repeats it, as it is and as JSON writes it', () => {
    expect(hiding.text(`got ${ENVIRONMENT.TOKEN} and 42`)).toBe('got {{$env TOKEN}} and 42');
    expect(hiding.text(JSON.stringify({ echo: ENVIRONMENT.TOKEN }))).toBe('{"echo":"{{$env TOKEN}}"}');
  });

  it('is hidden in the lines of the output, where it has several', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQ+/abc=\n-----END KEY-----';
    const keyHidden = hidingOf([{ name: 'KEY', value: key }]);
    const shown: string[] = [];
    const section = { number: 1, write: (lines: readonly string[]) => shown.push(...lines), end: () => {} };
    hidingSection(section, keyHidden).write(quoted(`got ${key}`));
    expect(shown).toEqual(['│ got {{$env KEY}}', '│ {{$env KEY}}', '│ {{$env KEY}}']);
    expect(keyHidden.text(`got ${key}`)).toBe('got {{$env KEY}}');
  });

  it('is in nothing of a record', () => {
    const task = {
      ref: {},
      cloud: { connection: {} },
      profile: {},
      payload: '',
      expanded,
    } as unknown as Task;
    const said = `says ${ENVIRONMENT.TOKEN}`;
    const record = hiding.record({
      ...freshRecord(task, 'async'),
      outcome: { kind: 'queued', failure: { text: said } },
      result: JSON.stringify(said),
      log: said,
      life: {
        ...{ state: 'failed', queuedAt: 0, skewMs: 0, plan: undefined, delivery: { kind: 'open' } },
        sources: { record: 'heard', log: 'heard' },
        error: { text: said },
        attempts: [{ number: 1, outcome: 'failed', error: said, lines: [{ id: '1', text: said }] }],
      },
    });
    expect(JSON.stringify(record)).not.toContain('cr\\\\et');
    expect(JSON.stringify(record).split('{{$env TOKEN}}')).toHaveLength(8);
    expect(record.environment).toEqual(['TOKEN', 'NUMBER']);
  });
});
