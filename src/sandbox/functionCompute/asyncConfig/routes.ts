import type { JsonObject } from '../../../model/json';
import type { StoredConfig } from '../../asyncConfigs';
import { empty, json, type Response } from '../../exchange';
import type { Api } from '../api';
import type { Call } from '../call';
import { time } from '../functions/bodies';
import type { AccountState } from '../generation';
import { pageByName } from '../paging';
import { refuse } from '../refusal';
import { resolveTarget } from '../target';
import { arnOf, keyOf, NO_SERVICE } from '../place';
import type { ConfigFields } from './configFields';
import { mergeConfig, readConfig } from './readConfig';

type Stored = StoredConfig<ConfigFields>;

/** `GET …/async-invoke-config` */
export function getAsyncConfig(state: AccountState, call: Call): Response {
  const target = resolveTarget(state, call);
  const config = target.generation.configs.get(keyOf(target));
  if (!config) throw refuse.noConfig(target.fn.name);
  return json(200, configBody(call.api, config));
}

/** `PUT …/async-invoke-config`: creates and updates alike; what the body does not name stays. */
export async function putAsyncConfig(state: AccountState, call: Call): Promise<Response> {
  const target = resolveTarget(state, call);
  const { longAge, mergeSides } = state.options;
  const fields = readConfig(call.request.body.toString('utf8'), { recordKey: RECORD_KEY[call.api], longAge });
  const stored = await target.generation.configs.put(keyOf(target), (before) =>
    mergeConfig(before, fields, mergeSides),
  );
  return json(200, configBody(call.api, stored));
}

/** `DELETE …/async-invoke-config` */
export async function deleteAsyncConfig(state: AccountState, call: Call): Promise<Response> {
  const target = resolveTarget(state, call);
  if (!(await target.generation.configs.remove(keyOf(target)))) throw refuse.noConfig(target.fn.name);
  return empty(204);
}

/** `GET …/functions/{function}/async-invoke-configs` of 2.0: those of all qualifiers; the token is the next qualifier. */
export function listAsyncConfigs2(state: AccountState, call: Call): Response {
  const { generation, ...target } = resolveTarget(state, call);
  const { rows, next } = pageByName(
    call,
    generation.configs.ofFunction(keyOf(target)),
    ({ version }) => version,
  );
  return listBody(call.api, rows, next);
}

/** `GET /async-invoke-configs` of 3.0: those of one function, or of all that stand alone. */
export function listAsyncConfigs3(state: AccountState, call: Call): Response {
  const name = call.query['functionName'] ?? '';
  const all = name === '' ? state.third.configs.all() : ofFunction(state, call, name);
  const { rows, next } = pageByName(call, all, (config) => `${config.name}/${config.version}`);
  return listBody(call.api, rows, next);
}

function ofFunction(state: AccountState, call: Call, name: string): readonly Stored[] {
  const { generation, ...target } = resolveTarget(state, { ...call, path: { function: name }, query: {} });
  return generation.configs.ofFunction(keyOf(target));
}

/** An empty list is null, and its end an empty token. */
function listBody(api: Api, rows: readonly Stored[], next: string | undefined): Response {
  const configs = rows.length === 0 ? null : rows.map((row) => configBody(api, row));
  return json(200, { configs, nextToken: next ?? '' });
}

const RECORD_KEY = {
  '2016-08-15': 'statefulInvocation',
  '2023-03-30': 'asyncTask',
  log: 'asyncTask',
} as const;

/** Fields that were never set are null; items of 3.0 do not tell their qualifier. */
function configBody(api: Api, config: Stored): JsonObject {
  const { group, name, version, destinations } = config;
  const side = (arn: string | null) => (arn === null ? null : { destination: arn });
  const owner =
    api === '2016-08-15'
      ? { service: group, function: name, qualifier: version }
      : { functionArn: arnOf({ group: NO_SERVICE, name: group === NO_SERVICE ? name : `${group}$${name}` }) };
  return {
    ...owner,
    createdTime: time(config.created),
    lastModifiedTime: time(config.modified),
    destinationConfig: destinations
      ? { onSuccess: side(destinations.success), onFailure: side(destinations.failure) }
      : null,
    maxAsyncEventAgeInSeconds: config.age ?? null,
    maxAsyncRetryAttempts: config.retries ?? null,
    [RECORD_KEY[api]]: config.record ?? null,
  };
}
