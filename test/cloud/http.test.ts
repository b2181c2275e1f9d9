import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, globalAgent } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { send } from '../../src/cloud/transport/http';
import type { HttpRequest, Limits } from '../../src/cloud/transport/request';
import { TransportFailure } from '../../src/cloud/transport/transportFailure';
import { NEVER } from './functionGraphFixture';
import { startServer } from './testServer';

const LIMITS: Limits = { connectMs: 10_000, totalMs: 20_000, maxBytes: 1024 * 1024 };
/** A key and a certificate that signs itself. */
const PEM = readFileSync(join(import.meta.dirname, 'selfSigned.pem'), 'utf8');
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function server(...args: Parameters<typeof startServer>) {
  const started = await startServer(...args);
  cleanups.push(() => started.close());
  return started;
}

function get(url: string): HttpRequest {
  return { method: 'GET', url, headers: { authorization: 'secret', 'x-auth-token': 'secret' } };
}

async function failure(sending: Promise<unknown>): Promise<TransportFailure> {
  const error: unknown = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TransportFailure) return error;
  throw new Error('expected a TransportFailure', { cause: error });
}

describe('sending', () => {
  it('keeps the path as it was given: `:` and `!` stay, nothing is encoded twice', async () => {
    const { origin, requests } = await server((_request, response) => response.end());
    await send(get(`${origin}/urn:fss:a:!prod/x%20y?q=a%2Bb&c=%3D`), LIMITS, NEVER);
    expect(requests[0]?.url).toBe('/urn:fss:a:!prod/x%20y?q=a%2Bb&c=%3D');
  });

  it('sends the body byte for byte', async () => {
    const { origin, requests } = await server((_request, response) => response.end());
    const body = '{"a" : "Grüße 世界 𝄞"}\n';
    await send({ method: 'POST', url: origin, headers: {}, body }, LIMITS, NEVER);
    expect(requests[0]?.body).toBe(body);
    expect(requests[0]?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it('puts a character together that arrives in two pieces', async () => {
    const { origin } = await server((_request, response) => {
      const bytes = Buffer.from('世');
      response.write(bytes.subarray(0, 1), () => response.end(bytes.subarray(1)));
    });
    expect((await send(get(origin), LIMITS, NEVER)).text).toBe('世');
  });

  it('keeps the bytes of what is no UTF-8, and of nothing else', async () => {
    const { origin } = await server(({ url }, response) => {
      const bytes = Buffer.from(url.slice(1), 'hex');
      response.write(bytes.subarray(0, 1), () => response.end(bytes.subarray(1)));
    });
    const answer = async (bytes: Buffer) => send(get(`${origin}/${bytes.toString('hex')}`), LIMITS, NEVER);
    expect(await answer(Buffer.from('\uFEFF世'))).toMatchObject({ text: '世', byteOrderMark: '\uFEFF' });
    for (const text of ['世', 'a\0b', 'a \uFFFD as such']) {
      expect(await answer(Buffer.from(text))).toMatchObject({ text });
      expect((await answer(Buffer.from(text))).bytes).toBeUndefined();
    }
    for (const hex of ['89504e470d0a1a0a', 'e4b8', '41ff', 'ff']) {
      expect(Buffer.from((await answer(Buffer.from(hex, 'hex'))).bytes ?? []).toString('hex')).toBe(hex);
    }
  });

  it('follows no redirect, so that no other host sees a secret', async () => {
    const other = await server((_request, response) => response.end('stolen'));
    for (const status of [301, 302, 303, 307, 308]) {
      const { origin } = await server((_request, response) =>
        response.writeHead(status, { location: `${other.origin}/` }).end(),
      );
      expect((await failure(send(get(origin), LIMITS, NEVER))).kind).toBe('redirect');
    }
    expect(other.requests).toHaveLength(0);
  });

  it('reads no more than is allowed, told or not', async () => {
    const endless = await server((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536, 'x'))) if (response.destroyed) return;
      };
      response.on('drain', more);
      more();
    });
    const error = await failure(send(get(endless.origin), LIMITS, NEVER));
    expect(error).toMatchObject({ kind: 'tooLarge', sent: 'answered' });
  });

  it.each([
    'http://192.0.2.1/',
    'http://127.0.0.1.example.com/',
    'ftp://127.0.0.1/',
    'https://u:p@localhost/',
  ])('refuses %s', async (url) => {
    expect(await failure(send(get(url), LIMITS, NEVER))).toMatchObject({ kind: 'insecure', sent: 'no' });
  });

  it('tells a host that does not exist', async () => {
    const error = await failure(send(get('https://fndeck.invalid/'), LIMITS, NEVER));
    expect(['hostNotFound', 'nameServer']).toContain(error.kind);
    expect(error.sent).toBe('no');
  });

  it('gives up connecting before it gives up waiting', async () => {
    // takes the connection but never answers the TLS greeting
    const silent = createTcpServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => silent.close());
    silent.on('connection', (socket) => cleanups.push(() => socket.destroy()));
    const { port } = silent.address() as AddressInfo;
    const error = await failure(
      send(get(`https://127.0.0.1:${port}/`), { ...LIMITS, connectMs: 200, totalMs: 600_000 }, NEVER),
    );
    expect(error).toMatchObject({ kind: 'connectTimeout', sent: 'no' });
  });

  it.each([
    ['http, a small body', 'http', 10],
    ['https, a small body', 'https', 10],
    ['http, a large body', 'http', 2_000_000],
    ['https, a large body', 'https', 2_000_000],
  ])('does not take a slow answer for a connection that is not there (%s)', async (_name, protocol, size) => {
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      request.resume().on('end', () => setTimeout(() => response.end('late'), 700));
    };
    const slow =
      protocol === 'https' ? createSecureServer({ key: PEM, cert: PEM }, answer) : createServer(answer);
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { ca } = globalAgent.options;
    globalAgent.options.ca = PEM;
    cleanups.push(() => {
      if (ca === undefined) delete globalAgent.options.ca;
      else globalAgent.options.ca = ca;
      slow.close();
    });
    const { port } = slow.address() as AddressInfo;
    const url = `${protocol}://127.0.0.1:${port}/`;
    const request: HttpRequest = { method: 'POST', url, headers: {}, body: 'x'.repeat(size) };
    expect((await send(request, { ...LIMITS, connectMs: 400 }, NEVER)).text).toBe('late');
  });

  it('trusts no certificate that the system does not trust, unless it is told to', async () => {
    let asked = 0;
    const secure = createSecureServer({ key: PEM, cert: PEM }, (_request, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => secure.close());
    const { port } = secure.address() as AddressInfo;
    const error = await failure(send(get(`https://127.0.0.1:${port}/`), LIMITS, NEVER));
    expect(error).toMatchObject({ kind: 'tls', sent: 'no' });
    expect(asked).toBe(0);
    const lenient = { verifyCertificates: false };
    expect((await send(get(`https://127.0.0.1:${port}/`), LIMITS, NEVER, lenient)).status).toBe(200);
    expect((await failure(send(get(`https://127.0.0.1:${port}/`), LIMITS, NEVER))).kind).toBe('tls');
  });
});
