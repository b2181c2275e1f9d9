import type { SampleEvent } from '../sampleEvent';

/**
 * Events of FunctionGraph's triggers. Their forms are those of the vendor's event library for Java
 * (opentelekomcloud-functiongraph-java-events, with its test events) and of the developer guide, “Supported Event Sources”
 * (support.huaweicloud.com/intl/en-us/devg-functiongraph/functiongraph_02_0102.html).
 */
export function functionGraphSamples(): readonly SampleEvent[] {
  return [
    {
      ...{ id: 'apig-request', trigger: 'APIG', event: 'POST /orders' },
      content: {
        body: base64({ order: 1001, item: 'tea', count: 2 }),
        isBase64Encoded: true,
        httpMethod: 'POST',
        path: '/orders',
        pathParameters: {},
        queryStringParameters: { dryRun: 'true' },
        headers: {
          'content-type': 'application/json',
          host: 'orders.example.com',
          'x-forwarded-for': '192.0.2.10',
          'x-forwarded-proto': 'https',
        },
        requestContext: { apiId: '{{$uuid}}', requestId: '{{$uuid}}', stage: 'RELEASE' },
      },
    },
    {
      ...{ id: 'obs-object-created', trigger: 'OBS', event: 'ObjectCreated:Put' },
      content: {
        Records: [
          {
            eventVersion: '2.0',
            eventSource: 'aws:s3',
            awsRegion: 'eu-de',
            eventTime: '{{$now}}',
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: 'sample-user' },
            requestParameters: { sourceIPAddress: '192.0.2.10' },
            responseElements: { 'x-amz-request-id': '{{$uuid}}', 'x-amz-id-2': 'sample' },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: 'sample-rule',
              object: { eTag: 'd41d8cd98f00b204e9800998ecf8427e', key: 'photos/cat.png', size: 777835 },
              bucket: { arn: 'arn:fss:s3:::sample-bucket', name: 'sample-bucket' },
            },
          },
        ],
      },
    },
    {
      ...{ id: 'smn-message', trigger: 'SMN', event: 'notification' },
      content: {
        record: [
          {
            event_version: '1.0',
            event_source: 'smn',
            event_subscription_urn: 'urn:fss:eu-de:sample-project:function:default:sample:latest',
            smn: {
              topic_urn: 'urn:smn:eu-de:sample-project:orders',
              timestamp: '{{$now}}',
              message_attributes: null,
              message: 'Order 1001 has been paid.',
              type: 'notification',
              message_id: '{{$uuid}}',
              subject: 'Order paid',
            },
          },
        ],
      },
    },
    {
      ...{ id: 'lts-logs', trigger: 'LTS', event: '1 line, as Base64' },
      content: {
        lts: {
          data: base64({
            logs: JSON.stringify([
              { message: 'payment failed: card expired', line_no: 1, host_name: 'shop-1' },
            ]),
            owner: 'sample-domain',
            log_group_id: 'sample-group',
            log_topic_id: 'sample-stream',
          }),
        },
      },
    },
    {
      ...{ id: 'timer', trigger: 'TIMER', event: 'Timer-nightly' },
      content: {
        version: 'v1.0',
        time: '{{$now}}',
        trigger_type: 'TIMER',
        trigger_name: 'Timer-nightly',
        user_event: 'clean up',
      },
    },
  ];
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
