import { describe, expect, it } from 'vitest';
import { readLevel } from '../../../src/app/logs/levels';
import { NO_FILTER, readLogFilter, type LogFilter } from '../../../src/app/logs/logFilter';
import { LogView } from '../../../src/app/logs/logView';
import type { LogLine } from '../../../src/cloud/logs/logLine';
import { translate } from '../../../src/model/message';
import { turnsDuring } from '../../turns';

/** A view over a channel that holds what a person would see. */
function opened(limits?: { readonly lines: number; readonly characters: number; readonly ids: number }) {
  let text = '';
  let written = 0;
  const sink = {
    append: (more: string) => {
      text += more;
      written += more.length;
    },
    replace: (texts: Iterable<string>) => {
      text = [...texts].join('');
      written += text.length;
    },
  };
  const view = new LogView(sink, (said) => translate(said), limits);
  return {
    view,
    seen: async () => {
      await view.settled();
      return text.split('\n').slice(0, -1);
    },
    written: () => written,
  };
}

const lines = (count: number, from = 0): LogLine[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(from + i), text: `line ${String(from + i)}` }));

function filter(typed: string): LogFilter {
  const read = readLogFilter(typed);
  if ('wrong' in read) throw new Error(translate(read.wrong));
  return read;
}

describe('the level of a line', () => {
  it.each([
    ['{"level":"error","msg":"refused","orderId":7}', 'error', '[error] refused {"orderId":7}'],
    ['{"severity":"WARNING","message":"slow"}', 'warn', '[warn] slow'],
    [
      '{"lvl":30,"msg":"paid","amount":12345678901234567890}',
      'info',
      '[info] paid {"amount":12345678901234567890}',
    ],
    ['{"level":"debug","a":{"b":[1]}}', 'debug', '[debug] {"a":{"b":[1]}}'],
    [
      '2026-11-22T09:00:00.000Z 5b3e INFO {"level":"critical","message":"down"}',
      'fatal',
      '2026-11-22T09:00:00.000Z 5b3e [fatal] down',
    ],
    ['2026-11-22T09:00:00Z 1-64e7 [WARN] retrying', 'warn', '2026-11-22T09:00:00Z 1-64e7 [WARN] retrying'],
    ['ERROR: no such order', 'error', 'ERROR: no such order'],
  ])('of %s is %s', (line, level, text) => {
    expect(readLevel(line)).toEqual({ level, text });
  });

  it.each([
    'plain text, no errors',
    '{"level":"loud","msg":"x"}',
    '{"level":"error","msg":"x"',
    '{"level":{"a":1},"msg":"x"}',
    '{"msg":"no level"}',
    '[1,2]',
    '{"__proto__":{"level":"error"}}',
    '',
  ])('is not made up: %s', (line) => {
    expect(readLevel(line)).toEqual({ text: line });
  });
});

describe('a filter', () => {
  it('says which levels there are', () => {
    const read = readLogFilter('level:loud');
    expect('wrong' in read && translate(read.wrong)).toBe(
      '“loud” is no level; there are trace, debug, info, warn, error, fatal.',
    );
  });

  it.each([
    ['', ['pay', 'slow', 'refused', 'stack', 'free']],
    ['REFUSED', ['refused']],
    ['level:warn', ['slow', 'refused', 'stack']],
    ['level:WARNING refused', ['refused']],
    ['request:r-1', ['pay', 'refused', 'stack']],
    ['request:r-1 level:error', ['refused', 'stack']],
    ['r-2', ['slow']],
    ['"at once"', ['free']],
    ['once at', ['free']],
    ['(.*', []],
    ['"', []],
  ])('%j lets through what it says, of lines before and after it', async (typed, expected) => {
    const log: LogLine[] = [
      { id: '1', text: '{"level":"info","msg":"pay"}', requestId: 'r-1' },
      { id: '2', text: '{"level":"warn","msg":"slow"}', requestId: 'r-2' },
      { id: '3', text: '{"level":"error","msg":"refused"}', requestId: 'r-1' },
      { id: '4', text: '    stack (till.js:3)', requestId: 'r-1' },
      { id: '5', text: 'free at once' },
    ];
    const words = ['pay', 'slow', 'refused', 'stack', 'free'];
    const shownOf = (seen: string[]) =>
      seen.flatMap((line) => (line.startsWith('│') ? (words.find((word) => line.includes(word)) ?? []) : []));
    const before = opened();
    before.view.take(log);
    await before.view.settled();
    before.view.show(filter(typed));
    const after = opened();
    after.view.show(filter(typed));
    after.view.take(log);
    expect(shownOf(await after.seen())).toEqual(expected);
    expect(shownOf(await before.seen())).toEqual(expected);
    before.view.show(NO_FILTER);
    expect((await before.seen()).filter((line) => line.startsWith('│'))).toHaveLength(log.length);
  });

  it('hides no note of FnDeck', async () => {
    const { view, seen } = opened();
    view.show(filter('nothing like it'));
    view.take(lines(2));
    view.note('⋯ a gap');
    expect(await seen()).toEqual(['⋯ Shown are the lines that fit the filter: nothing like it', '⋯ a gap']);
  });
});

