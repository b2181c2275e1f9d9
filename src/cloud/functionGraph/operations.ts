import type { Operation } from './operation';

/** Builds the calls of one project (route table of the API reference). `urn` has seven or eight fields. */
export interface Operations {
  listFunctions(marker: number, pageSize: number, group: string | undefined): Operation;
  getFunction(urn: string): Operation;
  listVersions(urn: string): Operation;
  listAliases(urn: string): Operation;
  getAsyncConfig(urn: string): Operation;
  putAsyncConfig(urn: string, body: string): Operation;
  deleteAsyncConfig(urn: string): Operation;
  listAsyncConfigs(urn: string, marker: number): Operation;
  listAsyncInvocations(urn: string, requestId: string, since: string): Operation;
  cancelAsyncInvocation(urn: string, requestId: string): Operation;
  invoke(urn: string, payload: string): Operation;
  invokeAsync(urn: string, payload: string): Operation;
  getLogPlace(urn: string): Operation;
  queryLog(groupId: string, streamId: string, body: string): Operation;
}

/** Most configs on a page; more are cut to 100. */
const CONFIGS = '100';

/** The operations of a project. */
export function operationsOf(projectId: string): Operations {
  const functions = `/v2/${projectId}/fgs/functions`;
  const get = (name: string, path: string, query: Readonly<Record<string, string>> = {}): Operation => ({
    name,
    endpoint: 'functions',
    method: 'GET',
    path,
    query,
    projectId,
    repeat: 'safely',
  });
  const post = (name: string, path: string, body: string, headers = {}): Operation => ({
    name,
    endpoint: 'functions',
    method: 'POST',
    path,
    headers,
    body,
    projectId,
    repeat: 'never',
  });
  const config = (urn: string) => `${functions}/${urn}/async-invoke-config`;

  return {
    // `maxitems`: a well-known tool sends `max_items`, which no document knows
    listFunctions: (marker, pageSize, group) =>
      get('listFunctions', functions, {
        marker: String(marker),
        maxitems: String(pageSize),
        ...(group !== undefined && { package_name: group }),
      }),
    getFunction: (urn) => get('showFunctionConfig', `${functions}/${urn}/config`),
    // documented paging parameters are known to have no effect here
    listVersions: (urn) => get('listVersions', `${functions}/${urn}/versions`),
    listAliases: (urn) => get('listAliases', `${functions}/${urn}/aliases`),
    getAsyncConfig: (urn) => get('getAsyncConfig', config(urn)),
    putAsyncConfig: (urn, body) => ({
      ...get('putAsyncConfig', config(urn)),
      method: 'PUT',
      body,
    }),
    deleteAsyncConfig: (urn) => ({ ...get('deleteAsyncConfig', config(urn)), method: 'DELETE' }),
    listAsyncConfigs: (urn, marker) =>
      get('listAsyncConfigs', `${functions}/${urn}/async-invoke-configs`, {
        marker: String(marker),
        limit: CONFIGS,
      }),
    listAsyncInvocations: (urn, requestId, since) =>
      get('listAsyncInvocations', `${functions}/${urn}/async-invocations`, {
        request_id: requestId,
        query_begin_time: since,
      }),
    cancelAsyncInvocation: (urn, requestId) =>
      post(
        'cancelAsyncInvocation',
        `${functions}/${urn}/cancel`,
        JSON.stringify({ request_id: requestId, type: 'force' }),
      ),
    invoke: (urn, payload) =>
      post('invoke', `${functions}/${urn}/invocations`, payload, {
        'x-cff-log-type': 'tail',
        'x-cff-request-version': 'v1',
      }),
    invokeAsync: (urn, payload) => post('invokeAsync', `${functions}/${urn}/invocations-async`, payload),
    getLogPlace: (urn) => get('ltsLogDetail', `${functions}/${urn}/lts-log-detail`),
    queryLog: (groupId, streamId, body) => ({
      name: 'ltsQuery',
      endpoint: 'logs',
      method: 'POST',
      path: `/v2/${projectId}/groups/${groupId}/streams/${streamId}/content/query`,
      // documented in exactly this spelling
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body,
      projectId,
      repeat: 'safely',
    }),
  };
}
