import { kindOf, readDestination, type Destination } from '../destination';
import { destinationsOf } from '../fields';
import type { ServiceProfile } from '../service';
import { parseUrn } from '../urn';

/** A function that a destination runs, or that a config belongs to. */
export interface FunctionTarget {
  readonly region: string;
  /** Project or account; empty: the same as the function's own. */
  readonly owner: string;
  /** Empty where the service has no groups. */
  readonly group: string;
  readonly name: string;
  /** Absent: the unpublished code. */
  readonly qualifier?: string;
}

/** The function that a destination runs; undefined where it goes elsewhere, or names none in a known form. */
export function functionTarget(
  profile: ServiceProfile,
  destination: Destination,
): FunctionTarget | undefined {
  const runs = kindOf(profile, destination)?.runs;
  const value = (key: string | undefined): string => String(destination.values[key ?? ''] ?? '');
  if (!runs) return undefined;
  if ('urn' in runs) return ofUrn(value(runs.urn));
  const name = value(runs.name);
  if (name === '') return undefined;
  // A qualifier follows the group after a dot where the kind has no field for it.
  const [group = '', dotted = ''] = value(runs.group).split('.');
  const qualifier = value(runs.qualifier) || dotted;
  const place = { region: value('region'), owner: value('account'), group, name };
  return qualifier === '' ? place : { ...place, qualifier };
}

/** The function that a URN or ARN names, in the forms that destinations of the service have. */
export function functionNamed(profile: ServiceProfile, text: string): FunctionTarget | undefined {
  if (destinationsOf(profile).shape !== 'arn') return ofUrn(text);
  const destination = readDestination(profile, { destination: text });
  return destination && functionTarget(profile, destination);
}

/** Whether two mean the same function, whatever their qualifiers. */
export function isSameFunction(a: FunctionTarget, b: FunctionTarget): boolean {
  return isSamePlace(a, b) && a.group === b.group && a.name === b.name;
}

/** Whether two functions belong to the same owner in the same region. */
export function isSamePlace(a: FunctionTarget, b: FunctionTarget): boolean {
  const owners = a.owner === '' || b.owner === '' || a.owner === b.owner;
  return owners && a.region === b.region;
}

function ofUrn(text: string): FunctionTarget | undefined {
  const urn = parseUrn(text);
  if (!urn) return undefined;
  const { projectId, ...others } = urn;
  return { ...others, owner: projectId };
}