describe('a view of a log', () => {
  it('shows a line once, however often it comes', async () => {
    const { view, seen } = opened();
    view.take(lines(10));
    view.take(lines(10, 5));
    view.note('⋯ a gap');
    view.take(lines(3, 14));
    const numbers = (await seen()).map((line) => line.replace('│ line ', ''));
    expect(numbers).toEqual([...Array(15).keys()].map(String).concat('⋯ a gap', '15', '16'));
  });

  it('says of which request a line is that does not say so itself', async () => {
    const { view, seen } = opened();
    view.show(filter('request:r-1'));
    view.take([
      { id: '1', text: 'Start r-1', requestId: 'r-1', edge: 'start' },
      { id: '2', text: 'its own' },
      { id: '3', text: 'End r-1', requestId: 'r-1', edge: 'end' },
      { id: '4', text: 'of nobody' },
    ]);
    expect((await seen()).slice(1)).toEqual(['│ Start r-1', '│ its own', '│ End r-1']);
  });

  it('keeps the newest lines, and says how many are gone', async () => {
    const { view, seen, written } = opened({ lines: 100, characters: 1e6, ids: 1000 });
    view.take(lines(1050));
    const [notice, ...kept] = await seen();
    const last = kept.map((line) => Number(line.replace('│ line ', '')));
    expect(notice).toBe(
      `⋯ ${String(1050 - last.length)} earlier lines are no longer shown: the newest 100 at most are.`,
    );
    expect(last).toEqual(Array.from({ length: last.length }, (_, i) => 1050 - last.length + i));
    expect(last.length).toBeLessThanOrEqual(100);
    expect(last.length).toBeGreaterThanOrEqual(50);
    // All is written anew only when half of it has gone.
    expect(written()).toBeLessThan(3 * lines(1050).reduce((sum, { text }) => sum + text.length + 3, 0));
  });

  it('keeps no more characters than it may, but always the newest line', async () => {
    const { view, seen } = opened({ lines: 100, characters: 1000, ids: 1000 });
    view.take([{ id: 'a', text: 'x'.repeat(600) }]);
    view.take([{ id: 'b', text: 'y'.repeat(5000) }]);
    const [notice, line] = await seen();
    expect(notice).toMatch(/^⋯ 1 earlier lines/);
    expect(line).toBe(`│ ${'y'.repeat(5000)}`);
  });

  it('lets nothing of a line be in effect', async () => {
    const { view, seen } = opened();
    view.take([
      { id: '1', text: '\u001b[31mred\u001b[0m </script><img src=x> \u0007' },
      { id: '2', text: 'one\r\ntwo\u2028three' },
      { id: '3', text: '{"level":"error","msg":"\\u001b[2J gone \\n │ fake","half":"\\ud83d"}' },
      { id: '4', text: 'half \ud83d of it' },
    ]);
    expect(await seen()).toEqual([
      '│ \\x1b[31mred\\x1b[0m </script><img src=x> \\x07',
      '│ one',
      '│ two\\u2028three',
      '│ [error] \\x1b[2J gone ',
      '│  │ fake {"half":"\\ud83d"}',
      '│ half \ud83d of it',
    ]);
  });

  it('reads a flood in slices, so that others have their turns', async () => {
    const { view } = opened();
    const turns = await turnsDuring(() => {
      view.take(lines(20_000));
      return view.settled();
    });
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('that is begun anew has nothing of the lines that were being read', async () => {
    const { view, seen } = opened();
    view.take(Array.from({ length: 500 }, (_, i) => ({ id: String(i), text: 'x'.repeat(4000) })));
    await new Promise((resolve) => setImmediate(resolve));
    view.clear();
    view.take([{ id: '0', text: 'anew' }]);
    expect(await seen()).toEqual(['│ anew']);
  });
});
