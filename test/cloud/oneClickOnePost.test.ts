import { describe, expect, it } from 'vitest';
import type { Secret } from '../../src/model/connection';
import { factsOf, fixture, NEVER, PROJECT, REF, FUNCTIONS, URN } from './functionGraphFixture';
import { json, startServer, type Answer } from './testServer';

const run = fixture();

/** Short for a person, long enough for a busy machine to get the request across. */
const SHORT_MS = 1500;

const refuse =
  (status: number): Answer =>
  (_request, response) =>
    json(response, status, { error_code: `FSS.0${status}`, error_msg: 'no' }, { 'retry-after': '0' });

/** What a server may do to one invocation, and what may be said about it afterwards. */
const misfortunes: readonly { name: string; answer: Answer; sent: string }[] = [
  { name: 'answers 503', answer: refuse(503), sent: 'answered' },
  { name: 'answers 429', answer: refuse(429), sent: 'no' },
  { name: 'answers 500', answer: refuse(500), sent: 'answered' },
  { name: 'answers 502', answer: refuse(502), sent: 'unknown' },
  { name: 'answers 504', answer: refuse(504), sent: 'unknown' },
  { name: 'answers 401', answer: refuse(401), sent: 'no' },
  { name: 'resets the connection', answer: (request) => request.socket.resetAndDestroy(), sent: 'unknown' },
  { name: 'closes the connection', answer: (request) => request.socket.destroy(), sent: 'unknown' },
  {
    name: 'breaks off in the middle of its answer',
    answer: (request, response) => {
      response.writeHead(200, { 'content-length': '100', 'x-cff-request-id': 'r-1' });
      response.write('{"result":', () => request.socket.destroy());
    },
    sent: 'unknown',
  },
  {
    name: 'redirects and asks for the same request again',
    answer: (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
    sent: 'answered',
  },
  { name: 'never answers', answer: () => undefined, sent: 'unknown' },
];

describe('one click, one POST', () => {
  describe.each(['invoke', 'invokeAsync'] as const)('%s', (mode) => {
    it.each(misfortunes.filter(({ name }) => mode === 'invoke' || name !== 'never answers'))(
      'when the server $name',
      async ({ name, answer, sent }) => {
        run.server.answer = answer;
        const client = run.client(name === 'never answers' ? { marginMs: SHORT_MS } : {});
        const facts = await factsOf(
          mode === 'invoke'
            ? client.invoke(REF, '{"a":1}', { timeoutSeconds: 0.001 }, NEVER)
            : client.invokeAsync(REF, '{"a":1}', NEVER),
        );
        expect(facts.sent).toBe(sent);
        expect(run.server.requests.map(({ method }) => method)).toEqual(['POST']);
        expect(run.server.requests[0]?.body).toBe('{"a":1}');
        expect(run.door.slept).toEqual([]);
      },
    );
  });

  it('when the answer comes after the time-out', async () => {
    let late: () => void = () => undefined;
    run.server.answer = (_request, response) =>
      new Promise<void>((resolve) => {
        late = () => {
          json(response, 200, { request_id: 'r', result: '1', log: '', status: 200 });
          resolve();
        };
      });
    const client = run.client({ marginMs: SHORT_MS });
    const facts = await factsOf(client.invoke(REF, '{}', { timeoutSeconds: 0.001 }, NEVER));
    late();
    expect(facts.kind).toBe('timeout');
    expect(facts.sent).toBe('unknown');
    expect(facts.hint?.text).toContain('may have run');
    expect(run.server.requests).toHaveLength(1);
  });

  it('when the token is refused, though a read would fetch another', async () => {
    const secret: Secret = { kind: 'password', password: 'p' };
    run.server.answer = (request, response) =>
      request.url.startsWith('/v3/auth/tokens')
        ? json(response, 201, TOKEN_ANSWER, { 'x-subject-token': 't' })
        : json(response, 401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' });
    const client = run.client({ secret, connection: { user: 'u', domain: 'd' } });
    await factsOf(client.invoke(REF, '{}', {}, NEVER));
    const posts = run.server.requests.filter(({ url }) => url.startsWith(FUNCTIONS));
    expect(posts).toHaveLength(1);
  });

  it('when there is nobody to send it to, and then nothing was sent', async () => {
    const gone = await startServer();
    await gone.close();
    const client = run.client({ connection: { endpoint: gone.origin } });
    const facts = await factsOf(client.invoke(REF, '{}', {}, NEVER));
    expect(facts.kind).toBe('network');
    expect(facts.sent).toBe('no');
    expect(run.door.slept).toEqual([]);
  });

  it('and each over a connection of its own, so that none can fail on one that the server has closed', async () => {
    run.server.answer = (_request, response) => json(response, 200, { request_id: 'r', result: '', log: '' });
    const client = run.client();
    await client.invoke(REF, '{}', {}, NEVER);
    await client.invoke(REF, '{}', {}, NEVER);
    const [first, second] = run.server.requests;
    expect(first?.socket).not.toBe(second?.socket);
    expect(second?.url).toBe(`${FUNCTIONS}/${URN}:latest/invocations`);
  });

  it('also when it is cancelled: then it may have run', async () => {
    const cancel = new AbortController();
    run.server.answer = () => cancel.abort();
    const facts = await factsOf(run.client().invoke(REF, '{}', {}, cancel.signal));
    expect(facts.kind).toBe('cancelled');
    expect(facts.sent).toBe('unknown');
    expect(run.server.requests).toHaveLength(1);
  });

  it('and none at all when it is cancelled before', async () => {
    const facts = await factsOf(run.client().invoke(REF, '{}', {}, AbortSignal.abort()));
    expect(facts).toMatchObject({ kind: 'cancelled', sent: 'no' });
    expect(run.server.requests).toHaveLength(0);
  });
});

const TOKEN_ANSWER = {
  token: {
    issued_at: '2026-03-01T10:00:00.000000Z',
    expires_at: '2026-03-02T10:00:00.000000Z',
    project: { id: PROJECT, name: 'cn-north-4' },
  },
};
