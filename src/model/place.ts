import type { Connection } from './connection';

/** Fields that decide whose functions a connection leads to. */
const PLACE = [
  'service',
  'region',
  'endpoint',
  'projectId',
  'projectName',
  'accountId',
  'domain',
  'profile',
] as const satisfies readonly (keyof Connection)[];

/** Whose functions a connection leads to, as far as it tells. */
export type Place = Pick<Connection, (typeof PLACE)[number]>;

/** Whether two connections lead to the same functions, as far as they tell: their names, marks and secrets may differ. */
export function isSamePlace(a: Place, b: Place): boolean {
  return PLACE.every((key) => a[key] === b[key]);
}

/** Where a connection leads, without what else is said of it. */
export function placeOf(connection: Place): Place {
  const { service, region } = connection;
  const others = PLACE.flatMap((key) =>
    connection[key] === undefined ? [] : [[key, connection[key]] as const],
  );
  return { ...Object.fromEntries(others), service, region };
}
