import type { CodeForms } from '../codeForms';
import type { ServiceId } from '../service';

/** What both Terraform providers share: one resource for each function, both numbers required (their pages, 2026-11). */
const TERRAFORM = {
  names: {
    max_async_event_age_in_seconds: 'max_async_event_age_in_seconds',
    max_async_retry_attempts: 'max_async_retry_attempts',
  },
  needed: ['max_async_event_age_in_seconds', 'max_async_retry_attempts'],
  destinations: 'blocks',
  target: 'urn',
} as const;

/** How other tools write the async configs of each service: apart from the tables, which are loaded at activation. */
const FORMS: Readonly<Record<ServiceId, CodeForms>> = {
  'functiongraph-huawei': {
    terraform: {
      ...TERRAFORM,
      resource: 'huaweicloud_fgs_async_invoke_configuration',
      names: { ...TERRAFORM.names, enable_async_status_log: 'enable_async_status_log' },
    },
  },
  'functiongraph-otc': {
    terraform: { ...TERRAFORM, resource: 'opentelekomcloud_fgs_async_invoke_config_v2' },
  },
  'functioncompute-2': {
    // The provider's page gives the retries a default of 2, the service has 3.
    terraform: {
      resource: 'alicloud_fc_function_async_invoke_config',
      names: {
        maxAsyncEventAgeInSeconds: 'maximum_event_age_in_seconds',
        maxAsyncRetryAttempts: 'maximum_retry_attempts',
        statefulInvocation: 'stateful_invocation',
      },
      needed: ['maxAsyncRetryAttempts'],
      destinations: { block: 'destination_config' },
      target: { group: 'service_name', name: 'function_name', qualifier: 'qualifier' },
    },
    serverless: {
      component: 'fc',
      edition: '1.0.0',
      list: 'services',
      config: ['function', 'asyncConfiguration'],
      name: ['function', 'name'],
      group: ['service', 'name'],
      destinations: { key: 'destination', as: 'text' },
    },
  },
  'functioncompute-3': {
    terraform: {
      resource: 'alicloud_fcv3_async_invoke_config',
      names: {
        maxAsyncEventAgeInSeconds: 'max_async_event_age_in_seconds',
        maxAsyncRetryAttempts: 'max_async_retry_attempts',
        asyncTask: 'async_task',
      },
      needed: [],
      destinations: { block: 'destination_config' },
      target: { name: 'function_name', qualifier: 'qualifier' },
    },
    serverless: {
      component: 'fc3',
      edition: '3.0.0',
      list: 'resources',
      config: ['asyncInvokeConfig'],
      name: ['functionName'],
      destinations: { key: 'destinationConfig', as: 'object' },
      qualifier: 'qualifier',
    },
    ros: {
      type: 'ALIYUN::FC3::AsyncInvokeConfig',
      names: {
        maxAsyncEventAgeInSeconds: 'MaxAsyncEventAgeInSeconds',
        maxAsyncRetryAttempts: 'MaxAsyncRetryAttempts',
        asyncTask: 'AsyncTask',
      },
    },
  },
};

/** How other tools write the async config of a service; empty where none knows it. */
export function codeFormsOf({ id }: { readonly id: ServiceId }): CodeForms {
  return FORMS[id] ?? {};
}
