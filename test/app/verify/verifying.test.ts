import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/app/clock';
import { CLOCK } from '../../../src/app/clock';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { sidesInWords, verificationInWords, verificationText } from '../../../src/app/verify/words';
import { planInWords } from '../../../src/app/verify/planText';
import type { Verification } from '../../../src/app/verify/verification';
import { isStale, openVerifications } from '../../../src/app/verify/verifications';
import type { FunctionRef } from '../../../src/model/functionRef';
import { member, type Json, type JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { refTo, SERVICE_IDS } from '../replay/services';
import { configOf } from './bench';
import { isGraph, PAYLOADS, destinationsBench } from './destinations';

const { sandbox, ran, holdPicky, store, runs, configured } = destinationsBench();

async function posts(): Promise<number> {
  const { body } = await sandbox().ask('GET', '/sandbox/requests');
  const isInvocation = (path: Json | undefined) => typeof path === 'string' && path.includes('/invocations');
  return (member(body, 'requests') as readonly JsonObject[]).filter(
    (request) => request['method'] === 'POST' && isInvocation(request['path']),
  ).length;
}

const kinds = ({ sides }: Verification) => [sides.success?.verdict.kind, sides.failure?.verdict.kind];

/** Time that passes in a hundredth: for waits that nothing can end sooner. */
const FAST: Clock = { now: () => CLOCK.now() * 100, sleep: (ms, signal) => CLOCK.sleep(ms / 100, signal) };

/** Time that passes at a tenth of its speed: for proofs that come late on a busy machine. */
const SLOW: Clock = { now: () => CLOCK.now() / 10, sleep: (ms, signal) => CLOCK.sleep(ms, signal) };

describe.each(SERVICE_IDS)('verifying destinations on %s', (service) => {
  it('fires one event for each side, and proves it by the files that the sandbox delivers', async () => {
    const { verify, ref, verifications, asked, folder } = await configured(service, {
      success: store(service, 'successes'),
      failure: store(service, 'failures'),
    });
    const found = await verify(ref, PAYLOADS);
    expect(await posts()).toBe(2);
    expect(ran).toEqual(['picky', 'picky']);
    expect(asked).toEqual([{ connection: service, operation: 'invokeAsync', writes: 2 }]);
    expect(kinds(found)).toEqual(['proven', 'proven']);
    for (const side of ['success', 'failure'] as const) {
      const { verdict, requestId = '-' } = found.sides[side] ?? {};
      const file = verdict?.kind === 'proven' && verdict.by === 'file' ? (verdict.evidence ?? '') : '';
      expect(await readFile(file, 'utf8')).toContain(requestId);
    }
    expect(verifications.newest(ref)).toEqual(found);
    // Another window, or the next start, finds it, and says when the config is another.
    const later = openVerifications(openPrivateFolder(`${folder}/history`));
    await later.load();
    expect(later.newest(ref)).toEqual(found);
    expect(isStale(found, found.document)).toBe(false);
    expect(isStale(found, configOf(service, {}))).toBe(true);
    expect(isStale(found, undefined)).toBe(true);
    expect(verificationInWords(found, false, translate)).toMatch(
      /^verified \d{4}-\d\d-\d\d \d\d:\d\d, success: proven, failure: proven$/,
    );
  });

  it('proves a function that got the record by the target’s own word, asking the sandbox for nothing', async () => {
    const { verify, ref } = await configured(
      service,
      { failure: runs(service, 'talkative') },
      { asksSandbox: false, clock: SLOW },
    );
    const found = await verify(ref, PAYLOADS);
    // Only the side that has a destination is fired.
    expect(await posts()).toBe(1);
    expect(found.sides.success).toBeUndefined();
    const { verdict, requestId = '-' } = found.sides.failure ?? {};
    expect(verdict).toMatchObject({ kind: 'proven', by: 'targetLog' });
    expect(verdict?.kind === 'proven' && verdict.evidence).toContain(requestId);
  });

  it('says that an event ended otherwise, and leaves that side unverified', async () => {
    const { verify, ref } = await configured(service, {
      success: store(service, 'successes'),
      failure: store(service, 'failures'),
    });
    const found = await verify(ref, { success: PAYLOADS.failure, failure: PAYLOADS.success });
    expect(kinds(found)).toEqual(['otherEnd', 'otherEnd']);
    expect(sidesInWords(found, translate)).toBe(
      'success: event ended otherwise, failure: event ended otherwise',
    );
    expect(await posts()).toBe(2);
  });

  it('is cut off where the person cancels: what was sent is noted, the rest is not sent', async () => {
    const release = holdPicky();
    const { verify, ref, verifications } = await configured(service, {
      success: store(service, 'successes'),
      failure: store(service, 'failures'),
    });
    const cancel = new AbortController();
    const told = (what: string) => void (what.startsWith('success: Sending') && cancel.abort());
    const found = await verify(ref, PAYLOADS, { signal: cancel.signal, told });
    expect(kinds(found)).toEqual(['left', 'notSent']);
    expect(await posts()).toBe(1);
    expect(verifications.newest(ref)).toEqual(found);
    release();
  });

  it('sends nothing where the config was changed while payloads were chosen', async () => {
    const { plan, ports, ref, cloudOf, verifications } = await configured(service, {
      success: store(service, 'successes'),
    });
    const planned = await plan(ref);
    const other = configOf(service, { success: store(service, 'others') });
    await cloudOf(service).putAsyncConfig(ref, other, NEVER);
    const { verifyDestinations } = await import('../../../src/app/verify/verifying');
    const shots = planned.sides.map((side) => ({ ...side, payload: '{}' }));
    await expect(verifyDestinations(planned, shots, ports, () => undefined, NEVER)).rejects.toThrow(
      'changed meanwhile',
    );
    expect(await posts()).toBe(0);
    expect(await verifications.list(ref)).toEqual([]);
  });

  it('sends nothing where the person does not confirm, and leaves no record', async () => {
    const { verify, ref, verifications } = await configured(
      service,
      { success: store(service, 'successes') },
      { guard: () => Promise.reject(new Error('Not confirmed.')) },
    );
    await expect(verify(ref, PAYLOADS)).rejects.toThrow('Not confirmed.');
    expect(await posts()).toBe(0);
    expect(await verifications.list(ref)).toEqual([]);
  });

  it('never sends an event twice where the answer is lost, and does not send the next', async () => {
    const { verify, ref } = await configured(service, {
      success: store(service, 'successes'),
      failure: store(service, 'failures'),
    });
    await sandbox().ask('POST', '/sandbox/faults', {
      faults: [`${isGraph(service) ? 'invokeAsync' : 'InvokeFunctionAsync'}:lost:x1`],
    });
    const found = await verify(ref, PAYLOADS);
    expect(kinds(found)).toEqual(['maybeSent', 'notSent']);
    expect(await posts()).toBe(1);
  });

  it('tells of a destination that could not be reached', async () => {
    const { verify, ref } = await configured(service, { failure: runs(service, 'gone') });
    const { sides } = await verify(ref, PAYLOADS);
    expect(sides.failure?.verdict.kind).toBe('refused');
  });
});

describe('what a real cloud cannot tell', () => {
  const REAL = { asksSandbox: false, clock: FAST };

  it.each(['functiongraph-huawei', 'functiongraph-otc'] as const)(
    'a bucket on %s: not provable, with what to look at and where',
    async (service) => {
      const { verify, ref } = await configured(service, { success: store(service, 'successes') }, REAL);
      const found = await verify(ref, PAYLOADS);
      expect(kinds(found)).toEqual(['untold', undefined]);
      const text = verificationText(found, profileOf(service), false, translate);
      expect(text).toContain('Open the bucket in the OBS console');
      expect(text).toContain(found.sides.success?.requestId);
    },
  );

  it.each(['functioncompute-2', 'functioncompute-3'] as const)(
    'a queue on %s: the task’s own record proves it',
    async (service) => {
      const { verify, ref } = await configured(service, { success: store(service, 'successes') }, REAL);
      const found = await verify(ref, PAYLOADS);
      expect(found.sides.success?.verdict).toMatchObject({ kind: 'proven', by: 'task' });
    },
  );

  it.each(['functioncompute-2', 'functioncompute-3'] as const)(
    'a queue on %s without task mode: not provable, and said before it is sent',
    async (service) => {
      const options = { ...REAL, records: false };
      const { verify, plan, ref } = await configured(service, { success: store(service, 'q') }, options);
      const planned = await plan(ref);
      const shots = planned.sides.map((side) => ({ ...side, payload: '{}', label: 'a.json' }));
      expect(planInWords(planned, shots, false, translate).join('\n')).toContain('only in task mode');
      expect(kinds(await verify(ref, PAYLOADS))[0]).toBe('untold');
    },
  );

  it.each(['functiongraph-huawei', 'functiongraph-otc'] as const)(
    'a target on %s that writes no request id: ran at the right time is not proven',
    async (service) => {
      const { verify, ref } = await configured(service, { failure: runs(service, 'silent') }, REAL);
      const found = await verify(ref, PAYLOADS);
      expect(ran).toEqual(['picky', 'silent']);
      expect(found.sides.failure?.verdict.kind).toBe('likely');
      expect(sidesInWords(found, translate)).toBe('failure: likely, not proven');
    },
  );

  it.each(['functioncompute-2', 'functioncompute-3'] as const)(
    'a silent target on %s in task mode: its own record has the very payload',
    async (service) => {
      const { verify, ref, cloudOf } = await configured(
        service,
        { failure: runs(service, 'silent') },
        { asksSandbox: false },
      );
      await cloudOf(service).putAsyncConfig(refTo(service, 'silent'), configOf(service, {}), NEVER);
      const { sides } = await verify(ref, PAYLOADS);
      expect(sides.failure?.verdict).toMatchObject({ kind: 'proven', by: 'targetRecord' });
    },
  );

  it('a function that is its own destination: its own lines are no proof', async () => {
    const service = 'functiongraph-huawei';
    const { verify, cloudOf } = await configured(service, {}, REAL);
    const own: FunctionRef = refTo(service, 'selfish');
    const document = configOf(service, { failure: runs(service, 'selfish') });
    await cloudOf(service).putAsyncConfig(own, document, NEVER);
    const found = await verify(own, { failure: '{}' });
    expect(found.sides.failure?.verdict.kind).toBe('likely');
    expect(ran.length).toBeGreaterThan(1);
    expect(await posts()).toBe(1);
  });
});
