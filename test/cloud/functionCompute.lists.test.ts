import { beforeAll, describe, expect, it } from 'vitest';
import { sandboxBench, type Bench } from '../sandbox/sandboxBench';
import { clientOf, GENERATIONS, refTo, requestsOf } from './functionComputeFixture';
import { collect, factsOf, NEVER } from './functionGraphFixture';

const bench = sandboxBench();
const ACCOUNT = '1602938475610284';
let sandbox: Bench;

beforeAll(async () => {
  const many = Array.from({ length: 105 }, (_, i) => [`v${String(i + 1)}`, `a${String(i)}`] as const);
  sandbox = await bench.start({
    synthetic: 700,
    functions: bench.functions({
      'orders/check': {
        description: 'Checks an order',
        timeout: 7,
        memory: 256,
        initializer: 'index.init',
        environment: { KEY: 'value', COUNT: 3 },
        versions: many.map(([name]) => ({ name })),
        aliases: many.map(([version, name]) => ({ name, version })),
      },
      'orders/other': {},
      'returns/other': { timeout: 9 },
    }),
  });
});

describe('Function Compute 2.0', () => {
  const client = () => clientOf(sandbox, 'functioncompute-2');

  it('lists the functions of all services, page by page', async () => {
    const functions = await collect(client().listFunctions(NEVER));
    expect(functions).toHaveLength(703);
    expect(new Set(functions.map(({ id }) => `${id.group}/${id.name}`)).size).toBe(703);
    expect(functions[700]?.id).toEqual({ connection: 'c', group: 'orders', name: 'check' });
    expect((await requestsOf(sandbox)).filter((request) => request === 'GET ListServices')).toHaveLength(1);
  });

  it('lists those of one service', async () => {
    const functions = await collect(client().listFunctions(NEVER, 'orders'));
    expect(functions).toMatchObject([
      {
        urn: `acs:fc:cn-shanghai:${ACCOUNT}:services/orders/functions/check`,
        runtime: 'nodejs18',
        handler: 'index.handler',
        memoryMb: 256,
        timeoutSeconds: 7,
        description: 'Checks an order',
      },
      { id: { name: 'other' } },
    ]);
    expect((await factsOf(collect(client().listFunctions(NEVER, 'nowhere')))).code).toBe('ServiceNotFound');
  });

  it('offers the versions and aliases of the service, all pages of them', async () => {
    const qualifiers = await collect(client().listQualifiers(refTo('functioncompute-2', 'other'), NEVER));
    expect(qualifiers).toHaveLength(1 + 105 + 105);
    expect(qualifiers.slice(0, 2).map(({ ref }) => ref.qualifier)).toEqual(['LATEST', '105']);
    const alias = qualifiers.find(({ ref }) => ref.qualifier === 'a7');
    expect(alias).toMatchObject({
      kind: 'alias',
      target: '8',
      urn: `acs:fc:cn-shanghai:${ACCOUNT}:services/orders.a7/functions/other`,
    });
  });
});

describe('Function Compute 3.0', () => {
  const client = () => clientOf(sandbox, 'functioncompute-3');

  it('lists functions without groups, and those of 2.0 not again', async () => {
    const functions = await collect(client().listFunctions(NEVER));
    expect(functions).toHaveLength(702);
    expect(functions.filter(({ id }) => id.group !== '' || id.name.includes('$'))).toEqual([]);
    expect(functions[0]).toMatchObject({
      urn: `acs:fc:cn-shanghai:${ACCOUNT}:functions/check`,
      runtime: 'nodejs18',
    });
  });

  it('offers versions, newest first, and aliases, all pages of them', async () => {
    const qualifiers = await collect(client().listQualifiers(refTo('functioncompute-3', 'check'), NEVER));
    expect(qualifiers).toHaveLength(1 + 105 + 105);
    expect(qualifiers.slice(0, 2).map(({ ref }) => ref.qualifier)).toEqual(['LATEST', '105']);
    expect(qualifiers.at(-1)).toMatchObject({ kind: 'alias', target: '100', ref: { qualifier: 'a99' } });
  });
});

describe.each(GENERATIONS)('%s', (service) => {
  const client = () => clientOf(sandbox, service);

  it('reads what a function is run with, which a list does not keep', async () => {
    const found = await client().getFunctionSettings(refTo(service, 'check', 'LATEST'), NEVER);
    expect(found).toMatchObject({ handler: 'index.handler', environment: { KEY: 'value', COUNT: '3' } });
    const bare = await client().getFunctionSettings(refTo(service, 'other', 'LATEST'), NEVER);
    expect(bare.environment).toEqual({});
    const listed = await collect(client().listFunctions(NEVER));
    expect(JSON.stringify(listed)).not.toContain('KEY');
  });

  it('reads a function under any of its qualifiers', async () => {
    for (const qualifier of ['LATEST', '2', 'a1']) {
      const found = await client().getFunction(refTo(service, 'check', qualifier), NEVER);
      expect(found).toMatchObject({ timeoutSeconds: 7, id: { name: 'check' } });
    }
  });

  it.each([
    ['a function', 'nobody', 'LATEST', 'FunctionNotFound'],
    ['a version', 'check', '999', 'VersionNotFound'],
    ['an alias', 'check', 'test', 'AliasNotFound'],
  ])('says when there is no such thing as %s', async (_what, name, qualifier, code) => {
    const facts = await factsOf(client().getFunction(refTo(service, name, qualifier), NEVER));
    expect(facts).toMatchObject({ kind: 'service', status: 404, code, service });
    expect(facts.requestId).toMatch(service === 'functioncompute-2' ? /^[0-9a-f-]{36}$/ : /^1-[0-9a-f]{8}-/);
  });

  it('tells who it is and how the clocks stand', async () => {
    const identity = await client().identify(NEVER);
    expect(identity).toMatchObject({ endpoint: sandbox.ready.url, account: ACCOUNT });
    expect(Math.abs(identity.clockSkewMs ?? Infinity)).toBeLessThan(60_000);
  });
});
