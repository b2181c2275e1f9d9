import { afterAll, describe, expect, it } from 'vitest';
import { changedSetting, problemReport, type LoggedRequest } from '../../../src/app/help/problemReport';
import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import type { Connection, Secret } from '../../../src/model/connection';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { json, startServer, type TestServer } from '../../cloud/testServer';
import { SERVICE_IDS } from '../replay/services';

const servers: TestServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

const MARKDOWN = '[click](command:workbench.action.quit) <script>alert(1)</script> ```';
const STOLEN = 'hunter2Password';
const SECRETS = ['LTAI5tSecretKeyId00', 'verySecretAccessKey', 'my-security-token', STOLEN, MARKDOWN];
const NAMES = ['Acme production', 'acme-prod', '0c7e5fd2a3b84916b1d0c8e57f42ad93', '1234567890123456'];
const FUNCTION = ['billing', 'charge-customer', 'payload-of-a-person'];

/** A service that writes what it was sent, and markup, wherever it can. */
async function hostile(): Promise<TestServer> {
  const server = await startServer(({ headers }, response) => {
    for (const name of ['x-request-id', 'x-fc-request-id', 'x-acs-request-id', 'x-cff-request-id'])
      response.setHeader(name, STOLEN);
    const said = `${MARKDOWN} ${JSON.stringify(headers)}`;
    json(response, 403, {
      ...{ error_code: STOLEN, error_msg: said, ErrorCode: STOLEN, ErrorMessage: said },
      ...{ code: STOLEN, message: said, requestId: STOLEN },
    });
  });
  servers.push(server);
  return server;
}

const ANY = {
  ...{ connections: [], isSandbox: () => false, settings: [], requests: [], address: undefined },
  versions: [['FnDeck', '1.2.3']] as const,
};

describe.each(SERVICE_IDS)('a report of requests to %s', (service) => {
  it('has nothing of a secret, a name or what a service says', async () => {
    const { origin } = await hostile();
    const connection: Connection = {
      ...{ id: 'acme-prod', name: 'Acme production', service, region: 'eu-de', credential: 'temporaryKeys' },
      ...{ projectId: '0c7e5fd2a3b84916b1d0c8e57f42ad93', accountId: '1234567890123456' },
      ...{
        endpoint: origin,
        iamEndpoint: origin,
        logEndpoint: origin,
        domain: 'acme-prod',
        user: 'acme-prod',
      },
    };
    const [accessKeyId = '', secretAccessKey = '', securityToken = ''] = SECRETS;
    const secret: Secret = { kind: 'temporaryKeys', accessKeyId, secretAccessKey, securityToken };
    const requests: LoggedRequest[] = [];
    const cloud = connect(
      connection,
      secret,
      openDoor({ log: (line) => requests.push({ ...line, connection, at: Date.UTC(2026, 0, 2, 3, 4, 5) }) }),
    );
    const { signal } = new AbortController();
    const { latest } = profileOf(service);
    const ref = { connection: 'acme-prod', group: 'billing', name: 'charge-customer', qualifier: latest };
    await expect(cloud.identify(signal)).rejects.toThrow();
    await expect(cloud.getAsyncConfig(ref, signal)).rejects.toThrow();
    await expect(cloud.invoke(ref, '{"a":"payload-of-a-person"}', {}, signal)).rejects.toThrow();
    expect(requests.length).toBe(3);
    const text = problemReport({ ...ANY, connections: [connection], requests }, translate);
    for (const kept of [...SECRETS, ...NAMES, ...FUNCTION, origin, new URL(origin).port])
      expect(text).not.toContain(kept);
    expect(text).toContain(`03:04:05 ${service} `);
    expect(text).toMatch(/(invoke|InvokeFunction) POST this computer → 403 service \?? ?\(\d+ ms\)/);
    expect(text).toContain(
      `- ${translate(profileOf(service).label)} · temporary access key · custom endpoints`,
    );
  });
});

describe('a report', () => {
  const request = (changed: Partial<LoggedRequest>): LoggedRequest => ({
    ...{ connection: { service: 'functioncompute-2' }, at: 0, operation: 'GetFunction', method: 'GET' },
    ...{ url: 'https://x.example/', ms: 1.4 },
    ...changed,
  });
  const linesOf = (...requests: readonly LoggedRequest[]): string[] =>
    problemReport({ ...ANY, requests }, translate)
      .split('\n')
      .filter((line) => line.startsWith('00:00:00'));

  it('names hosts of the vendors only, by their domains', () => {
    const hosts = {
      'https://1234567890123456.cn-shanghai.fc.aliyuncs.com/a': 'aliyuncs.com',
      'https://my-logs.cn-shanghai.log.aliyuncs.com/': 'aliyuncs.com',
      'https://functiongraph.eu-de.otc.t-systems.com/': 'otc.t-systems.com',
      'https://aliyuncs.com.evil.example/': 'another host',
      'https://notaliyuncs.com/': 'another host',
      'http://10.1.2.3:8080/': 'another host',
      'http://[::1]:8080/': 'this computer',
      'http://127.0.0.1:8080/': 'this computer',
    };
    for (const [url, place] of Object.entries(hosts))
      expect(linesOf(request({ url, status: 200 }))).toEqual([
        `00:00:00 functioncompute-2 GetFunction GET ${place} → 200 (1 ms)`,
      ]);
  });

  it('has codes that documents know, and how a request failed', () => {
    const end = (changed: Partial<LoggedRequest>) => linesOf(request(changed))[0]?.split(' → ')[1];
    expect(end({ status: 404, failed: 'service', code: 'FSS.1051' })).toBe('404 service FSS.1051 (1 ms)');
    expect(end({ status: 403, failed: 'service', code: 'AccessDenied' })).toBe(
      '403 service AccessDenied (1 ms)',
    );
    expect(end({ status: 403, failed: 'service', code: 'HunterTwo' })).toBe('403 service ? (1 ms)');
    const unanswered = request({ failed: 'timeout', error: `no answer ${STOLEN}` });
    expect(linesOf(unanswered)).toEqual([
      '00:00:00 functioncompute-2 GetFunction GET another host → timeout (1 ms)',
    ]);
  });

  it('has values of settings only where they can be no secret and no name', () => {
    expect(changedSetting('a', true, { type: 'boolean' })).toEqual({ name: 'a', value: 'true' });
    expect(changedSetting('a', 5, { type: 'integer' })).toEqual({ name: 'a', value: '5' });
    expect(changedSetting('a', 'on', { type: 'string', enum: ['on'] })).toEqual({ name: 'a', value: '"on"' });
    expect(changedSetting('a', STOLEN, { type: 'string', enum: ['on'] })).toEqual({ name: 'a' });
    expect(changedSetting('a', STOLEN, { type: 'boolean' })).toEqual({ name: 'a' });
    expect(changedSetting('a', { b: STOLEN }, { type: 'object' })).toEqual({ name: 'a' });
    const settings = [changedSetting('fndeck.sandbox.arguments', [STOLEN], { type: 'array' })];
    expect(problemReport({ ...ANY, settings }, translate)).toContain(
      '- `fndeck.sandbox.arguments`: changed; the value is not told',
    );
  });

  it('says where to send it', () => {
    expect(problemReport(ANY, translate)).toContain('SUPPORT.md');
    const address = 'https://issues.example/fndeck';
    expect(problemReport({ ...ANY, address }, translate)).toContain(`Open an issue at ${address};`);
  });
});
