import type { ServiceId } from '../service';

/** How a provider of Terraform writes the async config of a service: names by key of the field's table. */
export interface TerraformForm {
  readonly resource: string;
  /** The name of each field that is no destination; one that is missing here cannot be written. */
  readonly names: Readonly<Record<string, string>>;
  /** Keys of fields that the provider needs, or fills with a default of its own that is not the service's. */
  readonly needed: readonly string[];
  /** `blocks`: `on_success { destination, param }` at the top; else nested in a block of this name, with an ARN each. */
  readonly destinations: 'blocks' | { readonly block: string };
  /** `urn`: the function's URN without a version; else the names of group, function and qualifier, where it has them. */
  readonly target: 'urn' | { readonly group?: string; readonly name: string; readonly qualifier: string };
}

/** How a component of Serverless Devs writes the async config in `s.yaml`; fields have the names of the service's table. */
export interface ServerlessForm {
  /** The component's name, without an owner before and a version behind it. */
  readonly component: string;
  readonly edition: string;
  /** What the file calls its functions' list. */
  readonly list: string;
  /** Where the config and the names of group and function stand below `props`. */
  readonly config: readonly string[];
  readonly name: readonly string[];
  readonly group?: readonly string[];
  /** The key of the destinations, and whether each is the ARN itself or an object that holds it. */
  readonly destinations: { readonly key: string; readonly as: 'text' | 'object' };
  /** The key of the version or alias within the config; absent: the component configures the unpublished code only. */
  readonly qualifier?: string;
}

/** How Alibaba's Resource Orchestration Service writes the async config: names by key of the field's table. */
interface RosForm {
  readonly type: string;
  readonly names: Readonly<Record<string, string>>;
}

/** How other tools write the async config of a service, where they know it. */
interface CodeForms {
  readonly terraform?: TerraformForm;
  readonly serverless?: ServerlessForm;
  readonly ros?: RosForm;
}

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
