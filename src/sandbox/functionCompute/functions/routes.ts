import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../model/json';
import { json, type Response } from '../../exchange';
import type { SandboxFunction } from '../../functions';
import { REGION } from '../account';
import type { Call } from '../call';
import type { AccountState } from '../generation';
import { pageByName, pageByOffset } from '../paging';
import { refuse } from '../refusal';
import { resolveTarget } from '../target';
import { resolveQualifier, splitService } from '../place';
import { functionBody2, functionBody3, longTime, serviceBody, time } from './bodies';
import { qualifiersOf, serviceQualifiers, type Qualifiers } from './versions';

/** The token of the next page; absent at the end of these lists. */
const token = (next: string | undefined) => (next === undefined ? {} : { nextToken: next });

/** `GET /services` */
export function listServices({ catalogue }: AccountState, call: Call): Response {
  if ((call.query['nextToken'] ?? '') === '') catalogue.refresh();
  const { prefix = '', startKey = '' } = call.query;
  const names = [...catalogue.groups()].sort().filter((name) => name.startsWith(prefix) && name >= startKey);
  const { rows, next } = pageByName(call, names, (name) => name);
  return json(200, {
    services: rows.map((name) => serviceBody(name, modifiedOf(catalogue.inGroup(name)))),
    ...token(next),
  });
}

/** `GET /services/{service}[.{qualifier}]` */
export function getService(state: AccountState, call: Call): Response {
  const service = knownService(state, call);
  return tagged(serviceBody(service, modifiedOf(state.catalogue.inGroup(service))));
}

/** `GET /services/{service}[.{qualifier}]/functions` */
export function listFunctions2(state: AccountState, call: Call): Response {
  const { catalogue } = state;
  const group = knownService(state, call);
  const { prefix = '' } = call.query;
  const { rows, next } = pageByOffset(call, (offset, limit) =>
    catalogue.page({ group, prefix }, offset, limit),
  );
  return json(200, { functions: rows.map(functionBody2), ...token(next) });
}

/**
 * `GET /functions`: those that stand alone, those of 2.0 with `fcVersion=v2`, without it both. Of several functions
 * with one name the first stands alone, so a page may be shorter than its limit.
 */
export function listFunctions3({ catalogue }: AccountState, call: Call): Response {
  if ((call.query['nextToken'] ?? '') === '') catalogue.refresh();
  const { prefix = '', fcVersion = '' } = call.query;
  if (!['', 'v2', 'v3'].includes(fcVersion)) throw refuse.badArgument('fcVersion must be v2 or v3');
  const generations = fcVersion === '' ? ['v3', 'v2'] : [fcVersion];
  const { rows, next } = pageByOffset(call, (offset, limit) => {
    const found: Json[] = [];
    const { count } = catalogue.page({}, 0, 0);
    for (let at = offset; at < offset + limit && at < generations.length * count; at += 1) {
      const generation = generations[Math.floor(at / count)];
      const fn = catalogue.page({}, at % count, 1).rows[0];
      if (!fn) continue;
      const name = generation === 'v2' ? `${fn.group}$${fn.name}` : fn.name;
      const shadowed = generation === 'v3' && catalogue.findByName(fn.name)?.group !== fn.group;
      if (!shadowed && name.startsWith(prefix)) found.push(functionBody3(fn, name));
    }
    return { rows: found, count: generations.length * count };
  });
  return json(200, { functions: rows, ...token(next) });
}

/** `GET …/functions/{function}` */
export function getFunction(state: AccountState, call: Call): Response {
  const { fn } = resolveTarget(state, call);
  return tagged(call.api === '2016-08-15' ? functionBody2(fn) : functionBody3(fn, call.path['function']));
}

/** A service or a function with its `ETag`, which changes with the body (Go SDK: GetService, GetFunction). */
function tagged(body: JsonObject): Response {
  const etag = createHash('md5').update(JSON.stringify(body)).digest('hex');
  return json(200, body, { etag });
}

/** `GET …/versions`; `LATEST` is not among them. */
export function listVersions(state: AccountState, call: Call): Response {
  const { qualifiers, modified } = ownerOf(state, call);
  const direction = call.query['direction'] || 'FORWARD';
  if (direction !== 'FORWARD' && direction !== 'BACKWARD') {
    throw refuse.badArgument('direction must be FORWARD or BACKWARD');
  }
  const ordered = direction === 'FORWARD' ? qualifiers.versions : [...qualifiers.versions].reverse();
  const { rows, next } = pageByName(call, ordered, ({ id }) => id);
  const versions = rows.map(({ id, description }) => ({
    versionId: id,
    description,
    ...times(call, modified),
  }));
  return json(200, { versions, direction, ...token(next) });
}

/** `GET …/aliases` */
export function listAliases(state: AccountState, call: Call): Response {
  const { qualifiers, modified } = ownerOf(state, call);
  const { prefix = '' } = call.query;
  const all = qualifiers.aliases.filter(({ name }) => name.startsWith(prefix));
  const { rows, next } = pageByName(call, all, ({ name }) => name);
  const aliases = rows.map(({ name, versionId, description }) => ({
    aliasName: name,
    versionId,
    description,
    additionalVersionWeight: null,
    ...times(call, modified),
  }));
  return json(200, { aliases, nextToken: next ?? null });
}

/** `GET /regions` */
export function describeRegions(): Response {
  return json(200, { Regions: { Region: [{ RegionId: REGION, LocalName: 'China (Shanghai)' }] } });
}

/** Whose versions and aliases a call asks for: a service's in 2.0, a function's in 3.0. */
function ownerOf(
  state: AccountState,
  call: Call,
): { readonly qualifiers: Qualifiers; readonly modified: number } {
  if (call.api === '2016-08-15') {
    const service = knownService(state, call);
    return {
      qualifiers: serviceQualifiers(state.catalogue, service),
      modified: modifiedOf(state.catalogue.inGroup(service)),
    };
  }
  const { fn, service } = resolveTarget(state, { ...call, query: {} });
  const qualifiers = service === undefined ? qualifiersOf(fn) : serviceQualifiers(state.catalogue, service);
  return { qualifiers, modified: fn.modified };
}

function knownService({ catalogue }: AccountState, call: Call): string {
  const [service, qualifier] = splitService(call.path['service'] ?? '');
  if (!catalogue.groups().includes(service)) throw refuse.noService(service);
  resolveQualifier(() => serviceQualifiers(catalogue, service), qualifier, `service '${service}'`);
  return service;
}

function modifiedOf(functions: Iterable<SandboxFunction>): number {
  let latest = 0;
  for (const { modified } of functions) latest = Math.max(latest, modified);
  return latest;
}

function times({ api }: Call, modified: number) {
  const text = api === '2016-08-15' ? longTime(modified) : time(modified);
  return { createdTime: text, lastModifiedTime: text };
}
