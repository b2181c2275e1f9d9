import { describe, expect, it } from 'vitest';
import { beginnable } from './schedule.mjs';

const step = (name: string, cores: number, ...needs: readonly string[]) => ({ name, needs, cores });
const INSTALL = step('install', 2);
const LINT = step('lint', 1, 'install');
const TYPES = step('types', 1, 'install');
const UNIT = step('unit', 2, 'install');
const CONTRACT = step('contract', 1, 'install');
const ALL = [INSTALL, LINT, TYPES, UNIT, CONTRACT];

describe('what may begin', () => {
  const names = (
    steps: readonly (typeof INSTALL)[],
    ended: Readonly<Record<string, boolean>>,
    ...running: readonly (typeof INSTALL)[]
  ) => {
    const { begin, blocked } = beginnable(steps, new Map(Object.entries(ended)), new Set(running), 2);
    return [begin.map(({ name }) => name), blocked.map(({ name }) => name)];
  };

  it('is what has what it needs, while there is a core for it', () => {
    expect(names(ALL, {})).toEqual([['install'], []]);
    expect(names(ALL, {}, INSTALL)).toEqual([[], []]);
    expect(names(ALL, { install: true })).toEqual([['lint', 'types'], []]);
    expect(names(ALL, { install: true }, LINT, TYPES)).toEqual([[], []]);
  });

  it('is what takes the rest, beside all that has what it needs', () => {
    const rest = step('rest', 0, 'install');
    expect(names([INSTALL, rest, UNIT], {}, INSTALL)).toEqual([[], []]);
    expect(names([INSTALL, rest, step('wide', Infinity), UNIT], { install: true })).toEqual([
      ['rest', 'wide'],
      [],
    ]);
    expect(names([step('wide', Infinity), rest], { install: true })).toEqual([['wide', 'rest'], []]);
    expect(names([rest, LINT, TYPES, UNIT], { install: true }, rest)).toEqual([['lint', 'types'], []]);
  });

  it('is nothing that stands behind what waits for a core', () => {
    expect(names(ALL, { install: true, types: true }, LINT)).toEqual([[], []]);
    expect(names(ALL, { install: true, types: true, lint: true })).toEqual([['unit'], []]);
    expect(names(ALL, { install: true, types: true, lint: true, unit: false })).toEqual([['contract'], []]);
  });

  it('is nothing whose need has failed, and all else goes on', () => {
    expect(names(ALL, { install: false })).toEqual([[], ['lint', 'types', 'unit', 'contract']]);
    expect(
      names([...ALL, step('ui', 1, 'lint'), step('last', 1)], { install: true, lint: false }, TYPES),
    ).toEqual([[], ['ui']]);
    expect(names([step('ui', 1, 'lint'), step('last', 1)], { lint: false })).toEqual([['last'], ['ui']]);
  });

  it('is alone where it wants more than there is', () => {
    expect(names([step('wide', 3), LINT], { install: true })).toEqual([['wide'], []]);
    expect(names([LINT, step('wide', 3)], { install: true })).toEqual([['lint'], []]);
  });
});
