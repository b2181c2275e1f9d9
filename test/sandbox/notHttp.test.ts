import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { HUAWEI, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
let sandbox: Bench;
let port: number;

beforeAll(async () => {
  sandbox = await bench.start({ functions: bench.functions({ 'default/hello': {} }) });
  port = Number(new URL(sandbox.ready.url).port);
});

/** What comes back on a connection for some bytes, until its end. */
function send(text: string): Promise<{ status: number; head: string; body: Json }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('error', reject);
    socket.on('end', () => {
      const [head = '', body = ''] = got.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body: JSON.parse(body) as Json });
    });
  });
}

const FGS = `/v2/${HUAWEI}/fgs/functions`;
const LONG = 'x'.repeat(20_000);
const HOST = () => `Host: 127.0.0.1:${port}\r\n`;

describe('what is no request of a service is answered with JSON', () => {
  test('bytes that are no HTTP, as the gateway words it', async () => {
    const { status, head, body } = await send('hello there\r\n\r\n');
    expect([status, member(body, 'error_code')]).toEqual([400, 'APIGW.0201']);
    expect(head).toContain(`x-request-id: ${textAt(body, 'request_id')}`);
    expect(head.toLowerCase()).toContain('content-type: application/json');
  });

  test.each<[string, string, string, string]>([
    ['FunctionGraph', FGS, 'error_code', 'FSS.0431'],
    ['Function Compute 2.0', '/2016-08-15/services', 'ErrorCode', 'InvalidArgument'],
    ['Function Compute 3.0', '/2023-03-30/functions', 'Code', 'InvalidArgument'],
    ['the log service', '/logstores/function-log', 'errorCode', 'InvalidArgument'],
    ['the gateway', '/nothing', 'error_code', 'APIGW.0201'],
  ])('an oversized head, in the form of %s', async (_, target, key, code) => {
    const { status, body } = await send(`GET ${target} HTTP/1.1\r\n${HOST()}X-Long: ${LONG}\r\n\r\n`);
    expect([status, member(body, key)]).toEqual([431, code]);
  });

  test('a bad header of a good request line', async () => {
    const { status, body } = await send(`GET ${FGS} HTTP/1.1\r\n${HOST()}bad header\r\n\r\n`);
    expect([status, member(body, 'error_code')]).toEqual([400, 'FSS.0400']);
  });

  test('CONNECT', async () => {
    const { status, body } = await send(`CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    expect([status, member(body, 'error_code')]).toEqual([405, 'APIGW.0201']);
  });

  test('an expectation that nobody can meet, but not that of a stranger', async () => {
    const ask = (host: string) =>
      send(`GET ${FGS} HTTP/1.1\r\n${host}Expect: x\r\nConnection: close\r\n\r\n`);
    const own = await ask(HOST());
    expect([own.status, member(own.body, 'error_code')]).toEqual([417, 'FSS.0417']);
    const stranger = await ask('Host: evil.example\r\n');
    expect([stranger.status, member(stranger.body, 'error_code')]).toEqual([403, 'Sandbox.Host']);
  });

  test('a request without a Host', async () => {
    const { status, body } = await send(`GET ${FGS} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect([status, member(body, 'error_code')]).toEqual([403, 'Sandbox.Host']);
  });

  test('and all of it is in the request log', async () => {
    await sandbox.ask('DELETE', '/sandbox/requests');
    await send(`GET ${FGS} HTTP/1.1\r\n${HOST()}X-Long: ${LONG}\r\n\r\n`);
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    expect(member(body, 'requests')).toMatchObject([{ path: FGS, operation: 'refused', status: 431 }]);
  });
});
