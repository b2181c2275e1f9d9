import type { ConfigSeed, SeedDestination } from '../../../model/functionFile';
import { ACCOUNT_ID, REGION } from '../account';
import type { Generation } from '../generation';
import { arnOf, NO_SERVICE } from '../place';
import type { ConfigFields } from './configFields';

/** The config that a function comes with, as a generation keeps it. */
export function seededFields(id: Generation['id'], seed: ConfigSeed): ConfigFields {
  const { age, retries, record, success, failure } = seed;
  const side = (to: SeedDestination | undefined) => (to ? destinationOf(id, to) : null);
  return {
    ...(age !== undefined && { age }),
    ...(retries !== undefined && { retries }),
    ...(record !== undefined && { record }),
    ...((success ?? failure) && { destinations: { success: side(success), failure: side(failure) } }),
  };
}

/** A store is a queue here. */
function destinationOf(id: Generation['id'], { kind, group, name }: SeedDestination): string {
  const messages = `acs:mns:${REGION}:${ACCOUNT_ID}:`;
  switch (kind) {
    case 'function':
      return arnOf({ group: id === '2.0' ? group : NO_SERVICE, name });
    case 'topic':
      return `${messages}/topics/${name}/messages`;
    case 'store':
      return `${messages}/queues/${name}/messages`;
  }
}
