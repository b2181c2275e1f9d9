import type { Cloud } from '../../cloud/cloud';
import { readView } from '../../model/configDocument';
import type { Destination } from '../../model/destination';
import { knownFields } from '../../model/fields';
import type { FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { functionNamed, functionTarget } from '../../model/lint/functionTarget';
import type { Connection } from '../../model/connection';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { versionOf } from '../events/eventSources';
import { SIDES, type Side } from './verification';

/** A side of a config that has a destination. */
export interface PlannedSide {
  readonly side: Side;
  readonly destination: Destination;
  /** The version that the destination runs, where one of the connections leads to it. */
  readonly target?: FunctionRef;
}

/** What can be verified of a version, as the service holds it now. */
export interface VerifyPlan {
  /** The version whose config counts: of an alias without a config of its own, the one that it points to. */
  readonly ref: FunctionRef;
  readonly cloud: Cloud;
  readonly profile: ServiceProfile;
  /** Undefined: nothing is configured. */
  readonly document: JsonObject | undefined;
  /** How often an event that fails runs at most. */
  readonly attempts: number;
  readonly ageSeconds: number;
  /** Whether the config asks for a record of each event. */
  readonly records: boolean;
  /** Empty: there is nothing to verify. */
  readonly sides: readonly PlannedSide[];
}

/** Reads the config of a version from its service. Rejects with a CloudError. */
export async function planVerification(
  about: FunctionRef,
  connections: { list(): readonly Connection[]; cloud(id: string): Promise<Cloud> },
  signal: AbortSignal,
): Promise<VerifyPlan> {
  const cloud = await connections.cloud(about.connection);
  const profile = profileOf(cloud.connection.service);
  const ref = cloud.capabilities.configOnAlias ? about : await versionOf(cloud, about, signal);
  const document = (await cloud.getAsyncConfig(ref, signal))?.document;
  const view = readView(profile, document);
  const { age, retries } = knownFields(profile);
  const sides: PlannedSide[] = [];
  for (const side of SIDES) {
    const destination = view[side];
    if (!destination) continue;
    const target = await targetOf({ ref, cloud, profile, destination }, connections.list(), signal);
    sides.push({ side, destination, ...(target && { target }) });
  }
  return {
    ...{ ref, cloud, profile, document, sides },
    attempts: (view.retries ?? retries.byDefault) + 1,
    ageSeconds: view.age ?? age.byDefault,
    records: view.record === true,
  };
}

/** The version that a destination runs, through the connection of the function or one to the same account. */
async function targetOf(
  {
    ref,
    cloud,
    profile,
    destination,
  }: Pick<VerifyPlan, 'ref' | 'cloud' | 'profile'> & Pick<PlannedSide, 'destination'>,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<FunctionRef | undefined> {
  const target = functionTarget(profile, destination);
  if (!target) return undefined;
  const own = functionNamed(profile, await cloud.urnOf(ref, signal));
  if (!own) return undefined;
  const { family, account } = profile;
  // A target without an owner is of the function's own account.
  const owner = target.owner === '' ? own.owner : target.owner;
  const leads = (one: Connection): boolean => {
    const of = profileOf(one.service);
    // Each generation of a service has functions of its own: with groups, or without.
    if (of.family !== family || (of.group === undefined) !== (target.group === '')) return false;
    const theirs = one.id === ref.connection ? own.owner : one[account.owner.field];
    return one.region === target.region && theirs === owner;
  };
  const others = connections.filter(({ id }) => id !== ref.connection);
  const connection = [cloud.connection, ...others].find(leads);
  const { group, name, qualifier } = target;
  return (
    connection && {
      connection: connection.id,
      ...{ group, name, qualifier: qualifier ?? profileOf(connection.service).latest },
    }
  );
}
