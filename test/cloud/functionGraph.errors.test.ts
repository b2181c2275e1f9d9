import { describe, expect, it } from 'vitest';
import type { Secret } from '../../src/model/connection';
import { translate } from '../../src/model/message';
import type { CloudErrorFacts } from '../../src/cloud/errors';
import { factsOf, fixture, NEVER, PROJECT, REF } from './functionGraphFixture';
import { json } from './testServer';

const run = fixture();

const KEYS: Secret = { kind: 'keys', accessKeyId: 'AK', secretAccessKey: 'SKvalue' };
const TEMPORARY: Secret = {
  kind: 'temporaryKeys',
  accessKeyId: 'AK',
  secretAccessKey: 'SKvalue',
  securityToken: 'STvalue',
};

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}): void {
  run.server.answer = (_request, response) => json(response, status, body, headers);
}

function summary(facts: CloudErrorFacts): string {
  return translate(facts.summary);
}

function hint(facts: CloudErrorFacts): string {
  return facts.hint ? translate(facts.hint) : '';
}

describe('an error body', () => {
  it.each([
    {
      shape: 'of FunctionGraph',
      body: { error_code: 'FSS.1051', error_msg: 'Not found the function' },
      headers: { 'x-request-id': 'r-1' },
      code: 'FSS.1051',
      detail: 'Not found the function',
    },
    {
      shape: 'of the gateway, with its own request id',
      body: { error_code: 'APIGW.0101', error_msg: 'The API does not exist', request_id: 'r-1' },
      headers: {},
      code: 'APIGW.0101',
      detail: 'The API does not exist',
    },
    {
      shape: 'of keystone',
      body: { error: { code: 404, message: 'Could not find it', title: 'Not Found' } },
      headers: { 'x-request-id': 'r-1' },
      code: undefined,
      detail: 'Could not find it',
    },
    {
      shape: 'of the newer IAM',
      body: { error_code: 'IAM.0004', error_msg: 'Nothing there.' },
      headers: { 'X-Request-Id': 'r-1' },
      code: 'IAM.0004',
      detail: 'Nothing there.',
    },
  ])('$shape is understood', async ({ body, headers, code, detail }) => {
    answerWith(404, body, headers);
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(facts).toMatchObject({
      kind: 'service',
      service: 'functiongraph-huawei',
      operation: 'showFunctionConfig',
      status: 404,
      detail,
      requestId: 'r-1',
      sent: 'no',
    });
    expect(facts.code).toBe(code);
  });

  it('that is plain text is kept as it is', async () => {
    run.server.answer = (_request, response) => response.writeHead(500).end('upstream\n  failed');
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(facts).toMatchObject({ status: 500, detail: 'upstream failed' });
  });

  it('that is a web page is named as one, whatever its status', async () => {
    for (const status of [200, 403]) {
      run.server.answer = (_request, response) =>
        response
          .writeHead(status, { 'content-type': 'text/html' })
          .end('<!DOCTYPE html><html><head><title>Sign in\n to Wi-Fi</title></head></html>');
      const facts = await factsOf(run.client().getFunction(REF, NEVER));
      expect(summary(facts)).toContain('web page');
      expect(facts.kind).toBe(status === 200 ? 'protocol' : 'service');
    }
  });

  it('that is cut off is a protocol error', async () => {
    run.server.answer = (_request, response) => response.writeHead(200).end('{"func_name":');
    expect(await factsOf(run.client().getFunction(REF, NEVER))).toMatchObject({ kind: 'protocol' });
  });
});

