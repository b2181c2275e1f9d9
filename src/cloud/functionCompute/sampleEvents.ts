import type { SampleEvent } from '../sampleEvent';

/** The dialect whose functions get HTTP requests as events; the handlers of the older one get the request itself. */
const HTTP_AS_EVENT = '2023-03-30';

/**
 * Events of Function Compute's triggers. Their forms are those of “Formats of event for different triggers”
 * (alibabacloud.com/help/en/fc/formats-of-event-for-different-triggers), for MNS as JSON without attributes, and of “Use an
 * HTTP trigger to invoke a function” (…/functioncompute/fc-3-0/user-guide/http-trigger-invoking-function).
 */
export function functionComputeSamples(dialect: string): readonly SampleEvent[] {
  return [
    ...(dialect === HTTP_AS_EVENT ? [HTTP] : []),
    {
      ...{ id: 'oss-object-created', trigger: 'OSS', event: 'ObjectCreated:PutObject' },
      content: {
        events: [
          {
            eventName: 'ObjectCreated:PutObject',
            eventSource: 'acs:oss',
            eventTime: '{{$now}}',
            eventVersion: '1.0',
            oss: {
              bucket: {
                arn: 'acs:oss:cn-hangzhou:1234567890123456:sample-bucket',
                name: 'sample-bucket',
                ownerIdentity: '1234567890123456',
              },
              object: {
                deltaSize: 122539,
                eTag: 'D41D8CD98F00B204E9800998ECF8427E',
                key: 'photos/cat.png',
                size: 122539,
              },
              ossSchemaVersion: '1.0',
              ruleId: 'sample-rule',
            },
            region: 'cn-hangzhou',
            requestParameters: { sourceIPAddress: '192.0.2.10' },
            responseElements: { requestId: '{{$uuid}}' },
            userIdentity: { principalId: '1234567890123456' },
          },
        ],
      },
    },
    {
      ...{ id: 'mns-message', trigger: 'MNS', event: 'Topic, as JSON' },
      content: {
        TopicOwner: '1234567890123456',
        TopicName: 'orders',
        Subscriber: '1234567890123456',
        SubscriptionName: 'sample',
        Message: 'Order 1001 has been paid.',
        MessageId: '{{$uuid}}',
        MessageMD5: 'D41D8CD98F00B204E9800998ECF8427E',
        PublishTime: 1769848201000,
      },
    },
    {
      ...{ id: 'sls-logs', trigger: 'SLS', event: 'Logstore, 1 shard' },
      content: {
        parameter: {},
        source: {
          endpoint: 'http://cn-hangzhou-intranet.log.aliyuncs.com',
          projectName: 'sample-project',
          logstoreName: 'sample-logstore',
          shardId: 0,
          beginCursor: 'MTc2OTg0ODIwMTAwMDAwMDAwMA==',
          endCursor: 'MTc2OTg0ODIwMTAwMDAwMDAwMQ==',
        },
        jobName: 'sample-job',
        taskId: '{{$uuid}}',
        cursorTime: 1769848201,
      },
    },
    {
      ...{ id: 'timer', trigger: 'Timer', event: 'timer-nightly' },
      content: { triggerTime: '{{$now}}', triggerName: 'timer-nightly', payload: 'clean up' },
    },
  ];
}

const HTTP: SampleEvent = {
  ...{ id: 'http-request', trigger: 'HTTP', event: 'POST /orders' },
  content: {
    version: 'v1',
    rawPath: '/orders',
    body: '{"order":1001,"item":"tea","count":2}',
    isBase64Encoded: false,
    headers: { 'Content-Type': 'application/json' },
    queryParameters: { dryRun: 'true' },
    requestContext: {
      accountId: '1234567890123456',
      domainName: 'sample.cn-hangzhou.fcapp.run',
      domainPrefix: 'sample',
      http: {
        method: 'POST',
        path: '/orders',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.10',
        userAgent: 'sample',
      },
      requestId: '{{$uuid}}',
      time: '{{$now}}',
      timeEpoch: '1769848201000',
    },
  },
};
