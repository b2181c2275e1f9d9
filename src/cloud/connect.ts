import type { Connection, Secret } from '../model/connection';
import type { ServiceFamily } from '../model/service';
import { profileOf } from '../model/services';
import type { Cloud } from './cloud';
import type { Door } from './door';
import { FunctionCompute } from './functionCompute/client';
import { FunctionGraph } from './functionGraph/client';

/** A client for a connection, of the family of its service; nothing is sent before the first call. */
export type Connect = (connection: Connection, secret: Secret, door: Door) => Cloud;

/** One client a family of services. */
const CLIENTS: Readonly<Record<ServiceFamily, Connect>> = {
  functionGraph: (connection, secret, door) => new FunctionGraph(connection, secret, door),
  functionCompute: (connection, secret, door) => new FunctionCompute(connection, secret, door),
};

/**
 * The client for a connection; nothing is sent yet. Throws a CloudError of kind `configuration` where connection and
 * secret do not do, and a RangeError for a service that this build does not know. `clients` has one a family.
 */
export function connect(
  connection: Connection,
  secret: Secret,
  door: Door,
  clients: Readonly<Record<ServiceFamily, Connect>> = CLIENTS,
): Cloud {
  const client = clients[profileOf(connection.service).family];
  if (!client) throw new RangeError(`no client for ${connection.service}`);
  return client(connection, secret, door);
}
