import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AsyncInvocation } from '../../src/cloud/invocation';
import type { LogLine } from '../../src/cloud/logs/logLine';
import { openDoor, type Door } from '../../src/cloud/door';
import { FunctionGraph } from '../../src/cloud/functionGraph/client';
import type { Connection, Secret } from '../../src/model/connection';
import { hasErrors } from '../../src/model/finding';
import type { FunctionRef } from '../../src/model/functionRef';
import { profileOf } from '../../src/model/services';
import { validate } from '../../src/model/validation';
import { collect, factsOf, NEVER } from '../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../sandbox/sandboxBench';

// Client and sandbox share no code: what one gets wrong the other refuses.

const bench = sandboxBench();
const SERVICES = ['functiongraph-huawei', 'functiongraph-otc'] as const;
const FAILS = {
  kind: 'failed',
  stage: 'invoke',
  handled: true,
  errorType: 'TypeError',
  message: 'boom',
} as const;

const runner = runnerOf({
  fails: () => FAILS,
  // logs, then waits until it has been seen, as a slow function would be
  slow: async (request, log) => {
    log('first');
    await seen.promise;
    log('last');
    return { kind: 'returned', text: request.event };
  },
});

let seen = newSignal();
let replacing: Bench;
let merging: Bench;

function newSignal() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

beforeAll(async () => {
  const functions = bench.functions({
    'default/hello': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
    'default/fails': {},
    'default/slow': { timeout: 30 },
  });
  replacing = await bench.start({ functions }, { runner });
  merging = await bench.start({ functions, mergePut: true }, { runner });
});
afterEach(() => {
  seen.resolve();
  seen = newSignal();
});

/** A door that does not wait between polls and repeats, and whose clock can be wrong. */
function door(offset = 0): Door {
  const real = openDoor({ log: () => undefined });
  return {
    ...real,
    now: () => real.now() + offset,
    sleep: (ms, signal) => real.sleep(Math.min(ms, 20), signal),
  };
}

function clientOf(
  service: (typeof SERVICES)[number] = 'functiongraph-huawei',
  { sandbox = replacing, secret = tokenOf(sandbox), offset = 0, ...connection }: ClientOptions = {},
): FunctionGraph {
  const project = sandbox.ready.services.find((candidate) => candidate.service === service);
  return new FunctionGraph(
    {
      id: 's',
      name: 'Sandbox',
      service,
      region: project?.region ?? '',
      credential: secret.kind,
      endpoint: sandbox.ready.url,
      ...(secret.kind === 'token' && { projectId: project?.projectId ?? '' }),
      ...connection,
    },
    secret,
    door(offset),
  );
}

type ClientOptions = Partial<Connection> & {
  readonly sandbox?: Bench;
  readonly secret?: Secret;
  readonly offset?: number;
};

const tokenOf = ({ ready }: Bench): Secret => ({ kind: 'token', token: ready.token });
const keysOf = ({ ready }: Bench): Secret => ({
  kind: 'keys',
  accessKeyId: ready.accessKeyId,
  secretAccessKey: ready.secretAccessKey,
});

function ref(name: string, qualifier = 'latest'): FunctionRef {
  return { connection: 's', group: 'default', name, qualifier };
}

