import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { asRos, asServerlessYaml } from '../../../src/app/code/alibabaCode';
import type { CodeSubject, CopiedCode } from '../../../src/app/code/copiedCode';
import { asTerraform } from '../../../src/app/code/terraform';
import type { JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import { profileOf, SERVICES } from '../../../src/model/services';

const URN = 'urn:fss:eu-de:0123:function:default:orders:latest';

function subject(service: string, qualifier = profileOf(service).latest, name = 'orders'): CodeSubject {
  const profile = profileOf(service);
  const group = profile.group === undefined ? '' : 'shop';
  return { profile, ref: { connection: 'c', group, name, qualifier }, region: 'cn-hangzhou', urn: URN };
}

const losses = (copied: CopiedCode | undefined) => copied?.losses.map((one) => translate(one));

const GRAPH: JsonObject = {
  max_async_event_age_in_seconds: 3600,
  max_async_retry_attempts: 0,
  enable_async_status_log: true,
  destination_config: {
    on_success: { destination: 'OBS', param: { bucket: 'b', prefix: '/${x}', expires: 5 } },
    on_failure: { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:0123:alerts' } },
  },
};

const COMPUTE = (task: string): JsonObject => ({
  maxAsyncEventAgeInSeconds: 60,
  [task]: true,
  destinationConfig: { onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/dead/messages' } },
});

describe('a config as Terraform', () => {
  it('is the resource of Huawei Cloud’s provider, with its names', () => {
    expect(asTerraform(subject('functiongraph-huawei'), GRAPH, translate)?.text).toBe(`\
# Copied from shop/orders@latest (Huawei Cloud FunctionGraph).
resource "huaweicloud_fgs_async_invoke_configuration" "orders" {
  function_urn                   = "urn:fss:eu-de:0123:function:default:orders"
  max_async_event_age_in_seconds = 3600
  max_async_retry_attempts       = 0
  enable_async_status_log        = true

  on_success {
    destination = "OBS"
    param = jsonencode({
      bucket  = "b"
      prefix  = "/$\${x}"
      expires = 5
    })
  }

  on_failure {
    destination = "SMN"
    param = jsonencode({
      topic_urn = "urn:smn:eu-de:0123:alerts"
    })
  }
}
`);
  });

  it('lacks the status log and the version on Open Telekom Cloud, and says so in the text', () => {
    const copied = asTerraform(
      subject('functiongraph-otc', 'v1'),
      { enable_async_status_log: true },
      translate,
    );
    expect(copied?.text).toBe(`\
# Copied from shop/orders@v1 (Open Telekom Cloud FunctionGraph).
# The resource names a function, not a version: v1 is lost.
# max_async_event_age_in_seconds is not set, and has to be here: 3600, the service’s default, is written.
# max_async_retry_attempts is not set, and has to be here: 1, the service’s default, is written.
# enable_async_status_log (true) cannot be written here.
resource "opentelekomcloud_fgs_async_invoke_config_v2" "orders" {
  function_urn                   = "urn:fss:eu-de:0123:function:default:orders"
  max_async_event_age_in_seconds = 3600
  max_async_retry_attempts       = 1
}
`);
    expect(losses(copied)).toHaveLength(4);
  });

  it('is the resource of Function Compute 2.0, whose provider has another default for retries', () => {
    expect(asTerraform(subject('functioncompute-2'), COMPUTE('statefulInvocation'), translate)?.text).toBe(`\
# Copied from shop/orders@LATEST (Alibaba Cloud Function Compute 2.0).
# maximum_retry_attempts is not set, and has to be here: 3, the service’s default, is written.
resource "alicloud_fc_function_async_invoke_config" "orders" {
  service_name                 = "shop"
  function_name                = "orders"
  qualifier                    = "LATEST"
  maximum_event_age_in_seconds = 60
  maximum_retry_attempts       = 3
  stateful_invocation          = true

  destination_config {
    on_failure {
      destination = "acs:mns:cn-hangzhou:1:/queues/dead/messages"
    }
  }
}
`);
  });

  it('is the resource of Function Compute 3.0', () => {
    expect(
      asTerraform(subject('functioncompute-3', '2', '3 orders'), COMPUTE('asyncTask'), translate)?.text,
    ).toBe(
      `\
# Copied from 3 orders@2 (Alibaba Cloud Function Compute 3.0).
resource "alicloud_fcv3_async_invoke_config" "_3_orders" {
  function_name                = "3 orders"
  qualifier                    = "2"
  max_async_event_age_in_seconds = 60
  async_task                   = true

  destination_config {
    on_failure {
      destination = "acs:mns:cn-hangzhou:1:/queues/dead/messages"
    }
  }
}
`.replace(/^ {2}(function_name|qualifier|async_task) +=/gm, (_, name: string) => `  ${name.padEnd(30)} =`),
    );
  });

  it('says what no language but the service’s own can say, and never lets a name end a comment or a string', () => {
    const strange = {
      odd: 1,
      destination_config: { on_success: 5, on_other: {} },
      max_async_retry_attempts: 'x',
    };
    const copied = asTerraform(subject('functiongraph-huawei', 'latest', 'a"\n${b}'), strange, translate);
    expect(losses(copied)).toEqual(
      expect.arrayContaining([
        'odd cannot be written here.',
        'on_other cannot be written here.',
        'destination_config.on_success cannot be written here.',
        'max_async_retry_attempts ("x") cannot be written here.',
      ]),
    );
    expect(copied?.text.split('\n')[0]).toBe(
      '# Copied from shop/a" ${b}@latest (Huawei Cloud FunctionGraph).',
    );
  });
});

describe('a config as s.yaml and as ROS', () => {
  it('stands under the names of component fc3', () => {
    expect(asServerlessYaml(subject('functioncompute-3'), COMPUTE('asyncTask'), translate)?.text).toBe(`\
# Copied from orders@LATEST (Alibaba Cloud Function Compute 3.0).
edition: "3.0.0"
name: orders
access: default
resources:
  orders:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: orders
      asyncInvokeConfig:
        destinationConfig:
          onFailure:
            destination: acs:mns:cn-hangzhou:1:/queues/dead/messages
        maxAsyncEventAgeInSeconds: 60
        asyncTask: true
        qualifier: LATEST
`);
  });

  it('stands under the names of component fc, which knows no version', () => {
    const copied = asServerlessYaml(
      subject('functioncompute-2', 'prod'),
      COMPUTE('statefulInvocation'),
      translate,
    );
    expect(copied?.text).toBe(`\
# Copied from shop/orders@prod (Alibaba Cloud Function Compute 2.0).
# The component configures the unpublished code only: prod is lost.
edition: "1.0.0"
name: orders
access: default
services:
  orders:
    component: fc
    props:
      region: cn-hangzhou
      service:
        name: shop
      function:
        name: orders
        asyncConfiguration:
          destination:
            onFailure: acs:mns:cn-hangzhou:1:/queues/dead/messages
          maxAsyncEventAgeInSeconds: 60
          statefulInvocation: true
`);
  });

  it('is a template of ROS, which has no version and changes nothing in place', () => {
    const copied = asRos(subject('functioncompute-3', 'prod'), COMPUTE('asyncTask'), translate);
    expect(copied?.text).toBe(`\
# Copied from orders@prod (Alibaba Cloud Function Compute 3.0).
# The resource names a function, not a version: prod is lost.
# The service cannot change this resource: another value makes a new one in its place.
ROSTemplateFormatVersion: "2015-09-01"
Resources:
  orders:
    Type: ALIYUN::FC3::AsyncInvokeConfig
    Properties:
      FunctionName: orders
      MaxAsyncEventAgeInSeconds: 60
      AsyncTask: true
      DestinationConfig:
        OnFailure:
          Destination: acs:mns:cn-hangzhou:1:/queues/dead/messages
`);
    expect(parseDocument(copied?.text ?? '').errors).toEqual([]);
  });

  it('is nothing on services that those tools do not know', () => {
    const known = (write: typeof asRos) =>
      SERVICES.filter(({ id }) => write(subject(id), {}, translate)).map(({ id }) => id);
    expect(known(asTerraform)).toEqual(SERVICES.map(({ id }) => id));
    expect(known(asServerlessYaml)).toEqual(['functioncompute-2', 'functioncompute-3']);
    expect(known(asRos)).toEqual(['functioncompute-3']);
  });
});
