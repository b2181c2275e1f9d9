import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/cloud/cloud';
import type { Secret } from '../../src/model/connection';
import type { Json } from '../../src/model/json';
import { message, translate, type Message } from '../../src/model/message';
import { textAt } from '../../src/sandbox/textAt';
import { sandboxBench, type Bench } from '../sandbox/sandboxBench';
import { clientOf, fail, GENERATIONS, OPERATIONS, refTo, requestsOf } from './functionComputeFixture';
import { collect, factsOf, NEVER, testDoor } from './functionGraphFixture';

const bench = sandboxBench();
const MINUTES = 60_000;
const english = (said: Message = message('')) => translate(said);
let sandbox: Bench;

beforeAll(async () => {
  sandbox = await bench.start({ functions: bench.functions({ 'orders/check': {} }) });
});
beforeEach(async () => {
  await fail(sandbox);
  await requestsOf(sandbox);
});

async function temporary(seconds: number): Promise<Secret> {
  const { body } = await sandbox.ask('POST', '/sandbox/keys', { seconds });
  return temporarySecret(body);
}

function temporarySecret(body: Json): Secret {
  return {
    kind: 'temporaryKeys',
    accessKeyId: textAt(body, 'accessKeyId'),
    secretAccessKey: textAt(body, 'secretAccessKey'),
    securityToken: textAt(body, 'securityToken'),
  };
}