describe.each(SERVICES)('%s', (service) => {
  it.each<[string, () => Partial<ClientOptions>]>([
    ['a token', () => ({})],
    ['an access key, the project looked up', () => ({ secret: keysOf(replacing) })],
    [
      'user and password, the project from the token',
      () => ({
        secret: { kind: 'password', password: replacing.ready.password },
        user: replacing.ready.user,
        domain: replacing.ready.domain,
      }),
    ],
    [
      'user, password and verification code',
      () => ({
        secret: {
          kind: 'password',
          password: replacing.ready.password,
          passcode: replacing.ready.mfa.passcode,
        },
        user: replacing.ready.mfa.user,
        domain: replacing.ready.domain,
      }),
    ],
  ])('lets in by %s', async (_name, options) => {
    const client = clientOf(service, options());
    const identity = await client.identify(NEVER);
    expect(replacing.ready.services).toContainEqual(expect.objectContaining({ projectId: identity.project }));
    expect(Math.abs(identity.clockSkewMs ?? Infinity)).toBeLessThan(60_000);
    const functions = await collect(client.listFunctions(NEVER));
    expect(functions.map(({ id }) => id.name).sort()).toEqual(['fails', 'hello', 'slow']);
    expect((await client.invoke(ref('hello', '!prod'), '{"ü":"世"}', {}, NEVER)).result).toBe('{"ü":"世"}');
  });

  it('shows versions and aliases', async () => {
    const qualifiers = await collect(clientOf(service).listQualifiers(ref('hello'), NEVER));
    expect(qualifiers.map((found) => [found.ref.qualifier, found.kind, found.target])).toEqual([
      ['latest', 'version', undefined],
      ['v1', 'version', undefined],
      ['!prod', 'alias', 'v1'],
    ]);
  });

  it.each(['replacing', 'merging'] as const)('keeps async configs, its PUT %s', async (mode) => {
    const client = clientOf(service, { sandbox: mode === 'merging' ? merging : replacing });
    const target = ref('hello', 'v1');
    expect(await client.getAsyncConfig(target, NEVER)).toBeUndefined();
    const targets = {
      on_success: { destination: 'OBS', param: { bucket: 'my-bucket', prefix: '/ü', expires: 0 } },
      on_failure: {
        destination: 'FunctionGraph',
        param: { func_urn: await client.urnOf(ref('fails'), NEVER) },
      },
    };
    const numbers = { max_async_event_age_in_seconds: 100, max_async_retry_attempts: 0 };
    const document = { ...numbers, destination_config: targets };
    const put = await client.putAsyncConfig(target, document, NEVER);
    expect(put).toMatchObject({ changed: [], recreated: false });
    expect((await client.getAsyncConfig(target, NEVER))?.document).toMatchObject(document);

    const less = { ...numbers, destination_config: { on_failure: targets.on_failure } };
    const second = await client.putAsyncConfig(target, less, NEVER);
    expect(second.recreated).toBe(mode === 'merging');
    expect(second.config.document['destination_config']).toEqual(less.destination_config);
    const listed = await collect(client.listAsyncConfigs(ref('hello'), NEVER));
    expect(listed.map((config) => config.ref.qualifier)).toEqual(['v1']);

    await client.deleteAsyncConfig(target, NEVER);
    await client.deleteAsyncConfig(target, NEVER);
    expect(await client.getAsyncConfig(target, NEVER)).toBeUndefined();
  });

  it.each([4, 8])('keeps %i retries, and a destination that is changed beside them', async (retries) => {
    const client = clientOf(service);
    const target = ref('fails');
    const profile = profileOf(service);
    const numbers = { max_async_event_age_in_seconds: 100, max_async_retry_attempts: retries };
    const put = await client.putAsyncConfig(target, numbers, NEVER);
    expect(put.config.document).toMatchObject(numbers);

    const failure = { destination: 'OBS', param: { bucket: 'my-bucket', prefix: '/', expires: 0 } };
    const changed = { ...put.config.document, destination_config: { on_failure: failure } };
    expect(hasErrors(validate(profile, changed))).toBe(false);
    const second = await client.putAsyncConfig(target, changed, NEVER);
    expect(second).toMatchObject({ changed: [], config: { document: changed } });
    await client.deleteAsyncConfig(target, NEVER);
  });

  it('tells a function that fails from a call that fails', async () => {
    const client = clientOf(service);
    const result = await client.invoke(ref('fails'), '{}', {}, NEVER);
    expect(result.outcome).toBe('functionError');
    expect(result.result).toContain('boom');
    expect(await factsOf(client.invoke(ref('nowhere'), '{}', {}, NEVER))).toMatchObject({
      kind: 'service',
      status: 404,
      sent: 'no',
    });
    expect(await factsOf(client.getAsyncConfig(ref('nowhere'), NEVER))).toMatchObject({ code: 'FSS.1051' });
    expect(await factsOf(client.getAsyncConfig(ref('hello', 'v9'), NEVER))).toMatchObject({ status: 404 });
  });

  it('gives the lines of a function while it runs, each once', async () => {
    const client = clientOf(service);
    const stop = new AbortController();
    const lines: LogLine[] = [];
    const following = (async () => {
      for await (const more of client.tailLogs(ref('slow'), { from: Date.now() }, stop.signal)) {
        lines.push(...more);
        if (lines.some(({ text }) => text.includes('first'))) seen.resolve();
        if (lines.some(({ text }) => text.includes('Finish'))) stop.abort();
      }
    })();
    const result = await client.invoke(ref('slow'), '{}', { timeoutSeconds: 30 }, NEVER);
    await following;
    expect(result.logCut).toBe(false);
    const own = lines.map(({ text }) => /Start|first|last|Finish/.exec(text)?.[0]);
    expect(own).toEqual(['Start', 'first', 'last', 'Finish']);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('says that no logs are collected, until their collection is enabled, which may be done twice', async () => {
    const sandbox = await bench.start({
      functions: bench.functions({ 'default/hello': {} }),
      ltsAtFirst: false,
    });
    const client = clientOf(service, { sandbox });
    const look = () => client.tailLogs(ref('hello'), { from: Date.now() }, NEVER).next();
    expect(await factsOf(look())).toMatchObject({ kind: 'unavailable', sent: 'answered' });
    await client.enableLogs(ref('hello'), NEVER);
    await client.enableLogs(ref('hello'), NEVER);
    expect((await look()).value).toEqual([]);
  });

  it('follows an asynchronous invocation to its end', async () => {
    const client = clientOf(service);
    if (service === 'functiongraph-huawei') {
      await client.putAsyncConfig(
        ref('hello'),
        { max_async_retry_attempts: 0, enable_async_status_log: true },
        NEVER,
      );
    }
    const { requestId, taskId } = await client.invokeAsync(ref('hello'), '{}', NEVER);
    let record: AsyncInvocation | undefined;
    await expect
      .poll(async () => {
        record = await client.getAsyncInvocation(ref('hello'), taskId, NEVER);
        return record?.phase;
      })
      .toBe('succeeded');
    expect(record).toMatchObject({ requestId, status: 'SUCCESS' });
  });
});

describe('bad input', () => {
  it('a wrong key', async () => {
    const secret = { ...keysOf(replacing), secretAccessKey: 'wrong' } as Secret;
    const facts = await factsOf(clientOf('functiongraph-huawei', { secret }).identify(NEVER));
    expect(facts).toMatchObject({ status: 401 });
    expect(facts.summary.text).toBe('The access key was not accepted.');
    expect(facts.detail).not.toContain('GET|');
  });

  it('a clock that is an hour off', async () => {
    const client = clientOf('functiongraph-huawei', { secret: keysOf(replacing), offset: 3_600_000 });
    const facts = await factsOf(client.identify(NEVER));
    expect(facts.summary).toMatchObject({ text: expect.stringContaining('clock') as unknown, args: [60] });
  });

  it('a token that is none', async () => {
    const client = clientOf('functiongraph-huawei', { secret: { kind: 'token', token: 'MIIother' } });
    expect((await factsOf(client.identify(NEVER))).summary.text).toContain('token has expired');
  });

  it('a wrong password', async () => {
    const { user, domain } = replacing.ready;
    const secret: Secret = { kind: 'password', password: 'wrong' };
    const facts = await factsOf(clientOf('functiongraph-huawei', { secret, user, domain }).identify(NEVER));
    expect(facts).toMatchObject({ operation: 'createToken', status: 401 });
  });

  it('a project that is another’s', async () => {
    const client = clientOf('functiongraph-huawei', { projectId: 'f'.repeat(32) });
    const facts = await factsOf(client.identify(NEVER));
    expect(facts.summary.args).toContain('f'.repeat(32));
  });
});
