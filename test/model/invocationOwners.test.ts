import { describe, expect, it } from 'vitest';
import { createOwners, type OwnedLine } from '../../src/model/invocation/logOwners';

const by = (requestId: string, text: 'Start' | 'Finish'): OwnedLine => ({
  ...{ requestId, text },
  edge: text === 'Start' ? 'start' : 'end',
});
const line = (text: string): OwnedLine => ({ text });
const ownersOf = (lines: readonly OwnedLine[]) => lines.map(({ requestId }) => requestId);

describe('the owner of a log line', () => {
  it('is the request that has begun and not ended, over several pages', () => {
    const owners = createOwners(() => false);
    expect(ownersOf(owners([by('a', 'Start'), line('1'), line('2')]))).toEqual(['a', 'a', 'a']);
    expect(ownersOf(owners([line('3'), by('a', 'Finish'), line('?'), by('b', 'Start'), line('4')]))).toEqual([
      'a',
      'a',
      undefined,
      'b',
      'b',
    ]);
  });

  it('stays open while several requests run', () => {
    const owners = createOwners(() => false);
    const lines = [by('a', 'Start'), by('b', 'Start'), line('1'), by('a', 'Finish'), line('2')];
    expect(ownersOf(owners(lines))).toEqual(['a', 'b', undefined, 'a', 'b']);
  });

  it('is the one of several whose id stands in the line', () => {
    const owners = createOwners(() => false);
    const lines = [by('a-1', 'Start'), by('b-2', 'Start'), line('12:00 b-2 INFO hello'), line('a-1 and b-2')];
    expect(ownersOf(owners(lines)).slice(2)).toEqual(['b-2', undefined]);
  });

  it('is the earlier request for lines just before its end', () => {
    const owners = createOwners((id) => id === 'old');
    const lines = [line('1'), line('2'), by('old', 'Finish'), by('new', 'Start'), line('3')];
    expect(ownersOf(owners(lines))).toEqual(['old', 'old', 'old', 'new', 'new']);
  });

  it('is known again when a request is tried again', () => {
    const owners = createOwners(() => false);
    const lines = [by('a', 'Start'), by('a', 'Finish'), by('a', 'Start'), line('1'), by('a', 'Finish')];
    expect(ownersOf(owners(lines))).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  it('is not taken from lines that name their request without beginning or ending it', () => {
    const owners = createOwners(() => false);
    const named = { requestId: 'a', text: '2024-05-01T10:00:00.123Z a [INFO] x' };
    const lines = [by('a', 'Start'), named, line('1'), named, line('2'), by('a', 'Finish'), named, line('3')];
    expect(ownersOf(owners(lines))).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'a', undefined]);
  });

  it('is none after a request whose first line came after its last', () => {
    const owners = createOwners(() => false);
    const lines = [by('a', 'Finish'), by('a', 'Start'), line('1'), by('b', 'Start'), line('2')];
    expect(ownersOf(owners(lines))).toEqual(['a', 'a', undefined, 'b', 'b']);
  });
});
