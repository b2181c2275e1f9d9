import { afterEach, describe, expect, it } from 'vitest';
import { MOST_REQUESTS, testConnection, type TestState } from '../../../src/app/connections/connectionTest';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../../src/cloud/door';
import { CloudError } from '../../../src/cloud/errors';
import type { Connection, Secret } from '../../../src/model/connection';
import { member } from '../../../src/model/json';
import { startServer, type Answer, type TestServer } from '../../cloud/testServer';
import { textAt } from '../../../src/sandbox/textAt';
import { HUAWEI, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { connectionTo, keysTo, SERVICE_IDS } from '../replay/services';

const bench = sandboxBench();
const isGraph = (service: string): boolean => service.startsWith('functiongraph');
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serverOf(answer: Answer): Promise<TestServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

/** Runs a test to its end. */
async function run(connection: Connection, secret: Secret, { signal = new AbortController().signal } = {}) {
  const lines: RequestLine[] = [];
  const states: TestState[] = [];
  const open = () =>
    new Promise<ReturnType<typeof connect>>((resolve) => {
      resolve(connect(connection, secret, openDoor({ log: (line) => lines.push(line) })));
    });
  const changed = (state: TestState) => void states.push(state);
  const end = await testConnection({ open, sent: [], now: Date.now, changed }, signal);
  const kinds = Object.fromEntries(
    end.checks.map(({ permission, outcome }) => [permission.ability, outcome.kind]),
  );
  return { end, lines, states, kinds };
}

/** A token that has ended, or temporary keys. */
async function expiredSecret(sandbox: Bench, service: string): Promise<Secret> {
  if (isGraph(service)) {
    const { body } = await sandbox.ask('POST', '/sandbox/tokens', { projectId: HUAWEI, seconds: 60 });
    await sandbox.ask('POST', '/sandbox/tokens/expire');
    return { kind: 'token', token: textAt(body, 'token') };
  }
  const { body } = await sandbox.ask('POST', '/sandbox/keys', { seconds: 0 });
  const text = (name: string) => textAt(body, name);
  const [accessKeyId, secretAccessKey] = [text('accessKeyId'), text('secretAccessKey')];
  return { kind: 'temporaryKeys', accessKeyId, secretAccessKey, securityToken: text('securityToken') };
}

const failureOf = ({ failure }: TestState) => (failure as CloudError).facts;

const ALLOWED = {
  ...{ listFunctions: 'allowed', listVersions: 'allowed', readFunction: 'allowed', readConfig: 'allowed' },
  ...{ writeConfig: 'wouldChange', invoke: 'wouldChange', listEvents: 'allowed', stopEvents: 'wouldChange' },
};

describe.each(SERVICE_IDS)('a test of a connection to %s', (service) => {
  const functions = () => bench.functions({ 'orders/echo': {} });
  const start = (options: Parameters<typeof bench.start>[0] = {}) =>
    bench.start({ functions: functions(), ...options });
  const both = (sandbox: Bench) => [connectionTo(sandbox, service), keysTo(sandbox, service)] as const;
  const testEvents = isGraph(service) ? { readTestEvents: 'allowed', writeTestEvents: 'wouldChange' } : {};

  it('says that all reads are allowed, by a few reads', async () => {
    const sandbox = await start();
    const { end, lines, kinds } = await run(...both(sandbox));
    // Function Compute's functions of the sandbox have their logs in the log service from the first.
    expect(kinds).toEqual({ ...ALLOWED, readLogs: 'allowed', ...testEvents });
    expect(end.phase).toBe('over');
    expect(end.failure).toBeUndefined();
    expect(Math.abs(end.clockSkewMs ?? Infinity)).toBeLessThan(60_000);
    expect(end.cloud).toMatchObject({ endpoint: sandbox.ready.url });
    const { accessKeyId } = keysTo(sandbox, service);
    expect(end.cloud?.accessKey).toBe(`${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`);
    expect(end.example?.name).toBe('echo');
    expect(lines.length).toBeLessThanOrEqual(MOST_REQUESTS);
    // The log service of FunctionGraph is asked by POST.
    expect(lines.filter(({ method, operation }) => method !== 'GET' && operation !== 'ltsQuery')).toEqual([]);
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    expect(lines.length).toBe((member(body, 'requests') as unknown[]).length);
  });

  it('tells which permission is missing, and goes on', async () => {
    const graph = isGraph(service);
    const [config, logs] = graph
      ? ['getAsyncConfig', 'ltsQuery']
      : [
          service === 'functioncompute-2' ? 'GetFunctionAsyncInvokeConfig' : 'GetAsyncInvokeConfig',
          'GetLogs',
        ];
    const sandbox = await start({ faults: [`${config}:403:1`, `${logs}:403:1`] });
    const { end, kinds } = await run(...both(sandbox));
    expect(kinds).toEqual({ ...ALLOWED, readConfig: 'refused', readLogs: 'refused', ...testEvents });
    const [refused] = end.checks.flatMap(({ outcome }) =>
      outcome.kind === 'refused' ? [outcome.error] : [],
    );
    if (graph) expect(refused?.facts.hint?.args).toEqual(['FunctionGraph FullAccess']);
    else expect(refused?.facts.policy).toContain('"fc:GetFunctionAsyncInvokeConfig"');
    const logsNeeded = end.checks.find(({ permission }) => permission.ability === 'readLogs')?.permission;
    if (graph) expect(logsNeeded?.role).toContain('LTS ReadOnlyAccess');
    else expect(logsNeeded?.policy).toContain('"log:GetLogStoreLogs"');
  });

  it('ends with the list where that is refused, knowing who asks', async () => {
    const list = isGraph(service)
      ? 'listFunctions'
      : service === 'functioncompute-2'
        ? 'ListServices'
        : 'ListFunctions';
    const { end, kinds } = await run(...both(await start({ faults: [`${list}:403:1`] })));
    expect(kinds).toMatchObject({
      listFunctions: 'refused',
      readConfig: 'noFunction',
      invoke: 'wouldChange',
    });
    expect(end.failure).toBeUndefined();
    expect(end.clockSkewMs).toBeDefined();
  });

  it('has nothing to try reads on where there is no function', async () => {
    const { kinds } = await run(...both(await bench.start({ functions: bench.folder() })));
    expect(kinds).toMatchObject({
      listFunctions: 'allowed',
      readConfig: 'noFunction',
      readLogs: 'noFunction',
    });
  });

  it('says that a wrong key was not accepted, and tries nothing else', async () => {
    const sandbox = await start();
    const [connection, keys] = both(sandbox);
    const { end, lines, kinds } = await run(connection, { ...keys, secretAccessKey: 'wrong' });
    expect(failureOf(end)).toMatchObject({ kind: 'service' });
    expect(failureOf(end).forbidden).toBeUndefined();
    expect(new Set(Object.values(kinds))).toEqual(new Set(['untried', 'wouldChange']));
    expect(lines).toHaveLength(1);
    expect(end.cloud?.accessKey).toContain('…');
  });

  it.each([20, -20])('tells a clock that is %i minutes off', async (minutes) => {
    const { end } = await run(...both(await start({ clockAheadMs: minutes * 60_000 })));
    expect(failureOf(end).summary.text).toMatch(minutes > 0 ? /minutes behind/ : /minutes ahead/);
    expect(Math.round((end.clockSkewMs ?? 0) / 60_000)).toBe(-minutes);
  });

  it('sends nothing to the host that an answer leads to', async () => {
    const other = await serverOf((_, response) => response.end('{}'));
    const first = await serverOf((_, response) => {
      response.writeHead(307, { location: `${other.origin}/v2/elsewhere` }).end();
    });
    const [connection, keys] = both(await start());
    const addresses = { endpoint: first.origin, logEndpoint: first.origin };
    const at = { ...connection, ...addresses, ...(isGraph(service) && { iamEndpoint: first.origin }) };
    const { end } = await run(at, keys);
    expect(end.failure).toBeInstanceOf(CloudError);
    expect(first.requests.length).toBeGreaterThan(0);
    expect(other.requests).toEqual([]);
  });

  it('says so where a web page answers', async () => {
    const page = await serverOf((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    });
    const [connection, keys] = both(await start());
    const { end, kinds } = await run(
      { ...connection, endpoint: page.origin, logEndpoint: page.origin },
      keys,
    );
    expect(failureOf(end).summary.text).toMatch(/web page/);
    expect(Object.values(kinds)).not.toContain('allowed');
    expect(page.requests.length).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it('can be cancelled while the service does not answer', async () => {
    let asked: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    const silent = await serverOf(() => asked());
    const stopping = new AbortController();
    const [connection, keys] = both(await start());
    const running = run({ ...connection, endpoint: silent.origin }, keys, { signal: stopping.signal });
    await waiting;
    stopping.abort();
    const { end, kinds } = await running;
    expect(end.phase).toBe('cancelled');
    expect(end.failure).toBeUndefined();
    expect(new Set(Object.values(kinds))).toEqual(new Set(['untried', 'wouldChange']));
  });

  it('says that temporary keys or a token have expired', async () => {
    const sandbox = await start();
    const [connection] = both(sandbox);
    const ended = await expiredSecret(sandbox, service);
    const { end } = await run({ ...connection, credential: ended.kind }, ended);
    expect(failureOf(end).summary.text).toMatch(/has expired/);
  });
});

describe('a test of services without functions', () => {
  it('looks into a few of them only', async () => {
    const names = Array.from({ length: 30 }, (_, i) => ({ serviceName: `s${String(i)}` }));
    const empty = await serverOf((_, response) =>
      response.end(JSON.stringify({ services: names, functions: [] })),
    );
    const connection: Connection = {
      ...{ id: 'a', name: 'A', service: 'functioncompute-2', region: 'cn-shanghai', credential: 'keys' },
      ...{ accountId: '1234567890123456', endpoint: empty.origin, logEndpoint: empty.origin },
    };
    const { kinds } = await run(connection, { kind: 'keys', accessKeyId: 'a', secretAccessKey: 'b' });
    expect(kinds).toMatchObject({ listFunctions: 'allowed', readConfig: 'noFunction' });
    expect(empty.requests.length).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it('does not begin where there can be no client', async () => {
    const open = () => Promise.reject(new Error('no secret'));
    const { signal } = new AbortController();
    const changed = () => undefined;
    const end = await testConnection({ open, sent: [], now: Date.now, changed }, signal);
    expect(end).toMatchObject({ phase: 'over', failure: new Error('no secret'), checks: [] });
  });
});
