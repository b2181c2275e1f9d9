import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/app/replay/candidate';
import { fromJournal, keptPayload } from '../../../src/app/replay/sources';
import { readAgain } from '../../../src/app/invocations/plan';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';
import { knownSource } from '../payloads/variables';

const RECORD: InvocationRecord = {
  ...{
    id: 'r',
    connectionName: 'C',
    service: 'functiongraph-huawei',
    mode: 'async',
    startedAt: 0,
    elapsedMs: 0,
  },
  ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
  outcome: { kind: 'functionError' },
  ...{ numbers: {}, log: '', logCut: false },
  payload: '{"t": "{{$env TOKEN}}"}',
};

describe('an event whose payload had a value of the environment', () => {
  const kept = { ...RECORD, environment: ['TOKEN'] };

  it('is not replayed without it, and what a service has kept is not taken in its place', () => {
    expect(keptPayload(kept)).toHaveProperty('missing');
    const circumstances = {
      edited: undefined,
      limit: 1000,
      mark: undefined,
      gone: undefined,
      say: translate,
    };
    const verdict = judge(fromJournal(kept), circumstances);
    expect(verdict.kind === 'cannot' && translate(verdict.why)).toMatch(
      /values of the environment \(TOKEN\)/,
    );
  });

  it('is run again with the value of now', () => {
    expect(readAgain(kept, knownSource({ TOKEN: 'new' }))).toMatchObject({ payload: '{"t": "new"}' });
    expect(readAgain(kept, knownSource({}))).toHaveProperty('why');
  });

  it('is told from one that only looks so: that is sent byte for byte', () => {
    expect(keptPayload(RECORD)).toEqual({ text: RECORD.payload });
    expect(readAgain(RECORD, knownSource({ TOKEN: 'a secret' }))).toEqual({ payload: RECORD.payload });
  });
});
