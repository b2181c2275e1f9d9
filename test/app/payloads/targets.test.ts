import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/app/payloads/places';
import { findTarget, type TargetPorts } from '../../../src/app/payloads/targets';
import type { Cloud } from '../../../src/cloud/cloud';
import { CloudError } from '../../../src/cloud/errors';
import type { Connection } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import { message, translate } from '../../../src/model/message';

const FILE = 'file:///w/.fndeck/demo/hello/order.json';
const on = (connection: string): FunctionRef => {
  return { connection, group: 'demo', name: 'hello', qualifier: 'latest' };
};
const both: Target = { kind: 'functions', refs: [on('a'), on('b')] };

/** What is found where connections answer like this; and what was asked, in order. */
async function find(
  filed: Target | 'broken' | undefined,
  answers: Readonly<Record<string, 'there' | 'gone' | 'down'>>,
  { own, chosen }: { own?: FunctionRef; chosen?: FunctionRef } = {},
) {
  const asked: string[] = [];
  const getFunction = (ref: FunctionRef) => {
    const answer = answers[ref.connection];
    if (answer === 'there') return Promise.resolve({});
    const status = answer === 'gone' ? { kind: 'service', status: 404 } : { kind: 'network' };
    return Promise.reject(
      new CloudError({
        ...{ operation: 'getFunction', sent: 'answered', repeatable: false, summary: message('no') },
        ...(status as { kind: 'service' }),
      }),
    );
  };
  const ports: TargetPorts = {
    connections: {
      get: (id) => (id in answers ? ({ id } as Connection) : undefined),
      cloud: () => Promise.resolve({ getFunction } as unknown as Cloud),
    },
    own: () => own,
    filed: () => Promise.resolve(filed),
    relink: (source, ref) => Promise.resolve(void asked.push(`link ${source} ${ref.connection}`)),
    chooseAmong: (refs) => {
      asked.push(`among ${refs.map(({ connection }) => connection).join()}`);
      return Promise.resolve(refs[1]);
    },
    chooseAnother: (_, why) => {
      asked.push(translate(why));
      return Promise.resolve(chosen);
    },
  };
  return { found: await findTarget(FILE, ports), asked };
}

describe('the function of a payload file', () => {
  it('is the one that the person has linked, then the committed one, without a question', async () => {
    const own = on('b');
    expect((await find(both, { a: 'there', b: 'there' }, { own })).found).toMatchObject({ ref: own });
    // The link of a connection that was removed counts no more.
    const { found, asked } = await find({ kind: 'functions', refs: [on('a')] }, { a: 'there' }, { own });
    expect([found, asked]).toEqual([{ kind: 'function', ref: on('a'), committed: true }, []]);
    expect((await find(undefined, {})).found).toEqual({ kind: 'untold' });
  });

  it('is on the only connection that has it; among several the person chooses', async () => {
    const one = await find(both, { a: 'gone', b: 'there' });
    expect([one.found, one.asked]).toEqual([{ kind: 'function', ref: on('b'), committed: false }, []]);
    // One that does not answer may have it.
    const two = await find(both, { a: 'down', b: 'there' });
    expect([two.found, two.asked]).toEqual([
      { kind: 'function', ref: on('b'), committed: false },
      ['among a,b'],
    ]);
  });

  it('that is nowhere is told, and the one that is chosen instead is linked', async () => {
    const nowhere = await find(both, { a: 'gone', b: 'gone' }, { chosen: on('a') });
    expect(nowhere.asked).toEqual(['No connection has the function demo/hello@latest.', `link ${FILE} a`]);
    expect(nowhere.found).toMatchObject({ ref: on('a') });
    const unknown = await find({ kind: 'noConnection', connection: 'prod' }, { a: 'there' });
    expect(unknown.asked).toEqual(['The connection “prod”, which its link names, is not there.']);
    expect(unknown.found).toEqual({ kind: 'left' });
  });

  it('is not guessed where the links cannot be read', async () => {
    expect(await find('broken', { a: 'there' })).toEqual({ found: { kind: 'left' }, asked: [] });
  });
});
