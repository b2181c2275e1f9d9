import type { Connection } from '../../model/connection';
import type { FunctionRef } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { RecordedFunction } from './failureRecord';

/** Which connections may lead to the function that a record names. */
interface Matches {
  /** Those of the same region and owner. */
  readonly sure: readonly Connection[];
  /** Those of which region or owner is not known, in the record or in the settings. */
  readonly possible: readonly Connection[];
}

/** Finds the connections that may lead to a recorded function, without asking any service. */
export function matching(fn: RecordedFunction, connections: readonly Connection[]): Matches {
  const sure: Connection[] = [];
  const possible: Connection[] = [];
  for (const connection of connections) {
    const { family, group, account } = profileOf(connection.service);
    if (family !== fn.family || (group === undefined) !== (fn.group === '')) continue;
    const known = [
      [fn.region, connection.region],
      [fn.owner, connection[account.owner.field]],
    ] as const;
    if (known.some(([a, b]) => a !== undefined && b !== undefined && a !== b)) continue;
    if (known.every(([a, b]) => a !== undefined && b !== undefined)) sure.push(connection);
    else possible.push(connection);
  }
  return { sure, possible };
}

/** The version that a record names, reached through a connection. */
export function refThrough(
  { group, name, qualifier }: RecordedFunction,
  connection: Connection,
): FunctionRef {
  const { latest } = profileOf(connection.service);
  return { connection: connection.id, group, name, qualifier: qualifier ?? latest };
}
