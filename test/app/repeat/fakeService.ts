import type { Cloud } from '../../../src/cloud/cloud';
import { CloudError, type CloudErrorFacts } from '../../../src/cloud/errors';
import type { InvocationResult } from '../../../src/cloud/invocation';
import { message } from '../../../src/model/message';

/** A service that answers when a test says so. */
export function fakeService() {
  const waiting: {
    readonly payload: string;
    answer(result: InvocationResult): void;
    refuse(facts: Partial<CloudErrorFacts>): void;
  }[] = [];
  const payloads: string[] = [];
  let underWay = 0;
  let most = 0;
  const invoke: Cloud['invoke'] = (_, payload, __, signal) => {
    payloads.push(payload);
    most = Math.max(most, ++underWay);
    return new Promise<InvocationResult>((resolve, reject) => {
      const refuse = (facts: Partial<CloudErrorFacts>): void => {
        underWay--;
        reject(
          new CloudError({
            kind: 'service',
            operation: 'invoke',
            sent: 'answered',
            repeatable: false,
            summary: message('Refused.'),
            ...facts,
          }),
        );
      };
      signal.addEventListener('abort', () => refuse({ kind: 'cancelled', sent: 'unknown' }), { once: true });
      waiting.push({
        ...{ payload, refuse },
        answer: (result) => {
          underWay--;
          resolve(result);
        },
      });
    });
  };
  const cloud = {
    connection: { id: 'c', name: 'Shop', service: 'functiongraph-huawei', region: 'r', credential: 'keys' },
    invoke,
  };
  return { cloud: cloud as unknown as Cloud, waiting, payloads, most: () => most };
}
