import { describe, expect, it } from 'vitest';
import type { Seen } from '../cloud/testServer';
import {
  DIFFERENT_HEADERS,
  DIFFERENT_2,
  DIFFERENT_WITH_BODY_2,
  DIFFERENT_3,
  ACCOUNT,
  type Case,
  comparable,
  leftOut,
  both,
} from './functionComputeClients';
import { cases2 } from './functionComputeCases2';
import { cases3 } from './functionComputeCases3';

describe('our requests are those of the SDK of API 2016-08-15', () => {
  it.each(cases2)('$name', async (each: Case) => {
    const [sent, expected] = await both(each);
    const withBody = sent.body === '' ? {} : DIFFERENT_WITH_BODY_2;
    const names = [...leftOut(DIFFERENT_HEADERS, DIFFERENT_2, withBody), ...(each.random ?? [])];
    expect(comparable(sent, names)).toEqual(comparable(expected, names));
  });
});

describe('our requests are those of the SDK of API 2023-03-30', () => {
  it.each(cases3)('$name', async (each: Case) => {
    const [sent, expected] = await both(each);
    const names = [...leftOut(DIFFERENT_HEADERS, DIFFERENT_3), ...(each.random ?? [])];
    expect(comparable(sent, names)).toEqual(comparable(expected, names));
    const covered = (request: Seen) =>
      /SignedHeaders=([^,]+)/.exec(request.headers['authorization'] ?? '')?.[1];
    expect(covered(sent)).toBe(covered(expected)?.replace(';x-acs-credentials-provider', ''));
    expect(sent.headers['x-fc-account-id']).toBe(ACCOUNT);
  });
});

it('the lists name nothing without need', async () => {
  const differing = async (each: Case | undefined) => {
    if (!each) throw new Error('no such case');
    const [sent, expected] = await both(each);
    const names = Object.keys({ ...sent.headers, ...expected.headers });
    return names.filter((name) => sent.headers[name] !== expected.headers[name]).sort();
  };
  const put = (cases: readonly Case[]) => cases.find(({ name }) => name === 'put an async config');
  expect(await differing(put(cases2))).toEqual(
    leftOut(DIFFERENT_HEADERS, DIFFERENT_2, DIFFERENT_WITH_BODY_2).sort(),
  );
  expect(await differing(put(cases3))).toEqual(leftOut(DIFFERENT_HEADERS, DIFFERENT_3).sort());
});
