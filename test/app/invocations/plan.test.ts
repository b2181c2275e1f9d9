import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../src/app/invocations/bindings';
import { createPlanner, type PlanPorts } from '../../../src/app/invocations/plan';
import { machineVariables } from '../../../src/app/payloads/variables';
import type { Cloud } from '../../../src/cloud/cloud';
import { CloudError } from '../../../src/cloud/errors';
import type { Connection } from '../../../src/model/connection';
import { message } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';

const CONNECTION: Connection = {
  ...{ id: 'c', name: 'C', service: 'functiongraph-huawei', region: 'r', credential: 'keys' },
};
const LIMITS = profileOf(CONNECTION.service).payloadBytes;

/** A planner whose ports write down what they were asked, in order. */
function planner(payload: string | undefined, connections: readonly Connection[] = [CONNECTION]) {
  const asked: string[] = [];
  const values = new Map<string, unknown>();
  const known = {
    get: (id: string) => connections.find((connection) => connection.id === id),
    list: () => connections,
    cloud: () => Promise.reject(new Error('connected')),
  };
  const ports: PlanPorts<string> = {
    connections: known,
    targets: {
      ...{ connections: known, own: () => undefined },
      filed: () => Promise.resolve(undefined),
      relink: () => Promise.resolve(),
      chooseAmong: () => Promise.resolve(undefined),
      chooseAnother: () => Promise.resolve(undefined),
    },
    bindings: bindingsOf({
      get: <T>(key: string, byDefault: T) => (values.has(key) ? (values.get(key) as T) : byDefault),
      update: (key, value) => Promise.resolve(void values.set(key, value)),
    }),
    payload: () => {
      asked.push('payload');
      const found = payload !== undefined && { text: payload, source: 'file:///a', refuse: () => undefined };
      return Promise.resolve(found || undefined);
    },
    tooLarge: (bytes, limit, mode) => asked.push(`too large: ${bytes} of ${limit} ${mode}`),
    chooseFunction: () => {
      asked.push('function');
      return Promise.resolve(undefined);
    },
    longRunning: () => Promise.resolve(undefined),
    notAgain: () => undefined,
    variables: machineVariables(() => true),
  };
  return { asked, ...createPlanner(ports) };
}

/** A planner over documents of which another is in front at each look; the function of the first one is gone. */
function plannerOfMany() {
  const on = (name: string) => ({ connection: 'c', group: 'demo', name, qualifier: 'latest' });
  const gone = new CloudError({
    ...{ kind: 'service', service: CONNECTION.service, operation: 'getFunction', sent: 'answered' },
    ...{ status: 404, repeatable: false, summary: message('no') },
  });
  const getFunction = ({ name }: { readonly name: string }) =>
    name === 'gone' ? Promise.reject(gone) : Promise.resolve({ timeoutSeconds: 3 });
  const cloud = { connection: CONNECTION, getFunction } as unknown as Cloud;
  const connections = {
    get: () => CONNECTION,
    list: () => [CONNECTION],
    cloud: () => Promise.resolve(cloud),
  };
  let looks = 0;
  return createPlanner<string>({
    connections,
    targets: {
      ...{ connections, own: () => on('gone'), relink: () => Promise.resolve() },
      filed: () => Promise.resolve(undefined),
      chooseAmong: () => Promise.resolve(undefined),
      chooseAnother: () => Promise.resolve(on('other')),
    },
    bindings: bindingsOf({ get: (_, byDefault) => byDefault, update: () => Promise.resolve() }),
    payload: () => {
      looks += 1;
      return Promise.resolve({
        ...{ text: `{"look": ${looks}}`, source: `file:///${looks}.json` },
        refuse: () => undefined,
      });
    },
    tooLarge: () => undefined,
    chooseFunction: () => Promise.resolve(undefined),
    longRunning: () => Promise.resolve(undefined),
    notAgain: () => undefined,
    variables: machineVariables(() => true),
  });
}

describe('planning an invocation', () => {
  it('sends what was meant to the function that is chosen in the place of one that is gone', async () => {
    const plan = await plannerOfMany().plan('sync', undefined, undefined);
    expect(plan?.task).toMatchObject({
      ...{ payload: '{"look": 1}', source: 'file:///1.json' },
      ref: { name: 'other' },
    });
  });

  it('asks for no function where there is no payload to send', async () => {
    const { asked, plan } = planner(undefined);
    expect(await plan('sync', undefined, undefined)).toBeUndefined();
    expect(asked).toEqual(['payload']);
  });

  it.each(['sync', 'async'] as const)(
    'asks for no function where no service takes the payload (%s)',
    async (mode) => {
      const { asked, plan } = planner(`"${'x'.repeat(LIMITS[mode] - 1)}"`);
      expect(await plan(mode, undefined, undefined)).toBeUndefined();
      expect(asked).toEqual(['payload', `too large: ${LIMITS[mode] + 1} of ${LIMITS[mode]} ${mode}`]);
    },
  );

  it('takes a payload of exactly the limit', async () => {
    const { asked, plan } = planner(`"${'x'.repeat(LIMITS.async - 2)}"`);
    await plan('async', undefined, undefined);
    expect(asked).toEqual(['payload', 'function']);
  });
});
