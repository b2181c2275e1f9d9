import type { Connection } from '../../model/connection';
import { message, type Message } from '../../model/message';
import { CloudError } from '../errors';
import { originOf } from '../transport/origin';

/** The error for a connection whose own data do not do. */
export function misconfigured(
  { service }: Pick<Connection, 'service'>,
  summary: Message,
  hint: Message = message('Edit the connection.'),
): CloudError {
  return new CloudError({
    kind: 'configuration',
    service,
    operation: 'connect',
    sent: 'no',
    repeatable: false,
    summary,
    hint,
  });
}

/** The origin of an endpoint that a connection has of its own; undefined without one. Throws a CloudError for one that may not be used. */
export function ownOrigin(connection: Connection, endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || endpoint === '') return undefined;
  const origin = originOf(endpoint);
  if (origin !== undefined) return origin;
  throw misconfigured(
    connection,
    message('The endpoint {0} cannot be used: it must be https://host, without a path.', endpoint),
  );
}
