import type { JsonObject } from '../../src/model/json';
import { fixture, URN } from './functionGraphFixture';
import { json, type Seen } from './testServer';

export const AGE = 'max_async_event_age_in_seconds';
export const RETRIES = 'max_async_retry_attempts';
export const DEFAULTS = { [AGE]: 3600, [RETRIES]: 1 };
export const OBS = { destination: 'OBS', param: { bucket: 'my-bucket', prefix: '/a', expires: 0 } };
export const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };
export const both = { [AGE]: 60, [RETRIES]: 0, destination_config: { on_success: OBS, on_failure: SMN } };
export const failureOnly = { [AGE]: 60, [RETRIES]: 0, destination_config: { on_failure: SMN } };

interface Service {
  /** The wire body that is held; undefined: none. */
  held: JsonObject | undefined;
  /** Decides before each request whether it fails, and how. */
  fault: (method: string, nth: number) => 'status' | 'reset' | 'resetAfter' | undefined;
}

function apply(state: Service, mode: 'replace' | 'merge', { method, body }: Seen): void {
  if (method === 'DELETE') state.held = undefined;
  if (method !== 'PUT') return;
  const sent = JSON.parse(body) as JsonObject;
  if (mode === 'replace' || !state.held) {
    state.held = { ...DEFAULTS, ...sent };
    return;
  }
  const targets = {
    ...(state.held['destination_config'] as JsonObject | undefined),
    ...(sent['destination_config'] as JsonObject | undefined),
  };
  state.held = { ...state.held, ...sent, destination_config: targets };
}

/** A document as it is on the wire: `param` as a text. */
export function wire(document: JsonObject): JsonObject {
  const targets = document['destination_config'] as Record<string, typeof OBS> | undefined;
  if (!targets) return document;
  const sides = Object.entries(targets).map(([side, { destination, param }]) => [
    side,
    { destination, param: JSON.stringify(param) },
  ]);
  return { ...document, destination_config: Object.fromEntries(sides) as JsonObject };
}

/** A service that keeps one async config, for one file of tests. */
export function savedConfigs() {
  const run = fixture();

  /** A service that keeps one async config; its PUT replaces or merges, as no document tells. */
  function service(mode: 'replace' | 'merge', document?: JsonObject): Service {
    const state: Service = { held: document && wire(document), fault: () => undefined };
    const counts: Record<string, number> = {};
    run.server.answer = (request, response) => {
      const nth = (counts[request.method] = (counts[request.method] ?? 0) + 1);
      const fault = state.fault(request.method, nth);
      if (fault === 'status') return json(response, 400, { error_code: 'FSS.0400', error_msg: 'refused' });
      if (fault === 'reset') return request.socket.resetAndDestroy();
      if (!request.url.includes('/async-invoke-config')) return json(response, 200, { func_name: 'test' });
      apply(state, mode, request);
      if (fault === 'resetAfter') return request.socket.resetAndDestroy();
      if (request.method === 'DELETE') return response.writeHead(204).end();
      if (state.held)
        return json(response, 200, { ...state.held, func_urn: `${URN}:latest`, last_modified: 'x' });
      return json(response, 404, { error_code: 'FSS.0404', error_msg: 'no config' });
    };
    return state;
  }

  return { run, service };
}
