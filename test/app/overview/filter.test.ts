import { describe, expect, it } from 'vitest';
import { offeredConditions, readFilter } from '../../../src/app/overview/filter';
import { sayIn, translate, type Message } from '../../../src/model/message';
import { readJson } from '../../sources';
import { BUCKET, configOf, rowOf, TOPIC } from './support';

const [AGE, RETRIES] = ['max_async_event_age_in_seconds', 'max_async_retry_attempts'];
const rows = [
  rowOf(configOf('plain', {}), 0),
  rowOf(configOf('none', { [RETRIES]: 0, [AGE]: 60, enable_async_status_log: true }), 1, 'same'),
  rowOf(configOf('both', { destination_config: { on_success: TOPIC, on_failure: BUCKET } }), 2, 'fileAhead'),
  rowOf(configOf('failing', { [AGE]: 86_400, destination_config: { on_failure: BUCKET } }), 3, 'differs'),
  rowOf(configOf('odd', { [RETRIES]: 'many', [AGE]: 5400, colour: 1 }), 4),
];

function found(typed: string, say = (said: Message) => translate(said)): readonly string[] {
  const { lets } = readFilter(typed, say);
  return rows.filter(lets).map(({ config }) => config.ref.name);
}

describe('a filter in words', () => {
  it.each([
    ['', ['plain', 'none', 'both', 'failing', 'odd']],
    ['no failure destination', ['plain', 'none', 'odd']],
    ['No  FAILURE destination ', ['plain', 'none', 'odd']],
    ['failure destination', ['both', 'failing']],
    ['no success destination, failure destination', ['failing']],
    ['no destination', ['plain', 'none', 'odd']],
    ['differs from the file', ['both', 'failing']],
    ['file ahead', ['both']],
    ['in sync with the file', ['none']],
    ['no file', ['plain', 'odd']],
    ['retries 0', ['none']],
    ['retries=0', ['none']],
    // What the config leaves out is the service's default: 1 on FunctionGraph; what is no number is none.
    ['retries 1', ['plain', 'both', 'failing']],
    ['retries > 0', ['plain', 'both', 'failing']],
    ['not retries 0', ['plain', 'both', 'failing', 'odd']],
    ['age 60', ['none']],
    ['age 1 h 30 min', ['odd']],
    ['age < 1 min', []],
    ['age ≤ 1 min', ['none']],
    ['age >= 1 d', ['failing']],
    ['age > 1 h retries 1 failing', ['failing']],
    ['status log on', ['none']],
    ['status log off; not no file', ['both', 'failing']],
    ['findings', ['plain', 'none', 'odd']],
    ['not findings', ['both', 'failing']],
    ['OBS', ['both', 'failing']],
    ['"no retry"', []],
    ['"after the last retry"', ['plain', 'odd']],
    ['not obs orders/', ['plain', 'none', 'odd']],
    ['many', ['odd']],
    ['retries', []],
    ['retries 0x', []],
    // As keyboards for Chinese, and word processors, write them.
    ['ａｇｅ＞＝１ｄ', ['failing']],
    ['“after the last retry”', ['plain', 'odd']],
    ['„after the last retry“；retries ＝ １', ['plain']],
  ])('%j shows what it says', (typed, names) => {
    expect(found(typed)).toEqual(names);
  });

  it('counts no finding of a rule that the person has turned off', () => {
    const config = configOf('doubtful', { [RETRIES]: 5, destination_config: { on_failure: BUCKET } });
    const { lets } = readFilter('findings', (said) => translate(said));
    expect(lets(rowOf(config))).toBe(true);
    expect(lets(rowOf(config, 0, undefined, {}, { 'doubtful-range': 'off' }))).toBe(false);
  });

  it('says how it was understood', () => {
    const { conditions } = readFilter('not retries 0 no failure destination age > 90 s "a b"', (said) =>
      translate(said),
    );
    expect(conditions.map(({ said }) => said)).toEqual([
      'not retries = 0',
      'no failure destination',
      'age > 1 min 30 s',
      '“a b”',
    ]);
  });

  it.each(['de', 'zh-cn'])('is understood in the language %s as in English', (language) => {
    const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as Record<string, string>;
    const say = (said: Message): string => sayIn(bundle, 'de')(said);
    const english = offeredConditions((said) => translate(said), true);
    const local = offeredConditions(say, true);
    expect(local).not.toEqual(english);
    english.forEach((condition, i) => {
      expect(found(local[i] ?? '', say), local[i]).toEqual(found(condition));
      expect(found(condition, say)).toEqual(found(condition));
    });
    const hours = say({ text: '{0} h', args: [1] });
    expect(found(`${bundle['not'] ?? ''} ${bundle['age'] ?? ''} > ${hours}`, say)).toEqual(
      found('not age > 1 h'),
    );
    const turned = `${bundle['not'] ?? ''}${language === 'de' ? ' ' : ''}${bundle['findings'] ?? ''}`;
    expect(found(turned, say)).toEqual(found('not findings'));
    const hint = bundle['Filter in words: a name, retries 0, age > 1 h, not findings'] ?? '';
    const { conditions } = readFilter(hint.replace(/^[^:：]*[:：]/, ''), sayIn(bundle, language));
    expect(conditions.slice(-3).map(({ said }) => said)).toEqual([
      `${bundle['retries']} = 0`,
      `${bundle['age']} > ${hours}`,
      `${bundle['not']} ${bundle['findings']?.toLowerCase()}`,
    ]);
  });

  it('reads any text without failing, and no text lets more through than none', () => {
    const pieces = [
      'not',
      'retries',
      'age',
      '"',
      '>',
      '=',
      '3',
      ' ',
      ',',
      '(',
      '[',
      '\\',
      '\n',
      'h',
      '，',
      '$',
    ];
    let seed = 7;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (let run = 0; run < 2000; run++) {
      const typed = Array.from({ length: next() % 9 }, () => pieces[next() % pieces.length]).join('');
      const { conditions, lets } = readFilter(typed, (said) => translate(said));
      expect(rows.filter(lets).length, typed).toBe(
        rows.filter((row) => conditions.every(({ holds }) => holds(row))).length,
      );
      if (conditions.length === 0) expect(typed).toMatch(/^(?:[\s,，"]|not\b)*$/);
    }
  });
});
