import { connect } from '../../../src/cloud/connect';
import type { Cloud } from '../../../src/cloud/cloud';
import { openDoor } from '../../../src/cloud/door';
import type { Connection, Secret } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import type { JsonObject } from '../../../src/model/json';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import type { Bench } from '../../sandbox/sandboxBench';

export const SERVICE_IDS = [
  'functiongraph-huawei',
  'functiongraph-otc',
  'functioncompute-2',
  'functioncompute-3',
] as const;

/** A connection to one of the services of a sandbox. */
export function connectionTo({ ready }: Bench, service: ServiceId): Connection {
  const found = ready.services.find((each) => each.service === service);
  if (!found) throw new Error(`no ${service}`);
  const { region, projectId, accountId } = found as {
    region: string;
    projectId?: string;
    accountId?: string;
  };
  return {
    ...{ id: service, name: service, service, region, credential: 'keys' as const },
    ...{ endpoint: ready.url, logEndpoint: ready.url },
    ...(service.startsWith('functiongraph') && { iamEndpoint: ready.url }),
    ...(projectId !== undefined && { projectId }),
    ...(accountId !== undefined && { accountId }),
  };
}

/** Access keys of one of the services of a sandbox. */
export function keysTo(bench: Bench, service: ServiceId): Extract<Secret, { readonly kind: 'keys' }> {
  const found = bench.ready.services.find((each) => each.service === service) as
    { accessKeyId?: string; secretAccessKey?: string } | undefined;
  const accessKeyId = found?.accessKeyId ?? bench.ready.accessKeyId;
  const secretAccessKey = found?.secretAccessKey ?? bench.ready.secretAccessKey;
  return { kind: 'keys', accessKeyId, secretAccessKey };
}

/** A client for it, over real sockets. */
export function cloudTo(bench: Bench, service: ServiceId): Cloud {
  const door = openDoor({ log: () => undefined });
  return connect(connectionTo(bench, service), keysTo(bench, service), door);
}

/** The unpublished version of a function of the package or service `orders`. */
export function refTo(service: ServiceId, name: string): FunctionRef {
  const { group, latest } = profileOf(service);
  return { connection: service, group: group === undefined ? '' : 'orders', name, qualifier: latest };
}

/** A config document: no retries, records on, and a destination for failures. */
export function failingTo(service: ServiceId, onFailure: JsonObject): JsonObject {
  if (service.startsWith('functiongraph')) {
    return { max_async_retry_attempts: 0, destination_config: { on_failure: onFailure } };
  }
  const record = service === 'functioncompute-2' ? 'statefulInvocation' : 'asyncTask';
  return { maxAsyncRetryAttempts: 0, [record]: true, destinationConfig: { onFailure } };
}

/** Numbers that a seed leads to, from 0 up to 1. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A JSON text with what goes wrong in other people's hands: escapes, emoji, long numbers, odd white space, JSON in strings. */
export function randomPayload(random: () => number, depth = 3): string {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const space = () => pick(['', '', ' ', '\n\t', '\r\n']);
  const text = () =>
    pick([
      '"plain"',
      '"Grüße, 世界 😀"',
      '"\\u00e4\\ud83d\\ude00 \\/ \\" \\\\ \\n"',
      '"{\\"requestPayload\\":\\"{}\\"}"',
      '"request_context"',
      '"eyJhIjoxfQ=="',
      '"\\u2028 </script> $& %s"',
    ]);
  const leaf = () => pick([text(), '12345678901234567890.10', '1E+400', '-0.0', 'true', 'null', '""']);
  if (depth === 0 || random() < 0.2) return leaf();
  const parts = Array.from({ length: Math.floor(random() * 4) }, () => randomPayload(random, depth - 1));
  if (random() < 0.5) return `[${space()}${parts.join(`${space()},${space()}`)}]`;
  const members = parts.map((part) => `${text()}${space()}:${space()}${part}`);
  return `{${space()}${members.join(`,${space()}`)}${space()}}`;
}
