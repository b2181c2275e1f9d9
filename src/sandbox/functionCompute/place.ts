import type { VersionKey } from '../asyncConfigs';
import type { Catalogue } from '../catalogue';
import type { SandboxFunction } from '../functions';
import { ACCOUNT_ID, REGION } from './account';
import { qualifiersOf, serviceQualifiers, type Qualifiers } from './functions/versions';
import { refuse } from './refusal';

/** The unpublished code. */
export const LATEST = 'LATEST';

/** Stands for the service in keys of functions that have none. */
export const NO_SERVICE = '-';

/** A function under one of its qualifiers. */
export interface Place {
  readonly fn: SandboxFunction;
  /** The 2.0 service; undefined for a function that stands alone. */
  readonly service: string | undefined;
  /** As it was named: `LATEST`, a version's number, an alias. */
  readonly qualifier: string;
  /** `LATEST` or a version's number; an alias is resolved. */
  readonly versionId: string;
}

/** Splits `service.qualifier`; names of services have no dot. */
export function splitService(text: string): readonly [service: string, qualifier: string] {
  const at = text.indexOf('.');
  return at < 0 ? [text, LATEST] : [text.slice(0, at), text.slice(at + 1) || LATEST];
}

/** A function of a service. Throws a Refusal. */
export function placeInService(
  catalogue: Catalogue,
  service: string,
  name: string,
  qualifier: string,
): Place {
  if (!catalogue.groups().includes(service)) throw refuse.noService(service);
  const versionId = resolveQualifier(
    () => serviceQualifiers(catalogue, service),
    qualifier,
    `service '${service}'`,
  );
  const fn = catalogue.find(service, name);
  if (!fn) throw refuse.noFunction2(service, name);
  return { fn, service, qualifier, versionId };
}

/** A function that stands alone. Throws a Refusal. */
export function placeAlone(catalogue: Catalogue, name: string, qualifier: string): Place {
  const fn = catalogue.findByName(name);
  if (!fn) throw refuse.noFunction3(name);
  return {
    fn,
    service: undefined,
    qualifier,
    versionId: resolveQualifier(() => qualifiersOf(fn), qualifier, `function '${name}'`),
  };
}

/** The version that a qualifier means. Throws a Refusal, 404, for one that `owner` has not. */
export function resolveQualifier(qualifiers: () => Qualifiers, qualifier: string, owner: string): string {
  if (qualifier === LATEST) return LATEST;
  const { versions, aliases } = qualifiers();
  if (/^\d+$/.test(qualifier)) {
    if (versions.some(({ id }) => id === qualifier)) return qualifier;
    throw refuse.noVersion(qualifier, owner);
  }
  const alias = aliases.find(({ name }) => name === qualifier);
  if (!alias) throw refuse.noAlias(qualifier, owner);
  return alias.versionId;
}

/** The key under which a place's config is kept: each qualifier has one of its own. */
export function keyOf({ fn, service, qualifier }: Place): VersionKey {
  return { group: service ?? NO_SERVICE, name: fn.name, version: qualifier };
}

/** ARN of a function; the account is left out where the service leaves it out. */
export function arnOf(
  { group, name }: Pick<VersionKey, 'group' | 'name'>,
  qualifier?: string,
  prefix = `acs:fc:${REGION}:${ACCOUNT_ID}`,
): string {
  const [dot, slash] = qualifier === undefined ? ['', ''] : [`.${qualifier}`, `/${qualifier}`];
  return group === NO_SERVICE
    ? `${prefix}:functions/${name}${slash}`
    : `${prefix}:services/${group}${dot}/functions/${name}`;
}
