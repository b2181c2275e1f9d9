import { readFile } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/app/clock';
import { CLOCK } from '../../../src/app/clock';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { sidesInWords, verificationInWords, verificationText } from '../../../src/app/verify/words';
import { planInWords } from '../../../src/app/verify/planText';
import { suggestPayloads } from '../../../src/app/verify/suggestions';
import type { Side, Verification } from '../../../src/app/verify/verification';
import { isStale, openVerifications } from '../../../src/app/verify/verifications';
import type { FunctionRef } from '../../../src/model/functionRef';
import { member, type Json, type JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { refTo, SERVICE_IDS } from '../replay/services';
import { configOf, openWindow } from './bench';

const bench = sandboxBench();
let sandbox: Bench;
/** Events that reached a function, by its name. */
const ran: string[] = [];
/** What `picky` waits for before it ends. */
let gate: Promise<void> = Promise.resolve();

beforeAll(async () => {
  const runner = runnerOf({
    picky: async ({ event }) => {
      ran.push('picky');
      await gate;
      return event.includes('"bad"')
        ? { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'bad' }
        : { kind: 'returned', text: '"fine"' };
    },
    talkative: ({ event }, log) => {
      ran.push('talkative');
      log(`got ${event}`);
      return { kind: 'returned', text: 'null' };
    },
    // Fails, and writes its own request id: its lines have the id of the event, too.
    selfish: ({ requestId }, log) => {
      ran.push('selfish');
      log(`this is request ${requestId}`);
      return { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'bad' };
    },
    silent: () => {
      ran.push('silent');
      return { kind: 'returned', text: 'null' };
    },
  });
  const functions = bench.functions({
    'orders/picky': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
    ...{ 'orders/talkative': {}, 'orders/selfish': {}, 'orders/silent': {} },
  });
  sandbox = await bench.start({ functions, retryDelayMs: 1 }, { runner });
});

beforeEach(async () => {
  ran.length = 0;
  gate = Promise.resolve();
  await sandbox.ask('DELETE', '/sandbox/requests');
  await sandbox.ask('POST', '/sandbox/faults', { faults: [] });
});

const isGraph = (service: ServiceId): boolean => service.startsWith('functiongraph');

/** A destination of a store that the sandbox has files of. */
function store(service: ServiceId, name: string): JsonObject {
  if (isGraph(service)) return { destination: 'OBS', param: { bucket: name, prefix: '/v/', expires: 1 } };
  const { region = '', accountId = '' } = placeOf(service);
  return { destination: `acs:mns:${region}:${accountId}:/queues/${name}/messages` };
}

/** A destination that runs a function of the package or service `orders`. */
function runs(service: ServiceId, name: string): JsonObject {
  const { region = '', accountId = '', projectId = '' } = placeOf(service);
  if (isGraph(service)) {
    const func_urn = `urn:fss:${region}:${projectId}:function:orders:${name}:latest`;
    return { destination: 'FunctionGraph', param: { func_urn } };
  }
  const path = service === 'functioncompute-2' ? `services/orders/functions/${name}` : `functions/${name}`;
  return { destination: `acs:fc:${region}:${accountId}:${path}` };
}

function placeOf(service: ServiceId) {
  const found = sandbox.ready.services.find((each) => each.service === service);
  return found as { region?: string; accountId?: string; projectId?: string };
}

async function posts(): Promise<number> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  const isInvocation = (path: Json | undefined) => typeof path === 'string' && path.includes('/invocations');
  return (member(body, 'requests') as readonly JsonObject[]).filter(
    (request) => request['method'] === 'POST' && isInvocation(request['path']),
  ).length;
}

const kinds = ({ sides }: Verification) => [sides.success?.verdict.kind, sides.failure?.verdict.kind];

/** Time that passes in a hundredth: for waits that nothing can end sooner. */
const FAST: Clock = { now: () => CLOCK.now() * 100, sleep: (ms, signal) => CLOCK.sleep(ms / 100, signal) };

const PAYLOADS = { success: '{"order": "good"}', failure: '{"order": "bad"}' } as const;

/** Puts a config and opens a window on it. */
async function configured(
  service: ServiceId,
  sides: Readonly<Partial<Record<Side, JsonObject>>>,
  options: Parameters<typeof openWindow>[2] & Parameters<typeof configOf>[2] = {},
) {
  const folder = bench.folder();
  const window = openWindow(sandbox, folder, options);
  const ref = refTo(service, 'picky');
  await window.cloudOf(service).putAsyncConfig(ref, configOf(service, sides, options), NEVER);
  return { ...window, ref, folder };
}

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
      { asksSandbox: false },
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
    let release: () => void = () => undefined;
    gate = new Promise((resolve) => (release = resolve));
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
    await sandbox.ask('POST', '/sandbox/faults', {
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
    expect(await suggestPayloads(journal, ref, 'success')).toEqual([]);
    await verify(ref, PAYLOADS);
    await expect
      .poll(async () => (await suggestPayloads(journal, ref, 'success')).map(({ payload }) => payload))
      .toEqual([PAYLOADS.success]);
    await expect
      .poll(async () => (await suggestPayloads(journal, ref, 'failure')).map(({ payload }) => payload))
      .toEqual([PAYLOADS.failure]);
    expect(await suggestPayloads(journal, refTo(service, 'silent'), 'failure')).toEqual([]);
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
