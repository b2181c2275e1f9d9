import type { Connection, Secret } from '../model/connection';
import type { ServiceFamily } from '../model/service';
import { profileOf } from '../model/services';
import type { Cloud } from './cloud';
import type { Door } from './door';
import { FunctionGraph } from './functionGraph/client';

type Connect = (connection: Connection, secret: Secret, door: Door) => Cloud;

/** One client a family of services. */
const FAMILIES: Readonly<Partial<Record<ServiceFamily, Connect>>> = {
  functionGraph: (connection, secret, door) => new FunctionGraph(connection, secret, door),
};

/**
 * The client for a connection; nothing is sent yet. Throws a CloudError of kind `configuration` where connection and
 * secret do not do, and a RangeError for a service that this build does not know.
 */
export function connect(connection: Connection, secret: Secret, door: Door): Cloud {
  const { family } = profileOf(connection.service);
  const make = FAMILIES[family];
  if (!make) throw new RangeError(`no client for ${family}`);
  return make(connection, secret, door);
}
