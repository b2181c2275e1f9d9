import type { Connection } from '../../model/connection';
import { message } from '../../model/message';
import { misconfigured, ownOrigin } from '../call/misconfigured';
import { isLoopback } from '../transport/origin';

/** Where a connection's requests go; origins without a final slash. */
export interface Endpoints {
  /** Management calls of API 2023-03-30. */
  readonly management: string;
  /** Invocations, and all of API 2016-08-15. */
  readonly account: string;
  /** Host of a log project. */
  logs(project: string): string;
}

/** Regions whose management calls go to `{region}.fc` instead of `fcv3.{region}` (the vendor's product metadata). */
const WITHOUT_FCV3 = ['me-central-1', 'cn-hangzhou-finance', 'cn-heyuan-acdr-1', 'cn-shanghai-finance-1'];

/**
 * Endpoints of a connection: its own ones where it has them, else the vendor's. The account id is part of the
 * vendor's host. Throws a CloudError of kind `configuration`.
 */
export function endpointsOf(connection: Connection): Endpoints {
  const { region, accountId } = connection;
  const own = ownOrigin(connection, connection.endpoint);
  const ownLogs =
    ownOrigin(connection, connection.logEndpoint) ?? (own !== undefined && isLocal(own) ? own : undefined);
  if (!/^[a-z0-9-]+$/.test(region)) {
    throw misconfigured(connection, message('“{0}” is not the name of a region.', region));
  }
  if (own === undefined && !/^\d+$/.test(accountId ?? '')) {
    throw misconfigured(
      connection,
      message('The connection needs the account ID, a number of about 16 digits.'),
    );
  }
  const management = WITHOUT_FCV3.includes(region) ? `${region}.fc` : `fcv3.${region}`;
  return {
    management: own ?? `https://${management}.aliyuncs.com`,
    account: own ?? `https://${accountId ?? ''}.${region}.fc.aliyuncs.com`,
    logs: (project) => ownLogs ?? `https://${project}.${region}.log.aliyuncs.com`,
  };
}

function isLocal(found: string): boolean {
  return isLoopback(new URL(found).hostname);
}
