import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { connectionTo, forgetAll, startSandbox, tryConnection, type Line } from './account';
import { withSettings } from './configWorkbench';
import { startProxy, type Proxy } from './proxy';
import { startSecureFront, type SecureFront } from './secureFront';

/** A name that nobody resolves but the proxy. VS Code sends nothing for this machine through a proxy. */
const HOST = 'functions.fndeck.test';

/** Node.js 20, in VS Code 1.100, forgets NODE_EXTRA_CA_CERTS once VS Code has added the system's certificates. */
const FORGETS_EXTRA = process.versions.node.startsWith('20.');

/** Without any name server it is called otherwise. */
const NO_HOST = new RegExp(
  `^(There is no host ${HOST}|The name ${HOST} could not be looked up)\\. ` +
    `\\(getaddrinfo (ENOTFOUND|EAI_AGAIN) ${HOST}\\) Check the region and the endpoint of the connection, and the network\\.$`,
);
const USE_AUTHORITY =
  'If your network uses its own certificate authority, add it to the system’s certificates or to NODE_EXTRA_CA_CERTS.';
const USE_PASSWORD = 'Check the setting http.proxy and the proxy’s user name and password.';

describe('network settings of VS Code', () => {
  let line: Line;
  let proxy: Proxy;
  /** Its certificate is signed by the authority in NODE_EXTRA_CA_CERTS. */
  let trusted: SecureFront;
  /** Its certificate is signed by an authority that nobody has. */
  let unknown: SecureFront;
  const restore: (() => Promise<void>)[] = [];

  before(async () => {
    line = await startSandbox();
  });
  beforeEach(async () => {
    proxy = await startProxy();
    // New ones for each test: Node.js takes up the TLS session that it had with the same server before.
    trusted = await startSecureFront(line.url, certificate('trustedServer.pem'));
    unknown = await startSecureFront(line.url, certificate('unknownServer.pem'));
  });
  afterEach(async () => {
    for (const back of restore.splice(0).reverse()) await back();
    await Promise.all([proxy.close(), trusted.close(), unknown.close()]);
    await forgetAll();
  });
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const set = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
    restore.push(await withSettings(settings));
  };

  /** "Test Connection" to a server under a name; gives '' where it was reached, else what the page says. */
  const tell = async (front: SecureFront, host = HOST): Promise<string> => {
    const endpoint = `https://${host}:${front.port}`;
    const connection = {
      ...connectionTo(line, 'net'),
      credential: 'token' as const,
      endpoint,
      iamEndpoint: endpoint,
      logEndpoint: endpoint,
    };
    const secret = { kind: 'token', token: line.token };
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret });
    const before = front.seen();
    const { works, said } = await tryConnection(connection);
    assert.equal(works, said === '', said);
    assert.equal(front.seen() > before, works, 'requests that the server saw');
    return said;
  };

  const connected = (front: SecureFront): Set<string> => new Set([`CONNECT ${HOST}:${front.port}`]);
  const untrusted = (front: SecureFront, host: string): RegExp =>
    new RegExp(
      `^The certificate of ${host}:${front.port} is not trusted, ` +
        `or no secure connection is possible\\. \\(.*certificate.*\\) ${USE_AUTHORITY}$`,
    );

  describe('http.proxy', () => {
    beforeEach(() => set({ 'http.proxy': proxy.url, 'http.systemCertificates': false }));

    for (const support of ['override', 'on', 'fallback']) {
      it(`is used with http.proxySupport ${support}`, async () => {
        await set({ 'http.proxySupport': support });
        assert.equal(await tell(trusted), '');
        assert.deepEqual(new Set(proxy.asked), connected(trusted));
      });

      it(`is used with http.proxySupport ${support} where no certificate is checked`, async () => {
        await set({ 'http.proxySupport': support, 'http.proxyStrictSSL': false });
        assert.equal(await tell(unknown), '');
        assert.deepEqual(new Set(proxy.asked), connected(unknown));
      });
    }

    it('is not used with http.proxySupport off', async () => {
      await set({ 'http.proxySupport': 'off' });
      assert.match(await tell(trusted), NO_HOST);
      assert.deepEqual(proxy.asked, []);
    });

    it('is not used for a host of http.noProxy', async () => {
      await set({ 'http.noProxy': ['fndeck.test'] });
      assert.match(await tell(trusted), NO_HOST);
      assert.deepEqual(proxy.asked, []);
    });

    it('is used for a host that is not in http.noProxy', async () => {
      await set({ 'http.noProxy': ['other.test'] });
      assert.equal(await tell(trusted), '');
      assert.deepEqual(new Set(proxy.asked), connected(trusted));
    });

    it('is not used for this machine', async () => {
      assert.equal(await tell(trusted, 'localhost'), '');
      assert.deepEqual(proxy.asked, []);
    });

    it('that wants a password is told from the service', async () => {
      proxy.refusal = '407 Proxy Authentication Required';
      assert.equal(
        await tell(trusted),
        'The proxy requires authentication. ' + `(HTTP 407: Proxy Authentication Required) ${USE_PASSWORD}`,
      );
    });

    for (const refusal of ['403 Forbidden', '502 Bad Gateway']) {
      it(`that answers ${refusal} is told from the service, and asked once`, async () => {
        proxy.refusal = refusal;
        assert.equal(
          await tell(trusted),
          'The proxy did not let the request through to ' +
            `${HOST}:${trusted.port}. (HTTP ${refusal.replace(' ', ': ')}) ${USE_PASSWORD}`,
        );
        assert.equal(proxy.asked.length, 1);
      });
    }

    it('that does not run is told, without its password', async () => {
      await set({ 'http.proxy': `http://somebody:proxy-password@127.0.0.1:${await freePort()}` });
      const said = await tell(trusted);
      assert.match(said, /The proxy did not let the request through to functions\.fndeck\.test:\d+\. \(.+\)/);
      assert.doesNotMatch(said, /proxy-password/);
    });
  });

  for (const [way, host] of [
    ['through a proxy', HOST],
    ['without a proxy', 'localhost'],
  ] as const) {
    describe(`certificates, ${way}`, () => {
      beforeEach(() => set({ 'http.proxy': proxy.url }));

      it('of an unknown authority are refused, and no request leaves', async () => {
        assert.match(await tell(unknown, host), untrusted(unknown, host));
      });

      it('of an unknown authority are accepted without http.proxyStrictSSL, from the next request on', async () => {
        assert.match(await tell(unknown, host), untrusted(unknown, host));
        await set({ 'http.proxyStrictSSL': false });
        assert.equal(await tell(unknown, host), '');
        await set({ 'http.proxyStrictSSL': true });
        assert.match(await tell(unknown, host), untrusted(unknown, host));
      });

      it('of NODE_EXTRA_CA_CERTS are accepted', async () => {
        await set({ 'http.systemCertificates': false });
        assert.equal(await tell(trusted, host), '');
      });

      for (const [setting, v2] of [
        ['http.systemCertificates', false],
        ['http.experimental.systemCertificatesV2', true],
      ] as const) {
        it(`keep their worth with ${setting}`, async () => {
          await set({ 'http.systemCertificates': true, 'http.experimental.systemCertificatesV2': v2 });
          assert.match(await tell(unknown, host), untrusted(unknown, host));
          const said = await tell(trusted, host);
          if (FORGETS_EXTRA) assert.match(said, untrusted(trusted, host));
          else assert.equal(said, '');
        });
      }
    });
  }
});

function certificate(name: string): string {
  const folder = vscode.extensions.getExtension('fndeck.fndeck')?.extensionPath ?? '';
  return readFileSync(`${folder}/test/vscode/certificates/${name}`, 'utf8');
}

/** A port on which nothing listens. */
async function freePort(): Promise<string> {
  const gone = await startProxy();
  await gone.close();
  return new URL(gone.url).port;
}
