import type { Connection } from '../../model/connection';
import { message } from '../../model/message';
import type { ServiceId } from '../../model/service';
import { misconfigured, ownOrigin } from '../call/misconfigured';
import { isLoopback } from '../transport/origin';

/** Where the three services of a region answer; origins without a final slash. */
export interface Endpoints {
  readonly functions: string;
  readonly iam: string;
  readonly logs: string;
}

interface Pattern {
  readonly service: ServiceId;
  readonly regions: RegExp;
  readonly domain: string;
  readonly iam?: string;
}

/** The first that fits is used (SDK region table, vendors' endpoint pages; `.eu`: the vendor's Terraform provider). */
const PATTERNS: readonly Pattern[] = [
  { service: 'functiongraph-huawei', regions: /^eu-west-1\d+$/, domain: 'myhuaweicloud.eu' },
  { service: 'functiongraph-huawei', regions: /./, domain: 'myhuaweicloud.com' },
  { service: 'functiongraph-otc', regions: /^eu-ch/, domain: 'sc.otc.t-systems.com', iam: 'iam-pub' },
  { service: 'functiongraph-otc', regions: /./, domain: 'otc.t-systems.com' },
];

/**
 * Endpoints of a connection: its own ones where it has them, else the vendor's for its region. An own endpoint on
 * this computer (an emulator) stands for all three. Throws a CloudError of kind `configuration`.
 */
export function endpointsOf(connection: Connection): Endpoints {
  const { service, region } = connection;
  const functions = ownOrigin(connection, connection.endpoint);
  const fallback = functions !== undefined && isLoopback(new URL(functions).hostname) ? functions : undefined;
  const pattern = PATTERNS.find(
    (candidate) => candidate.service === service && candidate.regions.test(region),
  );
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