describe.each(GENERATIONS)('%s', (service) => {
  const ref = refTo(service, 'check');
  const keys = () => {
    const found = sandbox.ready.services.find((each) => each.service === service);
    return {
      kind: 'keys',
      accessKeyId: found?.accessKeyId ?? '',
      secretAccessKey: found?.secretAccessKey ?? '',
    } as const;
  };
  const list = (client: Cloud) => collect(client.listFunctions(NEVER));

  it('says that the access key is wrong', async () => {
    const secret = { ...keys(), accessKeyId: 'LTAI5tNobody' };
    const facts = await factsOf(list(clientOf(sandbox, service, { secret })));
    expect(facts).toMatchObject({ status: 403, code: 'InvalidAccessKeyID', sent: 'no' });
    expect(english(facts.summary)).toBe('The access key was not accepted.');
  });

  it('says that the secret is wrong, and repeats it nowhere', async () => {
    const secret = { ...keys(), secretAccessKey: 'a-wrong-secret' };
    const door = testDoor();
    const facts = await factsOf(list(clientOf(sandbox, service, { secret, door })));
    expect(english(facts.summary)).toBe('The signature was not accepted.');
    expect(english(facts.hint)).toContain('access key secret');
    expect(JSON.stringify([facts, door.lines])).not.toContain('a-wrong-secret');
    expect(await requestsOf(sandbox)).toHaveLength(1);
  });

  it('works with temporary keys, and says when they have expired', async () => {
    expect(await list(clientOf(sandbox, service, { secret: await temporary(60) }))).toHaveLength(1);
    const facts = await factsOf(list(clientOf(sandbox, service, { secret: await temporary(0) })));
    expect(english(facts.summary)).toContain('temporary access key has expired');
    expect(english(facts.hint)).toContain('enter new temporary keys');
  });

  it('says that a security token does not belong to its keys', async () => {
    const secret = { ...(await temporary(60)), securityToken: 'another' } as Secret;
    const facts = await factsOf(list(clientOf(sandbox, service, { secret })));
    expect(english(facts.summary)).toContain('security token does not belong to it');
    expect(JSON.stringify(facts)).not.toContain('"another"');
  });

  it.each<[string, string, (client: Cloud) => Promise<unknown>]>([
    ['saving', 'fc:PutFunctionAsyncInvokeConfig', (client) => client.putAsyncConfig(ref, {}, NEVER)],
    ['deleting', 'fc:DeleteFunctionAsyncInvokeConfig', (client) => client.deleteAsyncConfig(ref, NEVER)],
    ['invoking', 'fc:InvokeFunction', (client) => client.invoke(ref, '{}', {}, NEVER)],
    ['invoking asynchronously', 'fc:InvokeFunction', (client) => client.invokeAsync(ref, '{}', NEVER)],
    ['stopping', 'fc:StopStatefulAsyncInvocation', (client) => client.stopAsyncInvocation(ref, 't', NEVER)],
  ])('names the permission that %s needs', async (_what, action, call) => {
    const readOnly = clientOf(sandbox, service, { secret: { kind: 'keys', ...sandbox.ready.readOnlyKey } });
    expect(await list(readOnly)).toHaveLength(1);
    const facts = await factsOf(call(readOnly));
    expect(facts).toMatchObject({ status: 403, code: 'AccessDenied', sent: 'no' });
    expect(english(facts.summary)).toBe('The service does not allow this.');
    expect(english(facts.hint)).toContain(`permission ${action}.`);
    const { region, accountId = '' } = readOnly.connection;
    const resource =
      service === 'functioncompute-2' ? 'services/orders.LATEST/functions/check' : 'functions/check';
    expect(JSON.parse(facts.policy ?? '')).toEqual({
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: [action], Resource: [`acs:fc:${region}:${accountId}:${resource}`] },
      ],
    });
    expect(facts.detail).toContain(
      service === 'functioncompute-2' ? 'services/orders.LATEST/functions/check' : ':functions/check',
    );
  });

  it('says that the key belongs to another account', async () => {
    const client = clientOf(sandbox, service, { connection: { accountId: '1000000000000001' } });
    const facts = await factsOf(list(client));
    expect(english(facts.summary)).toBe('The access key does not belong to account 1000000000000001.');
    expect(english(facts.hint)).toContain('account ID');
  });

  it.each([20 * MINUTES, -20 * MINUTES])('says that the clock is %i ms off', async (offset) => {
    const door = testDoor();
    door.offset = offset;
    const facts = await factsOf(list(clientOf(sandbox, service, { door })));
    expect(english(facts.summary)).toBe(
      `This computer’s clock is 20 minutes ${offset > 0 ? 'ahead of' : 'behind'} the service’s.`,
    );
    expect(await requestsOf(sandbox)).toHaveLength(1);
  });

  it('works with a clock that is 14 minutes off, and tells how far', async () => {
    const door = testDoor();
    door.offset = 14 * MINUTES;
    const { clockSkewMs = 0 } = await clientOf(sandbox, service, { door }).identify(NEVER);
    expect(Math.abs(clockSkewMs - door.offset)).toBeLessThan(MINUTES);
  });

  it('says that a web page answered', async () => {
    await fail(sandbox, '*:html:1');
    const facts = await factsOf(list(clientOf(sandbox, service)));
    expect(english(facts.summary)).toBe(
      'The response (HTTP 502) is a web page, not a response of the service.',
    );
    expect(facts.detail).toBe('502 Bad Gateway');
  });

  it.each(['malformed', 'truncated'])('does not take a %s answer for a whole one', async (kind) => {
    await fail(sandbox, `*:${kind}:1`);
    const facts = await factsOf(
      clientOf(sandbox, service)
        .getAsyncConfig(ref, NEVER)
        .then(() => list(clientOf(sandbox, service))),
    );
    expect(['protocol', 'network', 'service']).toContain(facts.kind);
  });

  it('repeats reads and saving, up to three times', async () => {
    await fail(sandbox, `${OPERATIONS[service].put}:503:x3`, 'GetFunction:reset:x2');
    const client = clientOf(sandbox, service);
    await client.getFunction(ref, NEVER);
    await client.putAsyncConfig(ref, {}, NEVER);
    const seen = await requestsOf(sandbox);
    expect(seen.filter((each) => each === `PUT ${OPERATIONS[service].put}`)).toHaveLength(4);
    expect(seen.filter((each) => each === 'GET GetFunction')).toHaveLength(3);
  });

  describe.each(['500', '429', '503', 'reset', 'lost', 'html', 'truncated'])(
    'one click, one POST: %s',
    (kind) => {
      it('synchronous', async () => {
        await fail(sandbox, `InvokeFunction:${kind}:1`);
        const facts = await factsOf(clientOf(sandbox, service).invoke(ref, '{"some":"event"}', {}, NEVER));
        expect(facts.sent).toBe(SENT[kind] ?? 'unknown');
        expect(await requestsOf(sandbox)).toEqual(['POST InvokeFunction']);
      });

      it('asynchronous', async () => {
        await fail(sandbox, `InvokeFunctionAsync:${kind}:1`);
        const receipt = clientOf(sandbox, service).invokeAsync(ref, '{}', NEVER);
        // There is no body that could be cut short.
        if (kind === 'truncated') await receipt.catch(() => undefined);
        else expect((await factsOf(receipt)).sent).toBe(SENT[kind] ?? 'unknown');
        expect(await requestsOf(sandbox)).toEqual(['POST InvokeFunctionAsync']);
      });
    },
  );
});

/** What may be said about an invocation that failed so. */
const SENT: Readonly<Record<string, string>> = { '429': 'no', '500': 'answered', '503': 'answered' };
