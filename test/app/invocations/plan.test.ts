import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../src/app/invocations/bindings';
import { createPlanner, type PlanPorts } from '../../../src/app/invocations/plan';
import { machineVariables } from '../../../src/app/payloads/variables';
import type { Connection } from '../../../src/model/connection';
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

describe('planning an invocation', () => {
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
