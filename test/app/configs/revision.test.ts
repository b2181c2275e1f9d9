import { describe, expect, it } from 'vitest';
import {
  draftRevision,
  loadRevisions,
  nextRevision,
  readServiceTime,
  type Revision,
  type RevisionStorage,
} from '../../../src/app/configs/revision';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** VS Code's own predicate (`validateWriteFile`): newer time, and an etag of held time and present size that differs. */
function refuses(held: Revision, now: Revision): boolean {
  return held.mtime < now.mtime && held.size !== now.size;
}

describe('the revision that VS Code compares before a save', () => {
  const one = nextRevision(undefined, 'retries 1', NOON);

  it('is the same for the same text, in this session and the next, whatever the time says', () => {
    expect(nextRevision(one, 'retries 1', NOON + 60_000)).toEqual(one);
    expect(nextRevision(undefined, 'retries 1', NOON)).toEqual(one);
  });

  it('finds a change of equal length, even within the same second', () => {
    expect(refuses(one, nextRevision(one, 'retries 3', NOON))).toBe(true);
  });

  it('finds a deletion and a creation, for which there is no time', () => {
    const none = nextRevision(one, '', undefined);
    expect(refuses(one, none)).toBe(true);
    expect(refuses(none, nextRevision(none, 'retries 1', NOON))).toBe(true);
  });

  it('finds a change across sessions by the service’s time', () => {
    expect(refuses(one, nextRevision(undefined, 'retries 3', NOON + 1000))).toBe(true);
  });

  it('does not mind a change there and back', () => {
    const back = nextRevision(nextRevision(one, 'retries 3', NOON + 1000), 'retries 1', NOON + 2000);
    expect(refuses(one, back)).toBe(false);
  });

  it('never goes back in time, so that VS Code takes over the newer one', () => {
    expect(nextRevision(one, 'retries 3', NOON - 60_000).mtime).toBeGreaterThan(one.mtime);
  });

  it('lets a draft be no newer than what it is based on', () => {
    const draft = draftRevision(one, 'retries 2');
    expect(refuses(draft, one)).toBe(false);
    expect(refuses(draft, nextRevision(one, 'retries 3', NOON))).toBe(true);
  });
});

describe('revisions that are remembered', () => {
  /** What was stored comes out again, in the next session too. */
  function storage(): RevisionStorage {
    let json = '[]';
    return {
      load: () => JSON.parse(json) as ReturnType<RevisionStorage['load']>,
      store: (revisions) => {
        json = JSON.stringify(revisions);
      },
    };
  }
  const path = '/c/g/f@latest.functiongraph-otc.async.json';

  it('are the same after a reload, also where the service gives no time', () => {
    const workspace = storage();
    const before = loadRevisions(workspace).next(path, 'retries 1', undefined);
    expect(loadRevisions(workspace).next(path, 'retries 1', undefined)).toEqual(before);
  });

  it('find a deletion that happened while nobody looked', () => {
    const workspace = storage();
    const before = loadRevisions(workspace).next(path, 'retries 1', NOON);
    expect(refuses(before, loadRevisions(workspace).next(path, '', undefined))).toBe(true);
  });

  it('forget the documents that were not seen for longest, and only those', () => {
    const workspace = storage();
    const revisions = loadRevisions(workspace);
    const others = Array.from({ length: 500 }, (_, i) => `/c/g/f${String(i)}`);
    for (const other of [path, ...others]) {
      revisions.next(other, 'a', undefined);
      revisions.next(other, 'b', undefined);
    }
    const next = loadRevisions(workspace);
    expect(next.next(others[0] ?? '', 'b', undefined).mtime).toBe(2);
    expect(next.next(path, 'b', undefined).mtime).toBe(1);
  });
});

describe('the time in a service’s answer', () => {
  it.each([
    ['2021-03-04T14:50:02+08:00', '2021-03-04T06:50:02Z'],
    ['2021-03-04T14:50:02Z', '2021-03-04T14:50:02Z'],
    ['2021-03-04 14:50:02', '2021-03-04T14:50:02Z'],
    ['2021-03-04T14:50:02.123456+0800', '2021-03-04T06:50:02.123Z'],
  ])('is read from %s', (text, expected) => {
    expect(readServiceTime(text)).toBe(Date.parse(expected));
  });

  it.each(['', 'yesterday', '2021-13-45 99:00:00', '0', undefined])('is unknown in %s', (text) => {
    expect(readServiceTime(text)).toBeUndefined();
  });
});
