import { describe, expect, it } from 'vitest';
import {
  authorization,
  canonicalRequest,
  sha256,
  signature,
  signedHeaders,
  stringToSign,
  timestamp,
} from '../../src/cloud/functionGraph/signature';
import file from '../vectors/functiongraph-signing.json';

type Texts = Readonly<Record<string, string | undefined>>;

/** JSON imports give absent keys the type `undefined`; a request has none of those. */
function present(texts: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

const vectors = file.vectors.map((vector) => ({
  ...vector,
  request: {
    ...vector.request,
    query: present(vector.request.query as Texts),
    headers: present(vector.request.headers as Texts),
  },
}));

describe('the signature SDK-HMAC-SHA256, step by step', () => {
  it.each(vectors)('$id', ({ key, request, ...expected }) => {
    const canonical = canonicalRequest(request);
    if (expected.canonicalRequest !== undefined) expect(canonical).toBe(expected.canonicalRequest);
    expect(sha256(canonical)).toBe(expected.canonicalSha256);
    expect(signedHeaders(request.headers)).toBe(expected.signedHeaders);
    const text = stringToSign(request.headers['X-Sdk-Date'] ?? '', canonical);
    expect(signature(key.secretAccessKey, text)).toBe(expected.signature);
    expect(authorization(key, request)).toBe(
      `SDK-HMAC-SHA256 Access=${key.accessKeyId}, SignedHeaders=${expected.signedHeaders}, Signature=${expected.signature}`,
    );
  });

  it('covers every byte: another body, another signature', () => {
    for (const { key, request, signature: golden } of vectors) {
      expect(authorization(key, { ...request, body: `${request.body} ` })).not.toContain(golden);
    }
  });

  it('stamps the time in UTC to the second', () => {
    expect(timestamp(Date.UTC(2024, 2, 15, 8, 15, 30, 999))).toBe('20240315T081530Z');
  });
});
