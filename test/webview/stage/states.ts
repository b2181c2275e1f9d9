import type { JsonObject } from '../../../src/model/json';
import type { PageState } from '../../../src/webview/protocol';

const PROJECT = '7aad83af3e8d42e99ac194e8419e2c9b';
const URN = `urn:fss:cn-north-4:${PROJECT}:function:default:hello:latest`;

/** A config with every field set. */
export const FULL: JsonObject = {
  max_async_event_age_in_seconds: 3600,
  max_async_retry_attempts: 3,
  enable_async_status_log: true,
  destination_config: {
    on_success: { destination: 'SMN', param: { topic_urn: `urn:smn:cn-north-4:${PROJECT}:order-results` } },
    on_failure: { destination: 'OBS', param: { bucket: 'failed-orders', prefix: '/orders/', expires: 30 } },
  },
};

/** A state of the page: a saved config on Huawei Cloud, or what `changed` makes of it. */
export function pageState(
  document: JsonObject | undefined = FULL,
  changed: Partial<PageState> = {},
): PageState {
  return {
    subject: {
      service: 'functiongraph-huawei',
      title: 'default/hello@latest',
      context: 'Production · Huawei Cloud FunctionGraph · cn-north-4',
      savesTo: 'service',
      urn: URN,
      region: 'cn-north-4',
      request: {
        method: 'PUT',
        url: `https://functiongraph.cn-north-4.myhuaweicloud.com/v2/${PROJECT}/fgs/functions/${URN}/async-invoke-config`,
      },
    },
    document,
    serviceCopy: document ?? null,
    findings: [],
    dirty: false,
    saving: false,
    draft: false,
    changedByService: [],
    editNumber: 0,
    ...changed,
  };
}

/** The same on Open Telekom Cloud. */
export function otcState(document: JsonObject, changed: Partial<PageState> = {}): PageState {
  const state = pageState(document, changed);
  return {
    ...state,
    subject: {
      ...state.subject,
      service: 'functiongraph-otc',
      context: 'OTC test · Open Telekom Cloud FunctionGraph · eu-de',
      region: 'eu-de',
    },
  };
}

/** The same page for Function Compute 3.0. */
export function computeState(document: JsonObject): PageState {
  const state = pageState(document);
  return { ...state, subject: { ...state.subject, service: 'functioncompute-3' } };
}
