import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cloud/connect';
import type { Secret } from '../../src/model/connection';
import { GENERATIONS, refTo, type Generation } from './functionComputeFixture';
import { collect, factsOf, NEVER, testDoor } from './functionGraphFixture';
import { json, startServer, type TestServer } from './testServer';

const SECRET: Secret = {
  kind: 'temporaryKeys',
  accessKeyId: 'STS.id',
  secretAccessKey: 'secret',
  securityToken: 'security-token',
};

let server: TestServer;

beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Tails the log of a function that says its lines are kept there. */
function tail(service: Generation, logConfig: unknown) {
  server.answer = (_request, response) => json(response, 200, { functionName: 'check', logConfig });
  const client = connect(
    {
      id: 'c',
      name: 'c',
      service,
      region: 'cn-shanghai',
      credential: 'temporaryKeys',
      accountId: '1234567890123456',
      endpoint: server.origin,
      logEndpoint: '',
    },
    SECRET,
    testDoor(),
  );
  return collect(client.tailLogs(refTo(service, 'check'), { from: 0 }, NEVER));
}

describe.each(GENERATIONS)('the log project of a function of %s', (service) => {
  it.each([
    'evil.example/',
    'evil.example#',
    'evil.example?',
    'user@evil',
    'evil.example:443/x',
    'a.b',
    'Upper-case',
    '-begins',
    'ends-',
    'ab',
    'x'.repeat(64),
    '\\evil',
    'a\nb',
  ])('%j is no name that a host is made of', async (project) => {
    const facts = await factsOf(tail(service, { project, logstore: 'function-log' }));
    expect(facts).toMatchObject({ kind: 'protocol', operation: 'GetLogs', sent: 'no', repeatable: false });
    expect(facts.summary.args).toEqual([project]);
    expect(server.requests.map(({ url }) => url).filter((url) => url.includes('logstores'))).toEqual([]);
  });

  it.each(['..', '../x', 'a/b', 'a?b', 'A'])('nor is %j one of a Logstore', async (logstore) => {
    const facts = await factsOf(tail(service, { project: 'fc-logs', logstore }));
    expect(facts).toMatchObject({ kind: 'protocol', summary: { args: [logstore] } });
  });
});
