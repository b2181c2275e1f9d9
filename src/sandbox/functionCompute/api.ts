import type { RequestHead } from '../exchange';

/** The APIs on the account's port: those of Function Compute 2.0 and 3.0, and the log service's. */
export type Api = '2016-08-15' | '2023-03-30' | 'log';

/** The API that a path belongs to, by its first segment; undefined for other paths. */
export function apiOf(path: string): Api | undefined {
  const first = path.split('/')[1];
  if (first === '2016-08-15' || first === '2023-03-30') return first;
  return first === 'logstores' ? 'log' : undefined;
}

/** What can be a request's id: what fits into a header, a log line and a record. The longest is ours. */
const TRACE_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * A request's id as the API writes it: what the caller gave as `X-Fc-Trace-Id` (invocation page), else a uuid, and on
 * 3.0 one that does not look like a uuid. The log service knows no such header.
 */
export function requestIdOf({ id, path, headers }: Pick<RequestHead, 'id' | 'path' | 'headers'>): string {
  const api = apiOf(path);
  const given = headers['x-fc-trace-id'] ?? '';
  if (api !== 'log' && TRACE_ID.test(given)) return given;
  if (api !== '2023-03-30') return id;
  const hex = id.replaceAll('-', '');
  return `1-${hex.slice(0, 8)}-${hex.slice(8)}`;
}
