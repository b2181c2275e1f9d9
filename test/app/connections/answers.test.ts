import { describe, expect, it } from 'vitest';
import { choosing, keeping, type Answers } from '../../../src/app/connections/answers';
import { assemble } from '../../../src/app/connections/assemble';
import type { Connection } from '../../../src/model/connection';
import { OLD, OLD_PASSWORD, connectionAt, machine } from './machine';

/** What the questions know of a connection that is edited, after the person has gone back from these answers. */
function edited(connection = connectionAt(OLD), ...left: readonly Partial<Answers>[]): Answers {
  return Object.assign({}, connection, { custom: true, stored: connection }, ...left) as Answers;
}

describe('credentials that are kept', () => {
  const TOKEN = { credential: 'token', keepSecret: false, token: 't' } as const;
  const PROFILE = choosing('openstack:otc', { projectId: 'p1' }, edited());

  it.each([
    ['nothing else', []],
    ['a token', [TOKEN]],
    ['a profile', [PROFILE]],
    ['both', [TOKEN, PROFILE]],
  ])('are the stored ones after a look at %s', async (_, left) => {
    const desk = machine();
    const { store } = desk.open();
    const before = connectionAt(OLD, { projectId: 'mine' });
    await store.save(before, OLD_PASSWORD);
    const answers = edited(before, ...left);
    const assembled = assemble({ ...answers, ...keeping(answers) }, 'prod');
    if ('text' in assembled) throw new Error(assembled.text);
    expect(assembled).toEqual({ connection: before, secret: undefined });
    await store.save(assembled.connection, assembled.secret);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old ${OLD}`]);
  });

  it('are those of the stored profile after a look at another and at a token', () => {
    const { id, name, service, region } = connectionAt(OLD);
    const others: Connection = {
      ...{ id, name, service, region, endpoint: OLD },
      ...{ credential: 'profile', profile: 'openstack:otc' },
    };
    const answers = edited(others, TOKEN, choosing('openstack:other', {}, edited(others)));
    expect(assemble({ ...answers, ...keeping(answers) }, 'prod')).toEqual({
      connection: others,
      secret: { kind: 'profile' },
    });
  });
});

describe('a profile that is chosen', () => {
  const start: Answers = { service: 'functiongraph-otc' };

  it('proposes what it says, and nothing that another one has said before', () => {
    const first = {
      ...start,
      ...choosing('openstack:a', { region: 'eu-de', projectId: 'a', iamEndpoint: OLD }, start),
    };
    expect(first).toMatchObject({
      region: 'eu-de',
      projectId: 'a',
      iamEndpoint: OLD,
      profile: 'openstack:a',
    });
    const second = { ...first, ...choosing('openstack:b', { region: 'eu-nl' }, first) };
    expect(second).toMatchObject({ region: 'eu-nl', projectId: '', iamEndpoint: '', profile: 'openstack:b' });
  });

  it('leaves what a person has entered', () => {
    const first = { ...start, projectId: 'mine', ...choosing('openstack:a', { region: 'eu-de' }, start) };
    const typed = { ...first, ...choosing('openstack:b', { accountId: '1' }, first), accountId: '2' };
    expect({ ...typed, ...choosing('openstack:c', {}, typed) }).toMatchObject({
      ...{ projectId: 'mine', accountId: '2', region: '' },
    });
  });
});
