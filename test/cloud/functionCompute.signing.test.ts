import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  acs3Authorization,
  canonicalRequest,
  sha256Hex,
  signedHeaders,
} from '../../src/cloud/functionCompute/acs3Signature';
import { fcAuthorization } from '../../src/cloud/functionCompute/fcSignature';
import { slsAuthorization } from '../../src/cloud/functionCompute/slsSignature';
import vectors from '../vectors/functioncompute-signing.json';

/** JSON imports give absent headers the type `undefined`; a request has none of those. */
function present(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

describe('the FC signature', () => {
  it.each(vectors.fc)('$id', ({ key, request, authorization }) => {
    expect(fcAuthorization(key, { ...request, headers: present(request.headers) })).toBe(authorization);
  });

  it('is over the body that the vectors tell', () => {
    expect(createHash('md5').update(vectors.fcBody, 'utf8').digest('hex')).toBe(
      'b8c2b7e08becad39e0d5bcacda08d153',
    );
  });
});

describe('the ACS3 signature', () => {
  it.each(vectors.acs3)('$id', (vector) => {
    const headers = present(vector.request.headers);
    const request = { ...vector.request, query: present(vector.request.query), headers };
    expect(sha256Hex(vector.body)).toBe(headers['x-acs-content-sha256']);
    if ('canonicalSha256' in vector)
      expect(sha256Hex(canonicalRequest(request))).toBe(vector.canonicalSha256);
    expect(acs3Authorization(vector.key, request)).toBe(
      `ACS3-HMAC-SHA256 Credential=${vector.key.id},SignedHeaders=${signedHeaders(headers).join(';')},Signature=${vector.signature}`,
    );
  });
});

describe('the log service signature', () => {
  it.each(vectors.sls)('$id', ({ key, request, authorization }) => {
    expect(slsAuthorization(key, { ...request, headers: present(request.headers) })).toBe(authorization);
  });
});
