import { describe, expect, it } from 'vitest';
import type { Secret } from '../../src/model/connection';
import { factsOf, fixture, FUNCTIONS, NEVER, PROJECT, REF } from './functionGraphFixture';
import { json, type Answer } from './testServer';

const run = fixture();

const PASSWORD: Secret = { kind: 'password', password: 'p+ss' };
const USER = { user: 'alice', domain: 'account' };
const MINUTE = 60_000;

/** An IAM whose tokens are `t1`, `t2`, …, each living for `minutes`; the service takes only those in `valid`. */
function iam(options: { minutes?: number; valid?: (token: string) => boolean } = {}): void {
  const { minutes = 24 * 60, valid = () => true } = options;
  let issued = 0;
  run.server.answer = (request, response) => {
    if (request.url.startsWith('/v3/auth/tokens')) {
      issued++;
      // the service's clock has nothing to do with ours
      const now = Date.UTC(2001, 0, 1);
      return json(
        response,
        201,
        {
          token: {
            issued_at: new Date(now).toISOString(),
            expires_at: new Date(now + minutes * MINUTE).toISOString(),
            project: { id: PROJECT, name: 'cn-north-4' },
            user: { id: 'u1', name: 'alice', domain: { id: 'd1', name: 'account' } },
          },
        },
        { 'x-subject-token': `t${issued}` },
      );
    }
    return valid(request.headers['x-auth-token'] ?? '')
      ? functionAnswer(request, response)
      : json(response, 401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' });
  };
}

const functionAnswer: Answer = (_request, response) =>
  json(response, 200, { func_name: 'test', package: 'default', functions: [] });

const tokenRequests = () => run.server.requests.filter(({ url }) => url.startsWith('/v3/auth/tokens'));

describe('sign-in by password', () => {
  const client = (connection = {}, secret = PASSWORD) =>
    run.client({ secret, connection: { ...USER, ...connection } });

  it('asks for a token of the project, without the catalogue', async () => {
    iam();
    await client().getFunction(REF, NEVER);
    expect(tokenRequests()[0]?.url).toBe('/v3/auth/tokens?nocatalog=true');
    expect(tokenRequests()[0]?.headers).not.toHaveProperty('x-auth-token');
    expect(JSON.parse(tokenRequests()[0]?.body ?? '')).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'alice', password: 'p+ss', domain: { name: 'account' } } },
        },
        scope: { project: { id: PROJECT } },
      },
    });
  });

  it('learns the project from the token where none is configured', async () => {
    iam();
    const unknown = run.client({ secret: PASSWORD, connection: { ...USER, projectId: '' } });
    await unknown.getFunction(REF, NEVER);
    expect(JSON.parse(tokenRequests()[0]?.body ?? '')).toMatchObject({
      auth: { scope: { project: { name: 'cn-north-4' } } },
    });
    expect(run.server.requests.at(-1)?.url).toContain(FUNCTIONS);
    expect(run.server.requests).toHaveLength(2);
  });

  it('fetches one token for calls at the same time, and keeps it', async () => {
    iam();
    const one = client();
    await Promise.all([
      one.getFunction(REF, NEVER),
      one.getFunction(REF, NEVER),
      one.getFunction(REF, NEVER),
    ]);
    await one.getFunction(REF, NEVER);
    expect(tokenRequests()).toHaveLength(1);
  });

  it('gives up waiting for a token without taking it from the others', async () => {
    iam();
    const one = client();
    const cancel = new AbortController();
    const given = factsOf(one.getFunction(REF, cancel.signal));
    const kept = one.getFunction(REF, NEVER);
    cancel.abort();
    expect((await given).kind).toBe('cancelled');
    await expect(kept).resolves.toMatchObject({ id: { name: 'test' } });
  });

  it('renews it ten minutes before it ends, by the service’s own times', async () => {
    iam({ minutes: 60 });
    const one = client();
    await one.getFunction(REF, NEVER);
    run.door.offset = 49 * MINUTE;
    await one.getFunction(REF, NEVER);
    expect(tokenRequests()).toHaveLength(1);
    run.door.offset = 51 * MINUTE;
    await one.invoke(REF, '{}', {}, NEVER);
    expect(run.server.requests.at(-1)?.headers['x-auth-token']).toBe('t2');
  });

  it.each([
    ['busy', 503, {}],
    ['refusing, as with a code that is spent,', 401, { error: { code: 401, message: 'wrong' } }],
  ])('uses it to its end where IAM is %s by then, and hardly asks again', async (_, status, body) => {
    iam({ minutes: 60 });
    const one = client();
    await one.getFunction(REF, NEVER);
    const signedIn = run.server.answer;
    run.server.answer = (request, response) =>
      request.url.startsWith('/v3/auth/tokens')
        ? json(response, status, body)
        : functionAnswer(request, response);
    run.door.offset = 51 * MINUTE;
    await one.getFunction(REF, NEVER);
    const asked = tokenRequests().length;
    await one.getFunction(REF, NEVER);
    expect(run.server.requests.at(-1)?.headers['x-auth-token']).toBe('t1');
    expect(tokenRequests()).toHaveLength(asked);
    run.door.offset = 61 * MINUTE;
    expect(await factsOf(one.getFunction(REF, NEVER))).toMatchObject({ operation: 'createToken', status });
    run.server.answer = signedIn;
    one.allowSignIn();
    await one.getFunction(REF, NEVER);
    expect(run.server.requests.at(-1)?.headers['x-auth-token']).toBe('t2');
  });

  it('renews it where the clock was set back since: it may have ended by then', async () => {
    const day = 24 * 60 * MINUTE;
    let revoked = '';
    iam({ valid: (token) => token !== revoked });
    const one = client();
    run.door.offset = 400 * day;
    await one.getFunction(REF, NEVER);
    run.door.offset = 400 * day - 5000;
    await one.getFunction(REF, NEVER);
    expect(tokenRequests()).toHaveLength(1);
    run.door.offset = 0;
    revoked = 't1';
    run.server.requests.length = 0;
    await one.invoke(REF, '{}', {}, NEVER);
    await one.getFunction(REF, NEVER);
    expect(tokenRequests()).toHaveLength(1);
    expect(run.server.requests.filter(({ url }) => url.endsWith('/invocations'))).toHaveLength(1);
  });

  it('renews it once after a 401 on a read', async () => {
    iam({ valid: (token) => token === 't2' });
    await client().getFunction(REF, NEVER);
    expect(tokenRequests()).toHaveLength(2);
  });

  it('and not more than once', async () => {
    iam({ valid: () => false });
    const facts = await factsOf(client().getFunction(REF, NEVER));
    expect(facts.status).toBe(401);
    expect(tokenRequests()).toHaveLength(2);
  });

  it('after a refused invocation the next call has a new token, the invocation is not repeated', async () => {
    iam({ valid: (token) => token === 't2' });
    const one = client();
    expect((await factsOf(one.invoke(REF, '{}', {}, NEVER))).status).toBe(401);
    expect(run.server.requests.filter(({ url }) => url.includes('/invocations'))).toHaveLength(1);
    await one.invoke(REF, '{}', {}, NEVER);
    expect(tokenRequests()).toHaveLength(2);
  });

  it('a token that several calls saw refused is renewed once', async () => {
    iam({ valid: (token) => token === 't2' });
    const one = client();
    await Promise.all(Array.from({ length: 8 }, () => one.getFunction(REF, NEVER)));
    expect(tokenRequests()).toHaveLength(2);
  });

  it('sends a verification code once', async () => {
    iam({ minutes: 60 });
    const one = client({}, { ...PASSWORD, passcode: '123456' });
    await one.getFunction(REF, NEVER);
    run.door.offset = 55 * MINUTE;
    await one.getFunction(REF, NEVER);
    const [first, second] = tokenRequests().map(({ body }) => JSON.parse(body) as { auth: object });
    expect(first).toMatchObject({
      auth: {
        identity: {
          methods: ['password', 'totp'],
          totp: { user: { name: 'alice', domain: { name: 'account' }, passcode: '123456' } },
        },
      },
    });
    expect(second).toMatchObject({ auth: { identity: { methods: ['password'] } } });
  });

  it('keeps a verification code that did not reach IAM for the next try', async () => {
    const closed = run.client({
      secret: { ...PASSWORD, passcode: '123456' },
      connection: { ...USER, iamEndpoint: 'http://127.0.0.1:9' },
    });
    expect((await factsOf(closed.getFunction(REF, NEVER))).kind).toBe('network');
    const busy = client({}, { ...PASSWORD, passcode: '123456' });
    run.server.answer = (_request, response) => json(response, 503, {});
    expect((await factsOf(busy.getFunction(REF, NEVER))).status).toBe(503);
    iam();
    await busy.getFunction(REF, NEVER);
    expect(tokenRequests().length).toBeGreaterThan(1);
    expect(tokenRequests().every(({ body }) => body.includes('123456'))).toBe(true);
    run.server.requests.length = 0;
    const broken = client({}, { ...PASSWORD, passcode: '123456' });
    run.server.answer = (_request, response) => response.destroy();
    expect((await factsOf(broken.getFunction(REF, NEVER))).sent).toBe('unknown');
    iam();
    await broken.getFunction(REF, NEVER);
    expect(tokenRequests().length).toBeGreaterThan(1);
    expect(tokenRequests().filter(({ body }) => body.includes('123456'))).toHaveLength(1);
  });

  it.each([
    ['a wrong password', 401, { error: { code: 401, message: 'wrong', title: 'Unauthorized' } }],
    ['a locked account', 403, { error_code: 'IAM.0061', error_msg: 'Account locked.' }],
  ])(
    'with %s is sent once, however many calls follow, until a person asks again',
    async (_, status, body) => {
      run.server.answer = (_request, response) => json(response, status, body);
      const one = client();
      const first = await factsOf(one.getFunction(REF, NEVER));
      for (let i = 0; i < 3; i++) {
        const again = await factsOf(one.getFunction(REF, NEVER));
        expect(again).toMatchObject({ status, summary: first.summary, sent: 'no' });
        expect(again.hint?.text).toContain('not tried again by itself');
      }
      expect((await factsOf(one.invoke(REF, '{}', {}, NEVER))).sent).toBe('no');
      expect(run.server.requests).toHaveLength(1);
      iam();
      one.allowSignIn();
      await one.getFunction(REF, NEVER);
      expect(tokenRequests()).toHaveLength(2);
    },
  );

  it('that failed because IAM was busy or not to be reached is tried again', async () => {
    const one = client();
    run.server.answer = (_request, response) => json(response, 503, {});
    await factsOf(one.getFunction(REF, NEVER));
    iam();
    await one.getFunction(REF, NEVER);
  });

  it('says whose sign-in failed, and does not try again', async () => {
    run.server.answer = (_request, response) =>
      json(response, 401, { error: { code: 401, message: 'wrong password p+ss', title: 'Unauthorized' } });
    const facts = await factsOf(client().getFunction(REF, NEVER));
    expect(facts).toMatchObject({ operation: 'createToken', status: 401, detail: 'wrong password ***' });
    expect(facts.summary.args).toEqual(['alice']);
    expect(run.server.requests).toHaveLength(1);
  });

  it('needs user and account', () => {
    expect(() => run.client({ secret: PASSWORD, connection: { user: 'alice' } })).toThrow(/incomplete/);
  });
});

