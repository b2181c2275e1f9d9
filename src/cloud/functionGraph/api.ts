import type { Json } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import type { ApiCall } from '../call/apiCall';
import { numberAt, present } from '../call/fields';
import type { Endpoints } from './endpoints';
import { isFunctionError } from './invocationResult';

/** Most configs on a page; more are cut to 100. */
const CONFIGS = '100';
/** Longest synchronous call that any document speaks of. */
const LONGEST_SECONDS = 900;
/** Milliseconds that a synchronous call waits beyond the function's own time. */
const MARGIN_MS = 10_000;

/** The marker of the next page; undefined at the end, where it is 0, missing, or the one that was sent (API reference). */
export function nextMarker(page: Json | undefined, marker: number): number | undefined {
  const next = numberAt(page, 'next_marker') ?? 0;
  return next === 0 || next === marker ? undefined : next;
}

/** Which records are asked for (querying_asynchronous_invocation_requests.rst); `limit` has at most 500. */
export type RecordQuery = { readonly query_begin_time: string } & (
  | { readonly request_id: string }
  | { readonly marker: string; readonly limit: string; readonly status?: string }
);

/** The calls of one project; see `apiOf`. */
export type Api = ReturnType<typeof apiOf>;

/** Builds the calls of a project (route table of the API reference). A `urn` has seven or eight fields. */
export function apiOf(
  { payloadBytes, gatewaySeconds = LONGEST_SECONDS }: ServiceProfile,
  endpoints: Endpoints,
  project: string,
  marginMs = MARGIN_MS,
) {
  const get = (operation: string, path: readonly string[], query: ApiCall['query'] = {}): ApiCall => ({
    operation,
    repeat: 'safely',
    method: 'GET',
    origin: endpoints.functions,
    path: ['v2', project, 'fgs', 'functions', ...path],
    query,
    headers: { 'content-type': 'application/json' },
    project,
  });
  const post = (operation: string, path: readonly string[], body: string): ApiCall => ({
    ...get(operation, path),
    repeat: 'never',
    method: 'POST',
    body,
  });
  const event = (operation: string, urn: string, id: string) => get(operation, [urn, 'events', id]);
  const config = (operation: string, urn: string) => get(operation, [urn, 'async-invoke-config']);

  return {
    // `maxitems`: a well-known tool sends `max_items`, which no document knows
    listFunctions: (marker: number, pageSize: number, group: string | undefined) =>
      get(
        'listFunctions',
        [],
        present({ marker: String(marker), maxitems: String(pageSize), package_name: group }),
      ),
    getFunction: (urn: string) => get('showFunctionConfig', [urn, 'config']),
    // documented paging parameters are known to have no effect here
    listVersions: (urn: string) => get('listVersions', [urn, 'versions']),
    listAliases: (urn: string) => get('listAliases', [urn, 'aliases']),
    getAsyncConfig: (urn: string) => config('getAsyncConfig', urn),
    putAsyncConfig: (urn: string, body: string): ApiCall => ({
      ...config('putAsyncConfig', urn),
      method: 'PUT',
      body,
    }),
    deleteAsyncConfig: (urn: string): ApiCall => ({ ...config('deleteAsyncConfig', urn), method: 'DELETE' }),
    listAsyncConfigs: (urn: string, marker: number) =>
      get('listAsyncConfigs', [urn, 'async-invoke-configs'], { marker: String(marker), limit: CONFIGS }),
    /** The time has to be a text: the SDK's type for it, a date, goes out empty. */
    listAsyncInvocations: (urn: string, query: RecordQuery) =>
      get('listAsyncInvocations', [urn, 'async-invocations'], query),
    cancelAsyncInvocation: (urn: string, requestId: string) =>
      post(
        'cancelAsyncInvocation',
        [urn, 'cancel'],
        JSON.stringify({ request_id: requestId, type: 'force' }),
      ),
    /**
     * Waits as long as the function may run plus a margin, or as long as the gateway does where that is not known; without
     * a limit where `timeoutSeconds` is Infinity.
     */
    invoke: (urn: string, payload: string, timeoutSeconds?: number): ApiCall => {
      const call = post('invoke', [urn, 'invocations'], payload);
      const known = Math.min(timeoutSeconds ?? gatewaySeconds, LONGEST_SECONDS);
      const seconds = timeoutSeconds === Infinity ? Infinity : known;
      return {
        ...call,
        event: true,
        mostSent: payloadBytes.sync,
        headers: { ...call.headers, 'x-cff-log-type': 'tail', 'x-cff-request-version': 'v1' },
        limits: {
          totalMs: seconds * 1000 + marginMs,
          // the envelope is JSON, in which a byte of the result may take six
          maxBytes: payloadBytes.sync * 6 + 1024 * 1024,
        },
        accepts: isFunctionError,
      };
    },
    invokeAsync: (urn: string, payload: string): ApiCall => ({
      ...post('invokeAsync', [urn, 'invocations-async'], payload),
      event: true,
      mostSent: payloadBytes.async,
    }),
    listEvents: (urn: string) => get('listEvents', [urn, 'events']),
    showEvent: (urn: string, id: string) => event('showEvent', urn, id),
    createEvent: (urn: string, body: string) => post('createEvent', [urn, 'events'], body),
    updateEvent: (urn: string, id: string, body: string): ApiCall => ({
      ...event('updateEvent', urn, id),
      repeat: 'never',
      method: 'PUT',
      body,
    }),
    deleteEvent: (urn: string, id: string): ApiCall => ({
      ...event('deleteEvent', urn, id),
      repeat: 'never',
      method: 'DELETE',
    }),
    getLogPlace: (urn: string) => get('ltsLogDetail', [urn, 'lts-log-detail']),
    /** For all functions of the project. Once more does no harm, so it is repeated like a PUT. */
    enableLogs: (): ApiCall => ({ ...get('enableLtsLogs', ['enable-lts-logs']), method: 'POST' }),
    /** A read, though it is a POST; the log tail has its own way to repeat it. */
    queryLog: (groupId: string, streamId: string, body: string): ApiCall => ({
      ...post('ltsQuery', [], body),
      repeat: 'safely',
      origin: endpoints.logs,
      path: ['v2', project, 'groups', groupId, 'streams', streamId, 'content', 'query'],
      // documented in exactly this spelling
      headers: { 'content-type': 'application/json;charset=UTF-8' },
    }),
  };
}
