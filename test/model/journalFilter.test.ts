import * as assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { readFilter } from '../../src/model/invocation/journalFilter';
import type { MarkedSummary, Outcome } from '../../src/model/invocation/record';
import { translate } from '../../src/model/message';

const NOW = new Date('2026-11-22T12:00:00').getTime();
const HOUR = 3_600_000;

const invocation = (name: string, more: Partial<MarkedSummary> = {}): MarkedSummary => ({
  id: name,
  ref: { connection: 'c', group: 'orders', name, qualifier: 'latest' },
  connectionName: 'Sandbox',
  service: 'functiongraph-huawei',
  mode: 'sync',
  startedAt: NOW - 2 * HOUR,
  elapsedMs: 5,
  outcome: { kind: 'succeeded' },
  numbers: {},
  ...more,
});
const failed = (outcome: Outcome) => invocation('fails', { outcome });

describe('the filter of the journal', () => {
  /** Whether a filter finds an invocation; fails where it is not understood. */
  const finds = (text: string, wanted: MarkedSummary): boolean => {
    const read = readFilter(text);
    assert.ok(!('problem' in read), 'problem' in read ? translate(read.problem) : '');
    return read.matches(wanted, NOW);
  };
  const problem = (text: string): string => {
    const read = readFilter(text);
    return 'problem' in read ? translate(read.problem) : '';
  };

  it('finds everything without a word', () => {
    assert.ok(finds('  ', invocation('a')));
  });

  it('looks for words in whatever case: function, connection, ids, note, file, error', () => {
    const found = invocation('Checkout', {
      requestId: 'req-77',
      taskId: 'task-9',
      note: 'Before the fix',
      source: 'file:///home/x/big%20order.json',
      outcome: { kind: 'functionError', code: 'FSS.1051', text: 'no such CUP' },
    });
    for (const word of [
      'checkout',
      'ORDERS/',
      'sand',
      'REQ-7',
      'task-9',
      '"the FIX"',
      'order.json',
      'fss.1',
      'cup',
    ])
      assert.ok(finds(word, found), word);
    assert.ok(!finds('checkout tea', found), 'all words have to match');
    assert.ok(finds('checkout -tea', found));
    assert.ok(!finds('-"before the"', found));
    assert.ok(!finds('home', found), 'the folders of a file are not looked at');
    assert.ok(finds('503', failed({ kind: 'returnedError', statusCode: 503 })));
    assert.ok(finds('reset', failed({ kind: 'unknown', failure: { text: 'Connection reset' } })));
  });

  it('knows function, status, mode and marks', () => {
    assert.ok(finds('function:orders/a', invocation('a')));
    assert.ok(!finds('function:sandbox', invocation('a')));
    const ends: Record<string, Outcome[]> = {
      failed: [
        { kind: 'returnedError', statusCode: 500 },
        { kind: 'functionError' },
        { kind: 'notSent', failure: { text: '' } },
        { kind: 'serviceError', failure: { text: '' } },
        { kind: 'discarded' },
      ],
      succeeded: [{ kind: 'succeeded' }],
      unknown: [{ kind: 'unknown', failure: { text: '' } }],
      cancelled: [{ kind: 'cancelled', left: true }],
      stopped: [{ kind: 'stopped' }],
      queued: [{ kind: 'queued' }],
      sending: [{ kind: 'sending' }],
    };
    for (const status of Object.keys(ends)) {
      for (const [kind, outcomes] of Object.entries(ends)) {
        for (const outcome of outcomes)
          assert.equal(
            finds(`status:${status}`, failed(outcome)),
            kind === status,
            `${status} ${outcome.kind}`,
          );
      }
    }
    assert.ok(finds('mode:sync -mode:async', invocation('a')));
    assert.ok(finds('STATUS:Succeeded', invocation('a')));
    assert.ok(finds('pinned noted', invocation('a', { pinned: true, note: 'n' })));
    assert.ok(!finds('pinned', invocation('pinned')));
    assert.ok(finds('"pinned"', invocation('pinned')), 'in quotes it is a word');
    assert.ok(finds('replay', invocation('a', { rerunOf: 'b' })));
    assert.ok(finds('replay', invocation('a', { replayOf: { kind: 'event', id: 'b' } })));
    assert.ok(!finds('replay', invocation('replay')));
  });

  it('knows since when', () => {
    const twoHours = invocation('a');
    for (const since of ['121m', '2h', '1d', '1w', '2026-11-22'])
      assert.ok(finds(`since:${since}`, twoHours), since);
    for (const since of ['119m', '1h', '2026-11-23']) assert.ok(!finds(`since:${since}`, twoHours), since);
  });

  it('says what it does not understand, instead of finding nothing', () => {
    assert.match(problem('statsu:failed'), /“statsu:failed”: only function: status: mode: since: can stand/);
    assert.match(problem('a status:fialed'), /“status:fialed”: the status is one of succeeded, failed/);
    assert.match(problem('mode:fast'), /sync or async/);
    for (const since of ['', '2', 'h', '1y', '2026-13-40', '99999h'])
      assert.match(problem(`since:${since}`), /30m/, since);
    assert.match(problem('constructor:x'), /only function:/);
    assert.match(problem('status:constructor'), /the status is one of/);
    for (const word of ['constructor', '-', '10:30', 'a-b:c', '"x:y"', '"open', ':'])
      assert.equal(problem(word), '', word);
  });
});