describe('the project', () => {
  const KEYS: Secret = { kind: 'keys', accessKeyId: 'AK', secretAccessKey: 'SK' };
  const find = (projects: unknown[], more: { readonly projectName?: string } = {}) => {
    run.server.answer = (request, response) =>
      request.url.startsWith('/v3/projects')
        ? json(response, 200, { projects })
        : functionAnswer(request, response);
    return run.client({ secret: KEYS, connection: { projectId: '', ...more } });
  };

  it('is looked up once by the region’s name', async () => {
    const client = find([
      { id: PROJECT, name: 'cn-north-4' },
      { id: 'other', name: 'MOS' },
    ]);
    await Promise.all([client.getFunction(REF, NEVER), client.getFunction(REF, NEVER)]);
    const urls = run.server.requests.map(({ url }) => url);
    expect(urls.filter((url) => url === '/v3/projects?name=cn-north-4')).toHaveLength(1);
    expect(urls.at(-1)).toContain(FUNCTIONS);
  });

  it('is the one of the region that a profile names, by password and by key', async () => {
    const projectName = 'cn-north-4_team';
    const client = find([{ id: PROJECT, name: projectName }], { projectName });
    await client.getFunction(REF, NEVER);
    expect(run.server.requests.map(({ url }) => url)).toContain(`/v3/projects?name=${projectName}`);
    iam();
    const connection = { ...USER, projectId: '', projectName };
    await run.client({ secret: PASSWORD, connection }).getFunction(REF, NEVER);
    expect(JSON.parse(tokenRequests()[0]?.body ?? '')).toMatchObject({
      auth: { scope: { project: { name: projectName } } },
    });
    await expect(find([], { projectName }).getFunction(REF, NEVER)).rejects.toThrow(projectName);
  });

  it('is that of the region where a profile names one of another', async () => {
    const client = find([{ id: PROJECT, name: 'cn-north-4' }], { projectName: 'eu-de_team' });
    await client.getFunction(REF, NEVER);
    expect(run.server.requests[0]?.url).toBe('/v3/projects?name=cn-north-4');
  });

  it.each([
    ['none', []],
    [
      'several',
      [
        { id: 'a', name: 'cn-north-4' },
        { id: 'b', name: 'cn-north-4' },
      ],
    ],
  ])('where %s has that name it has to be entered; none is ever created', async (_name, projects) => {
    const facts = await factsOf(find(projects).getFunction(REF, NEVER));
    expect(facts.kind).toBe('configuration');
    expect(run.server.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('the identity', () => {
  it('says where, who and how far the clocks are apart', async () => {
    iam();
    run.door.offset = 7 * MINUTE;
    const identity = await run.client({ secret: PASSWORD, connection: USER }).identify(NEVER);
    expect(identity).toMatchObject({
      endpoint: run.server.origin,
      user: 'alice',
      account: 'account',
      project: PROJECT,
    });
    expect(Math.round((identity.clockSkewMs ?? 0) / MINUTE)).toBe(7);
  });
});
