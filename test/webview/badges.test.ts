import { describe, expect, it } from 'vitest';
import { badgesOf, canSave } from '../../src/webview/top/badges';
import { pageState } from './stage/states';

describe('the top bar', () => {
  it.each([
    [{}, [], false],
    [{ dirty: true }, ['unsaved'], true],
    [{ draft: true, dirty: true }, ['draft'], true],
    [{ serviceCopy: null }, ['notConfigured'], true],
    [{ saving: true, dirty: true }, ['saving', 'unsaved'], false],
    [{ dirty: true, document: undefined }, ['unsaved'], false],
  ] as const)('tells the state %j', (changed, badges, saveable) => {
    const state = pageState(undefined, changed);
    expect(badgesOf(state)).toEqual(badges);
    expect(canSave(state)).toBe(saveable);
  });
});
