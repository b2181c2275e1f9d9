import { describe, expect, it } from 'vitest';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { verificationText } from '../../../src/app/verify/words';
import { planInWords } from '../../../src/app/verify/planText';
import { machineVariables } from '../../../src/app/payloads/variables';
import { suggestPayloads } from '../../../src/app/verify/suggestions';
import type { Verification } from '../../../src/app/verify/verification';
import { openVerifications } from '../../../src/app/verify/verifications';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { refTo } from '../replay/services';
import { configOf } from './bench';
import { PAYLOADS, destinationsBench } from './destinations';

const { bench, store, runs, configured } = destinationsBench();

const variables = machineVariables(() => true);

describe('a plan', () => {
  it('says what is sent where, how often it may run, and what it sets off', async () => {
    const service = 'functiongraph-huawei';
    const { plan, ref } = await configured(
      service,
      { success: store(service, 'successes'), failure: runs(service, 'talkative') },
      { retries: 2 },
    );
    const planned = await plan(ref);
    const shots = planned.sides.map((side) => ({ ...side, payload: '{"a":1}', label: 'a.json' }));
    expect(planInWords(planned, shots, false, translate)).toEqual([
      expect.stringContaining('functiongraph-huawei · Huawei Cloud FunctionGraph'),
      '',
      'One event that is to succeed: a.json, 7 bytes',
      'orders/picky@latest runs once; should it fail, up to 3 times within 1 h.',
      'The record goes to OBS successes, and to all who read or subscribe to it.',
      'Its arrival cannot be proven from here: the service does not tell it.',
      '',
      'One event that is to fail: a.json, 7 bytes',
      'orders/picky@latest runs up to 3 times within 1 h, as it fails.',
      'The record runs orders/talkative@latest, with all that it does.',
      expect.stringContaining('where the target function’s events or its log show this record'),
      '',
      expect.stringContaining('Each event is sent once.'),
    ]);
  });

  it('finds the target of the other generation through its connection', async () => {
    const service = 'functioncompute-2';
    const { plan, ref } = await configured(service, { failure: runs('functioncompute-3', 'silent') });
    const [side] = (await plan(ref)).sides;
    expect(side?.target).toEqual({
      ...{ connection: 'functioncompute-3', group: '', name: 'silent', qualifier: 'LATEST' },
    });
  });

  it('takes the config of the version that an alias points to, where an alias has none', async () => {
    const service = 'functiongraph-huawei';
    const { plan, ref, cloudOf } = await configured(service, {});
    const version = { ...ref, qualifier: 'v1' };
    await cloudOf(service).putAsyncConfig(
      version,
      configOf(service, { success: store(service, 'v') }),
      NEVER,
    );
    const planned = await plan({ ...ref, qualifier: '!prod' });
    expect(planned.ref).toEqual(version);
    expect(planned.sides.map(({ side }) => side)).toEqual(['success']);
  });
});

describe('payloads that are offered', () => {
  it('are those that ended so before, each once, the version’s own first', async () => {
    const service = 'functiongraph-huawei';
    const { verify, journal, ref } = await configured(service, {
      success: store(service, 'successes'),
      failure: store(service, 'failures'),
    });
    expect(await suggestPayloads(journal, ref, 'success', variables)).toEqual([]);
    await verify(ref, PAYLOADS);
    await expect
      .poll(async () =>
        (await suggestPayloads(journal, ref, 'success', variables)).map(({ payload }) => payload),
      )
      .toEqual([PAYLOADS.success]);
    await expect
      .poll(async () =>
        (await suggestPayloads(journal, ref, 'failure', variables)).map(({ payload }) => payload),
      )
      .toEqual([PAYLOADS.failure]);
    expect(await suggestPayloads(journal, refTo(service, 'silent'), 'failure', variables)).toEqual([]);
  });
});

describe('records of verifications', () => {
  const verification = (id: string, at: number, changed: Partial<Verification> = {}): Verification => ({
    ...{ id, at, ref: refTo('functiongraph-huawei', 'picky'), service: 'functiongraph-huawei' },
    ...{ connection: 'c', document: {}, sides: {}, ...changed },
  });

  it('are ten of a version at most, and what is broken or of a newer FnDeck is passed over', async () => {
    const folder = openPrivateFolder(`${bench.folder()}/history`);
    const all = openVerifications(folder);
    const ref = refTo('functiongraph-huawei', 'picky');
    for (let at = 1; at <= 12; at++) await all.keep(verification(all.newId(ref, at), at));
    expect((await all.list(ref)).map(({ at }) => at)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    const [name = ''] = [...(await folder.list())].sort().reverse();
    await folder.write(name, '{"version":2}');
    await folder.write('nonsense.verified.json', '{');
    const later = openVerifications(folder);
    await later.load();
    expect(later.newest(ref)?.at).toBe(11);
    // Not a file of the history of writes.
    const { partsOf } = await import('../../../src/app/configs/folders');
    expect(partsOf(await folder.list()).size).toBe(0);
  });

  it('show texts of services as they are, without what changes a screen', () => {
    const evil = '\u001b[2J[run](command:evil)\u202e\nSecond line';
    const text = verificationText(
      verification('x', 0, {
        connection: evil,
        sides: {
          failure: {
            destination: { destination: 'SMN', param: { topic_urn: evil } },
            verdict: { kind: 'proven', by: 'targetLog', evidence: evil },
            requestId: evil,
          },
        },
      }),
      profileOf('functiongraph-huawei'),
      true,
      translate,
    );
    for (const sign of ['\u001b', '\u202e']) expect(text).not.toContain(sign);
    expect(text.split('\n')).not.toContain('Second line');
    expect(text).toContain('The configuration has changed since.');
  });
});
