import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cloud/connect';
import type { Connection, Secret } from '../../src/model/connection';
import { GENERATIONS, refTo } from './functionComputeFixture';
import { NEVER, PROJECT, REF, testDoor } from './functionGraphFixture';
import { json, startServer, type TestServer } from './testServer';

const KEYS: Secret = { kind: 'keys', accessKeyId: 'LTAI5tExample', secretAccessKey: 'secret-of-the-key' };
const PROOFS = ['x-auth-token', 'authorization'];

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

describe.each(['functiongraph-huawei', 'functiongraph-otc', ...GENERATIONS] as const)('%s', (service) => {
  it.each(['putAsyncConfig', 'invoke', 'invokeAsync'] as const)(
    'what is said to be sent is what is sent, but for the proof: %s',
    async (call) => {
      const connection: Connection = {
        id: 'c',
        name: 'c',
        service,
        region: 'cn-shanghai',
        credential: 'keys',
        projectId: PROJECT,
        accountId: '1234567890123456',
        endpoint: server.origin,
      };
      const client = connect(connection, KEYS, testDoor());
      const isGraph = service.startsWith('functiongraph');
      const ref = isGraph ? { ...REF, qualifier: '!prod' } : refTo('functioncompute-2', 'check', 'prod');
      const bare = await client.bareRequest(ref, call, NEVER);
      expect(server.requests).toHaveLength(0);

      server.answer = ({ method }, response) =>
        json(response, method === 'GET' ? 404 : 400, {
          error_code: isGraph ? 'FSS.0404' : 'AsyncConfigNotExists',
        });
      const sent = {
        putAsyncConfig: () => client.putAsyncConfig(ref, {}, NEVER),
        invoke: () => client.invoke(ref, '{}', {}, NEVER),
        invokeAsync: () => client.invokeAsync(ref, '{}', NEVER),
      }[call];
      await sent().catch(() => undefined);
      const request = server.requests.find(({ method }) => method !== 'GET');
      expect({ method: request?.method, url: `${server.origin}${request?.url ?? ''}` }).toEqual({
        method: bare.method,
        url: bare.url,
      });
      const own = Object.entries(bare.headers).filter(([name]) => !PROOFS.includes(name));
      expect(request?.headers).toMatchObject(Object.fromEntries(own));
      expect(JSON.stringify(bare)).not.toMatch(/LTAI5tExample|secret-of-the-key/);
    },
  );
});
