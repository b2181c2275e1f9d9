import * as assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { bytesOf, keptResult } from '../../../src/app/invocations/binaryResult';
import { binaryBody, printHttpAnswer, readHttpAnswer } from '../../../src/app/invocations/httpAnswer';
import { hidingOf } from '../../../src/app/payloads/hiding';
import { contentOf } from '../../../src/model/invocation/content';
import { capped, type InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const printed = (result: unknown): string => {
  const answer = readHttpAnswer(typeof result === 'string' ? result : JSON.stringify(result));
  return answer ? printHttpAnswer(answer, translate) : 'none';
};

describe('a result in the form of an HTTP response', () => {
  it('is its status line, its headers, and its body laid out', () => {
    const body = JSON.stringify({ a: 1 });
    const headers = { 'Content-Type': 'application/json', 'Set-Cookie': ['a=1', 'b=2'], 'X-Count': 3 };
    const text =
      'HTTP 404 Not Found\nContent-Type: application/json\nSet-Cookie: a=1\nSet-Cookie: b=2\nX-Count: 3\n\n{\n  "a": 1\n}\n';
    assert.equal(printed({ statusCode: 404, headers, body }), text);
    assert.equal(
      printed(JSON.stringify(JSON.stringify({ statusCode: '404', headers, body }))),
      text,
      'JSON in JSON',
    );
    assert.equal(printed({ statusCode: 299, body: 'plain' }), 'HTTP 299\n\nplain\n');
    assert.equal(printed({ statusCode: 204, headers: {} }), 'HTTP 204 No Content\n\n\n');
    assert.equal(
      printed({ statusCode: 200, body: { a: [1] } }),
      'HTTP 200 OK\n\n{\n  "a": [\n    1\n  ]\n}\n',
    );
  });

  it('keeps every digit of a number', () => {
    const result = '{"statusCode":200,"headers":{"X-Id":9007199254740993},"body":{"id":9007199254740993}}';
    const text = 'HTTP 200 OK\nX-Id: 9007199254740993\n\n{\n  "id": 9007199254740993\n}\n';
    assert.equal(printed(result), text);
    assert.equal(printed(JSON.stringify(result)), text, 'JSON in JSON');
  });

  it('has a body that is decoded where it is Base64', () => {
    const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
    const of = (body: string, more = {}) => ({ statusCode: 200, isBase64Encoded: true, body, ...more });
    assert.equal(printed(of(base64('grün'))), 'HTTP 200 OK\n\ngrün\n');
    assert.equal(
      printed(of(base64('<svg onload="x()"/>'), { headers: { 'content-type': 'image/svg+xml' } })),
      'HTTP 200 OK\ncontent-type: image/svg+xml\n\n<svg onload="x()"/>\n',
    );
    assert.equal(printed(of(PNG.toString('base64'))), 'HTTP 200 OK\n\n(image/png, 70 bytes)\n');
    assert.equal(printed({ ...of(base64('x')), isBase64Encoded: false }), 'HTTP 200 OK\n\neA==\n');
    assert.equal(
      printed(of('no Base64!')),
      'HTTP 200 OK\n\nno Base64!\n',
      'a text that is none stays as it is',
    );
    const answer = readHttpAnswer(JSON.stringify(of(PNG.toString('base64'))));
    const body = answer && binaryBody(answer);
    assert.equal(body?.kind, 'image');
    assert.deepEqual(bytesOf(body), Buffer.from(PNG));
    const raw = readHttpAnswer(
      JSON.stringify(of(base64(Buffer.from([0, 255])), { headers: { 'Content-Type': 'image/bmp' } })),
    );
    assert.equal(
      raw && binaryBody(raw)?.extension,
      'bmp',
      'what the header says, where the bytes do not tell',
    );
  });

  it('cannot have a header that looks like another line', () => {
    assert.equal(
      printed({ statusCode: 200, headers: { 'a\nHTTP 500': 'b\r\nc: d' }, body: '' }),
      'HTTP 200 OK\na\\x0aHTTP 500: b\\x0d\\x0ac: d\n\n\n',
    );
  });

  it('is not what has no status, or nothing but one', () => {
    for (const none of [
      'x',
      'null',
      '"text"',
      '[]',
      '{"statusCode":200}',
      '{"statusCode":99,"body":""}',
      '{"statusCode":"abc","body":""}',
      '{"body":"x","headers":{}}',
    ])
      assert.equal(readHttpAnswer(none), undefined, none);
  });
});

describe('a result that is no text', () => {
  const record = (more: Partial<InvocationRecord>): InvocationRecord => ({
    ...{
      id: 'a',
      connectionName: 'c',
      service: 'functioncompute-3',
      mode: 'sync',
      startedAt: 1,
      elapsedMs: 1,
    },
    ref: { connection: 'c', group: '', name: 'n', qualifier: 'LATEST' },
    ...{ outcome: { kind: 'succeeded' }, numbers: {}, log: '', logCut: false },
    ...more,
  });

  it('is known by its first bytes, else by what is said of it', () => {
    const kinds: [Buffer, string | undefined, string][] = [
      [PNG, 'application/octet-stream', 'image/png'],
      [PNG, 'application/pdf', 'image/png'],
      [Buffer.from('ffd8ffe0', 'hex'), undefined, 'image/jpeg'],
      [Buffer.from('GIF89a'), undefined, 'image/gif'],
      [Buffer.from('RIFF\0\0\0\0WEBPVP8 '), undefined, 'image/webp'],
      [Buffer.from('%PDF-1.7'), undefined, 'application/pdf'],
      [Buffer.from('PK\x03\x04'), undefined, 'application/zip'],
      [Buffer.from('1f8b08', 'hex'), 'image/png', 'application/gzip'],
      [Buffer.from([1, 2]), 'IMAGE/PNG; x=y', 'image/png'],
      [Buffer.from([1, 2]), 'text/html', 'application/octet-stream'],
      [Buffer.alloc(0), undefined, 'application/octet-stream'],
    ];
    for (const [bytes, said, mime] of kinds) assert.equal(contentOf(bytes, said).mime, mime);
  });

  it('is kept byte for byte, a text as a text', async () => {
    const kept = await keptResult('�PNG', PNG, 'application/octet-stream');
    assert.ok(kept.binary && kept.result === undefined);
    assert.deepEqual(bytesOf(kept.binary), Buffer.from(PNG));
    const long = Buffer.alloc(4 * 1024 * 1024 + 1, 0xf1);
    const { binary: all } = await keptResult('', long, undefined);
    assert.ok(all && Buffer.compare(bytesOf(all) ?? PNG, long) === 0, 'encoded in pieces, too');
    assert.deepEqual(await keptResult('<svg/>', undefined, 'image/svg+xml'), { result: '<svg/>' });
    const pdf = await keptResult('%PDF-1.4 of letters only', undefined, undefined);
    assert.deepEqual([pdf.binary?.kind, pdf.result], ['pdf', undefined]);
    assert.deepEqual(
      await keptResult('%PDF-1.4 \uFFFD', undefined, undefined),
      { result: '%PDF-1.4 \uFFFD' },
      'not whole any more',
    );
  });

  it('is too large to keep beyond 8 MB: its size is', async () => {
    const { binary } = await keptResult('', Buffer.alloc(8 * 1024 * 1024 + 1, 255), undefined);
    assert.ok(binary);
    const kept = capped(record({ binary }), (text) => Buffer.byteLength(text)).binary;
    assert.deepEqual(kept, {
      kind: 'file',
      mime: 'application/octet-stream',
      extension: 'bin',
      bytes: binary.bytes,
    });
    assert.equal(bytesOf(kept), undefined);
    const { binary: most } = await keptResult('', Buffer.alloc(8 * 1024 * 1024, 255), undefined);
    assert.ok(most && capped(record({ binary: most }), (text) => Buffer.byteLength(text)).binary?.base64);
  });

  it('that repeats a value of the environment is not kept', async () => {
    const { record: hide } = hidingOf([{ name: 'KEY', value: 'swordfish' }]);
    const of = async (bytes: Buffer) => hide(record(await keptResult('', bytes, undefined))).binary;
    assert.ok((await of(PNG))?.base64);
    assert.equal((await of(Buffer.concat([PNG, Buffer.from('swordfish')])))?.base64, undefined);
  });
});