describe('the hint', () => {
  it('for a wrong project names it', async () => {
    answerWith(403, { error_code: 'FSS.0403', error_msg: 'namespace and token mismatch' });
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(summary(facts)).toContain(PROJECT);
    expect(hint(facts)).toContain('project ID');
  });

  it('for an expired token asks for a new one', async () => {
    answerWith(401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' });
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(summary(facts)).toContain('expired');
    expect(hint(facts)).toContain('paste a new token');
  });

  it('for a clock that is off says by how much and in which direction', async () => {
    answerWith(401, { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information' });
    run.door.offset = 3_600_000;
    const ahead = await factsOf(run.client({ secret: KEYS }).getFunction(REF, NEVER));
    expect(summary(ahead)).toContain('60 minutes ahead');
    run.door.offset = -3_600_000;
    const behind = await factsOf(run.client({ secret: KEYS }).getFunction(REF, NEVER));
    expect(summary(behind)).toContain('60 minutes behind');
  });

  it('for a wrong key leaves the canonical request to the log, without the security token', async () => {
    answerWith(401, {
      error_code: 'APIGW.0301',
      error_msg:
        'Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v2/x/|x-security-token:STvalue|',
    });
    const facts = await factsOf(run.client({ secret: TEMPORARY }).getFunction(REF, NEVER));
    expect(summary(facts)).toContain('temporary access key');
    expect(facts.detail).toBe('Incorrect IAM authentication information: verify aksk signature fail');
    expect(run.door.lines[0]?.error).toContain('GET|/v2/x/|');
    expect(JSON.stringify(run.door.lines)).not.toContain('STvalue');
  });

  it('for a locked key says to wait', async () => {
    answerWith(401, {
      error_code: 'APIGW.0301',
      error_msg: 'AK access failed to reach the limit, forbidden',
    });
    const facts = await factsOf(run.client({ secret: KEYS }).getFunction(REF, NEVER));
    expect(summary(facts)).toContain('locked');
  });

  it.each([
    ['Function Disabled', 'disabled'],
    ['Your request has been controlled by overload sdk, please retry later', 'limits the number'],
  ])('for 429 “%s”', async (sentence, expected) => {
    answerWith(429, { error_code: 'FSS.0429', error_msg: sentence });
    const facts = await factsOf(run.client().invoke(REF, '{}', {}, NEVER));
    expect(summary(facts)).toContain(expected);
    expect(facts.repeatable).toBe(true);
  });

  it('for a missing permission names the action: the one that the service names, else the documented one', async () => {
    answerWith(403, { error_code: 'FSS.1126', error_msg: 'no permission' });
    const invoking = await factsOf(run.client().invoke(REF, '{}', {}, NEVER));
    expect(hint(invoking)).toContain('FunctionGraph:function:invoke');
    expect(JSON.parse(invoking.policy ?? '')).toEqual({
      Version: '1.1',
      Statement: [{ Effect: 'Allow', Action: ['FunctionGraph:function:invoke'] }],
    });
    answerWith(403, {
      error_code: 'FSS.0403',
      error_msg:
        'Policy doesn’t allow functiongraph:function:getFunctionConfig to be performed on urn:fss:a:b.',
    });
    expect(hint(await factsOf(run.client().getFunction(REF, NEVER)))).toContain(
      'functiongraph:function:getFunctionConfig',
    );
    answerWith(403, { error_code: 'FSS.1126', error_msg: 'no permission' });
    const reading = await factsOf(run.client().getAsyncConfig(REF, NEVER));
    expect(hint(reading)).toContain('FunctionGraph FullAccess');
    // No document names an action for it, so there is no policy either.
    expect(reading.policy).toBeUndefined();
  });

  it('for an agency that may not use a destination gives the policy for the agency', async () => {
    const answer = run.server.answer;
    answerWith(403, { error_code: 'FSS.1121', error_msg: 'Denied, check agency' });
    const document = {
      destination_config: {
        on_success: { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:0123:alerts' } },
        on_failure: { destination: 'DIS', param: { stream_name: 's' } },
      },
    };
    const known = { config: undefined };
    const facts = await factsOf(run.client().putAsyncConfig(REF, document, NEVER, { known }));
    run.server.answer = answer;
    expect(summary(facts)).toContain('agency does not allow');
    expect(JSON.parse(facts.policy ?? '')).toEqual({
      Version: '1.1',
      Statement: [{ Effect: 'Allow', Action: ['smn:topic:publish', 'smn:topic:list'] }],
    });
  });

  it.each([
    ['FSS.1051', 'function does not exist'],
    ['FSS.1052', 'no such version'],
    ['APIG.0101', 'endpoint does not offer'],
  ])('for 404 %s', async (code, expected) => {
    answerWith(404, { error_code: code, error_msg: 'x' });
    expect(summary(await factsOf(run.client().getAsyncConfig(REF, NEVER)))).toContain(expected);
  });

  it('for a firewall that answers 403 and nothing else', async () => {
    run.server.answer = (_request, response) => response.writeHead(403).end();
    expect(summary(await factsOf(run.client().getFunction(REF, NEVER)))).toContain('without a reason');
  });

  it('for a 500 to the switch that OTC is known to refuse names the field', async () => {
    run.server.answer = ({ method }, response) =>
      method === 'PUT'
        ? json(response, 500, { error_code: 'FSS.0500', error_msg: 'Internal Server Error' })
        : json(response, 404, { error_code: 'FSS.0404', error_msg: 'none' });
    const otc = run.client({ connection: { service: 'functiongraph-otc', region: 'eu-de' } });
    const facts = await factsOf(otc.putAsyncConfig(REF, { enable_async_status_log: true }, NEVER));
    expect(facts.field).toBe('enable_async_status_log');
    expect(hint(facts)).toContain('HTTP 500');
  });

  it('places the service’s sentence beside the field that it names', async () => {
    run.server.answer = ({ method }, response) =>
      method === 'PUT'
        ? json(response, 400, {
            error_code: 'FSS.0400',
            error_msg: 'destination_config.on_failure: bucket is not valid',
          })
        : json(response, 404, { error_code: 'FSS.0404', error_msg: 'none' });
    const facts = await factsOf(run.client().putAsyncConfig(REF, {}, NEVER));
    expect(facts.field).toBe('destination_config.on_failure.param.bucket');
  });

  it('never repeats a secret that the service repeats', async () => {
    answerWith(400, { error_code: 'FSS.0400', error_msg: 'bad token MIISecretToken here' });
    const facts = await factsOf(run.client().getFunction(REF, NEVER));
    expect(facts.detail).toBe('bad token *** here');
    expect(JSON.stringify(run.door.lines)).not.toContain('MIISecretToken');
  });

  it('never shows the beginning of a secret either, where a gateway repeats the whole request', async () => {
    const token = `MII${'SecretToken'.repeat(500)}`;
    run.server.answer = ({ headers, body }, response) =>
      response
        .writeHead(400)
        .end(`x-auth-token: ${headers['x-auth-token'] ?? ''} ${body} ${'.'.repeat(600)}`);
    const client = run.client({ secret: { kind: 'token', token } });
    const facts = await factsOf(client.invoke(REF, '{"card":"4711 0815 4711"}', {}, NEVER));
    expect(facts.detail).toMatch(/^x-auth-token: \*\*\* \*\*\* \.+…$/);
    expect(JSON.stringify(run.door.lines)).not.toMatch(/MII|card/);
  });
});

describe('sign-in data that do not do', () => {
  it('a token with a line break is refused before it is sent', async () => {
    const facts = await factsOf(
      run.client({ secret: { kind: 'token', token: 'MII\nX' } }).getFunction(REF, NEVER),
    );
    expect(facts).toMatchObject({ kind: 'configuration', sent: 'no' });
    expect(run.server.requests).toHaveLength(0);
  });

  it.each([
    { endpoint: 'http://example.com' },
    { endpoint: 'https://user:pass@example.com' },
    { endpoint: 'https://example.com/path' },
    { endpoint: 'nonsense' },
    { endpoint: '', region: 'evil.com/' },
  ])('connection data $endpoint $region are refused', (connection) => {
    expect(() => run.client({ connection })).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ kind: 'configuration' }) as unknown }),
    );
  });
});
