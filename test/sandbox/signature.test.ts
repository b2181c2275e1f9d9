import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/sandbox/exchange';
import {
  canonicalRequest,
  readAuthorization,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from '../../src/sandbox/functionGraph/auth/signature';

const PROJECT = '7aad83af3e8d42e99ac194e8419e2c9b';
const KEY = 'AKTESTVECTOR00000001';
const SECRET = 'SkTestVector+/=0123456789abcdefABCDEF';
const DATE = '20240315T081530Z';
const FUNCTIONS = `/v2/${PROJECT}/fgs/functions`;
const URN = `urn:fss:cn-north-4:${PROJECT}:function:default:test:latest`;
const HEADERS: Record<string, string> = {
  'content-type': 'application/json',
  'x-sdk-date': DATE,
  'x-project-id': PROJECT,
  host: 'functiongraph.cn-north-4.myhuaweicloud.com',
};
const OTC = { ...HEADERS, host: 'functiongraph.eu-de.otc.t-systems.com' };

interface Vector {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly canonical: string;
  readonly signature: string;
}

/** Recorded from the official SDK's signer, 3.1.211; E and D have more headers, C and C2 differ in their body only. */
const VECTORS: readonly Vector[] = [
  {
    id: 'A: query with special characters',
    method: 'GET',
    path: FUNCTIONS,
    search: "maxitems=100&marker=0&package_name=my%20app%2F%E6%B5%8B%E8%AF%95%2Ba%3Db%26c*~'(x)!%C3%A9",
    canonical: 'e0891c91d8df3b911fba602af729693ceaca50c5f400e1e505a22cb5804e5ddc',
    signature: '8ace91327857befd9fe63031b87972be86d6c84fb4e294e1fbc61a03637833d2',
  },
  {
    id: 'B: body with other scripts, raw URN in the path',
    method: 'PUT',
    path: `${FUNCTIONS}/${URN}/async-invoke-config`,
    body: '{"max_async_event_age_in_seconds":3600,"max_async_retry_attempts":1,"destination_config":{"on_failure":{"destination":"OBS","param":"{\\"bucket\\":\\"fgs-invoke\\",\\"prefix\\":\\"/失败/ünï/\\",\\"expires\\":7}"}}}',
    canonical: '177b8ca5d49d0e4b066b9dd141ddde8a5686b037563bdde00ebabf3a0d9224d2',
    signature: '2a831f0e8f75cd435f430a3f6edc2831a5594f569a1066b6167e649b14ca7804',
  },
  {
    id: 'C: no body',
    method: 'POST',
    path: `${FUNCTIONS}/enable-lts-logs`,
    canonical: 'c6cb7efc23c5b3dce1737f4d719b3a65f7d388d006671f3c5231d2784d498f84',
    signature: 'f423b82e0bc74444cce1152ed1c2ef29710f3ddb849c8bff6f947b4aed5ac1a4',
  },
  {
    id: 'C2: empty object as body',
    method: 'POST',
    path: `${FUNCTIONS}/enable-lts-logs`,
    body: '{}',
    canonical: '52856c08ac0a1cba48a0cdbbef94c26305d7dc2a82b21fb32e2d61729eec77b2',
    signature: '988d4356439fe96d73a102219838d032473f136df179740acf2ecf260d7a754c',
  },
  {
    id: 'D: security token, alias, percent-encoded URN',
    method: 'GET',
    path: `${FUNCTIONS}/urn%3Afss%3Aeu-de%3A${PROJECT}%3Afunction%3Adefault%3Atest%3A%21prod/config`,
    headers: { ...OTC, 'x-security-token': 'gAAAAABExampleSecurityToken==' },
    canonical: 'fb44574c1cf92a21ab0561c09721420debdf632a86a1a1d2c6e6a29b0602f633',
    signature: '2b605863a77398ec469e792bb99a5afb7a89dd62987ba65772f781c4385de875',
  },
  {
    id: 'E: more headers',
    method: 'POST',
    path: `${FUNCTIONS}/${URN}/invocations`,
    headers: { ...HEADERS, 'x-cff-log-type': 'tail', 'x-cff-request-version': 'v1' },
    body: '{"key":"Grüße 世界"}',
    canonical: '9ecc358ea6ae07b2200d6f683378d2debf2f5141a71f6c1c753934f941b8fd87',
    signature: 'c33fa1be0205f7d4be229638b0716f9bd5957a571857f18012de465c68d884d7',
  },
];

function requestOf({ method, path, search, headers, body }: Partial<Vector>): Request {
  return {
    id: '',
    method: method ?? 'GET',
    path: path ?? '/',
    search: search ?? '',
    headers: headers ?? HEADERS,
    body: Buffer.from(body ?? '', 'utf8'),
    tooLarge: false,
  };
}

describe('the signature of requests', () => {
  test.each(VECTORS)('$id', (vector) => {
    const names = Object.keys(vector.headers ?? HEADERS);
    const canonical = canonicalRequest(requestOf(vector), names);
    expect(sha256(Buffer.from(canonical, 'utf8'))).toBe(vector.canonical);
    const toSign = stringToSign(DATE, undefined, canonical);
    expect(signatureOf(signingKey(SECRET, undefined), toSign)).toBe(vector.signature);
  });

  test('the example of the public guide', () => {
    const canonical = canonicalRequest(
      requestOf({
        path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
        search: 'limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
        headers: {
          'content-type': 'application/json',
          host: 'service.region.example.com',
          'x-sdk-date': '20191115T033655Z',
        },
      }),
      ['content-type', 'host', 'x-sdk-date'],
    );
    expect(sha256(Buffer.from(canonical))).toBe(
      'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a',
    );
    const toSign = stringToSign('20191115T033655Z', undefined, canonical);
    expect(signatureOf('MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc', toSign)).toBe(
      '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
    );
  });

  test.each([
    ['', '', 'f7c6885348bcf84ebda084aa18181fe82912288a51b01d41ca562766d64c28b6'],
    ['eu-de', 'functiongraph', 'f0cdd3f346956d3549d113a9d5c3a9755aef61ccc9422a52b620574c9d360e26'],
  ])('the scoped variant for region "%s" and service "%s"', (region, service, expected) => {
    const header = `SDK-HMAC-SHA256 Credential=${KEY}/20240315/${region}/${service}/sdk_request, SignedHeaders=content-type;host;x-sdk-date, Signature=${expected}`;
    const signed = readAuthorization(header);
    expect(signed?.scope).toEqual({ date: '20240315', region, service });
    const request = requestOf({ path: FUNCTIONS, search: 'marker=0&maxitems=100', headers: OTC });
    const canonical = canonicalRequest(request, signed?.signedHeaders ?? []);
    expect(sha256(Buffer.from(canonical))).toBe(
      '353f1d29db399d5548cf89e114c461857a3ff22ebbd4bb50ca298dff15e0259e',
    );
    const toSign = stringToSign(DATE, signed?.scope, canonical);
    expect(signatureOf(signingKey(SECRET, signed?.scope), toSign)).toBe(expected);
  });

  test.each([
    '',
    'Bearer abc',
    'SDK-HMAC-SHA256 Access=A, SignedHeaders=host',
    `SDK-HMAC-SHA256 Credential=A/20240315/eu-de/sdk_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    `SDK-HMAC-SHA256 Access=A, SignedHeaders=host, Signature=${'Z'.repeat(64)}`,
  ])('refuses the header %j', (header) => {
    expect(readAuthorization(header)).toBeUndefined();
  });
});
