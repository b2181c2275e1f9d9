import type { Connection } from '../../model/connection';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import { misconfigured, ownOrigin } from '../call/misconfigured';
import { isLoopback } from '../transport/origin';

/** Where the three services of a region answer; origins without a final slash. */
export interface Endpoints {
  readonly functions: string;
  readonly iam: string;
  readonly logs: string;
}

/**
 * Endpoints of a connection: its own ones where it has them, else the vendor's for its region. An own endpoint on
 * this computer (an emulator) stands for all three. Throws a CloudError of kind `configuration`.
 */
export function endpointsOf(connection: Connection): Endpoints {
  const { service, region } = connection;
  const functions = ownOrigin(connection, connection.endpoint);
  const fallback = functions !== undefined && isLoopback(new URL(functions).hostname) ? functions : undefined;
  const pattern = profileOf(service).domains?.find(({ regions }) => new RegExp(regions).test(region));
  const vendor = (name: string) => {
    if (!pattern || !/^[a-z0-9-]+$/.test(region)) {
      throw misconfigured(connection, message('“{0}” is not the name of a region.', region));
    }
    return `https://${name}.${region}.${pattern.domain}`;
  };
  return {
    functions: functions ?? vendor('functiongraph'),
    iam: ownOrigin(connection, connection.iamEndpoint) ?? fallback ?? vendor(pattern?.iam ?? 'iam'),
    logs: ownOrigin(connection, connection.logEndpoint) ?? fallback ?? vendor('lts'),
  };
}
