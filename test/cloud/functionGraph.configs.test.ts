import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json';
import { factsOf, fixture, FUNCTIONS, NEVER, REF, URN, collect } from './functionGraphFixture';
import { json, type Seen } from './testServer';

const run = fixture();

const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';
const DEFAULTS = { [AGE]: 3600, [RETRIES]: 1 };
const OBS = { destination: 'OBS', param: { bucket: 'my-bucket', prefix: '/a', expires: 0 } };
const SMN = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:p:alerts' } };
const both = { [AGE]: 60, [RETRIES]: 0, destination_config: { on_success: OBS, on_failure: SMN } };
const failureOnly = { [AGE]: 60, [RETRIES]: 0, destination_config: { on_failure: SMN } };

interface Service {
  /** The wire body that is held; undefined: none. */
  held: JsonObject | undefined;
  /** Decides before each request whether it fails, and how. */
  fault: (method: string, nth: number) => 'status' | 'reset' | 'resetAfter' | undefined;
}

/** A service that keeps one async config; its PUT replaces or merges, as no document tells. */
function service(mode: 'replace' | 'merge', document?: JsonObject): Service {
  const state: Service = { held: document && wire(document), fault: () => undefined };
  const counts: Record<string, number> = {};
  run.server.answer = (request, response) => {
    const nth = (counts[request.method] = (counts[request.method] ?? 0) + 1);
    const fault = state.fault(request.method, nth);
    if (fault === 'status') return json(response, 400, { error_code: 'FSS.0400', error_msg: 'refused' });
    if (fault === 'reset') return request.socket.resetAndDestroy();
    if (!request.url.includes('/async-invoke-config')) return json(response, 200, { func_name: 'test' });
    apply(state, mode, request);
    if (fault === 'resetAfter') return request.socket.resetAndDestroy();
    if (request.method === 'DELETE') return response.writeHead(204).end();
    if (state.held)
      return json(response, 200, { ...state.held, func_urn: `${URN}:latest`, last_modified: 'x' });
    return json(response, 404, { error_code: 'FSS.0404', error_msg: 'no config' });
  };
  return state;
}

function apply(state: Service, mode: 'replace' | 'merge', { method, body }: Seen): void {
  if (method === 'DELETE') state.held = undefined;
  if (method !== 'PUT') return;
  const sent = JSON.parse(body) as JsonObject;
  if (mode === 'replace' || !state.held) {
    state.held = { ...DEFAULTS, ...sent };
    return;
  }
  const targets = {
    ...(state.held['destination_config'] as JsonObject | undefined),
    ...(sent['destination_config'] as JsonObject | undefined),
  };
  state.held = { ...state.held, ...sent, destination_config: targets };
}

function wire(document: JsonObject): JsonObject {
  const targets = document['destination_config'] as Record<string, typeof OBS> | undefined;
  if (!targets) return document;
  const sides = Object.entries(targets).map(([side, { destination, param }]) => [
    side,
    { destination, param: JSON.stringify(param) },
  ]);
  return { ...document, destination_config: Object.fromEntries(sides) as JsonObject };
}

const methods = () => run.server.requests.map(({ method }) => method).join(' ');

describe('reading an async config', () => {
  it('gives the document: `param` as an object, nothing read-only, an empty side left out', async () => {
    service('replace', { ...both, destination_config: { on_failure: SMN } });
    const config = await run.client().getAsyncConfig(REF, NEVER);
    expect(config?.document).toEqual(failureOnly);
    expect(config?.lastModified).toBe('x');
    expect(run.server.requests[0]?.url).toBe(`${FUNCTIONS}/${URN}:latest/async-invoke-config`);
  });

  it('is undefined where there is none, after making sure that there is a function', async () => {
    service('replace');
    expect(await run.client().getAsyncConfig(REF, NEVER)).toBeUndefined();
    expect(run.server.requests.map(({ url }) => url.split('/').at(-1))).toEqual([
      'async-invoke-config',
      'config',
    ]);
  });

  it('fails where there is no function', async () => {
    run.server.answer = ({ url }, response) =>
      json(response, 404, { error_code: url.endsWith('/config') ? 'FSS.1051' : 'FSS.0404', error_msg: '' });
    expect(await factsOf(run.client().getAsyncConfig(REF, NEVER))).toMatchObject({ code: 'FSS.1051' });
  });

  it('deleting one that is gone already is a success', async () => {
    run.server.answer = (_request, response) =>
      json(response, 404, { error_code: 'FSS.0404', error_msg: '' });
    await run.client().deleteAsyncConfig(REF, NEVER);
  });

  it('lists those of all versions, page by page, whatever the counts say', async () => {
    const row = (version: string) => ({ ...DEFAULTS, func_urn: `${URN}${version}` });
    run.server.answer = ({ url }, response) => {
      const marker = Number(new URL(url, 'http://x').searchParams.get('marker'));
      const pages = [[row(''), row(':v1')], [row(':v2')]];
      json(response, 200, {
        async_invoke_configs: pages[marker / 2] ?? [],
        count: 99,
        page_info: { next_marker: marker + 2, current_count: 1 },
      });
    };
    const configs = await collect(run.client().listAsyncConfigs(REF, NEVER));
    expect(configs.map(({ ref }) => ref.qualifier)).toEqual(['latest', 'v1', 'v2']);
    expect(run.server.requests).toHaveLength(3);
  });
});

describe.each(['replace', 'merge'] as const)('saving to a service whose PUT %ss', (mode) => {
  it.each<[string, JsonObject]>([
    ['nothing at all', {}],
    ['0 retries', { [RETRIES]: 0 }],
    ['the switch off', { enable_async_status_log: false }],
    ['the switch on', { enable_async_status_log: true }],
    ['success only', { destination_config: { on_success: OBS } }],
    ['failure only', failureOnly],
    ['both', both],
  ])('stores %s, and sends exactly that', async (_name, document) => {
    service(mode);
    const { config, changed, recreated } = await run.client().putAsyncConfig(REF, document, NEVER);
    expect(config.document).toEqual({ ...DEFAULTS, ...document });
    expect(changed).toEqual([]);
    expect(recreated).toBe(false);
    const put = run.server.requests.find(({ method }) => method === 'PUT');
    expect(JSON.parse(put?.body ?? '')).toEqual(wire(document));
    expect(methods()).toBe('GET PUT GET');
  });

  it('gets rid of a destination that was removed', async () => {
    const state = service(mode, both);
    const { config, recreated } = await run.client().putAsyncConfig(REF, failureOnly, NEVER);
    expect(config.document).toEqual(failureOnly);
    expect(state.held?.['destination_config']).not.toHaveProperty('on_success');
    expect(recreated).toBe(mode === 'merge');
    expect(methods()).toBe(mode === 'merge' ? 'GET PUT GET DELETE PUT GET' : 'GET PUT GET');
  });

  it('gets rid of all destinations', async () => {
    service(mode, both);
    const { config } = await run.client().putAsyncConfig(REF, { [AGE]: 60, [RETRIES]: 0 }, NEVER);
    expect(config.document).not.toHaveProperty('destination_config');
  });

  it('and of a number that was unset', async () => {
    service(mode, both);
    const { config } = await run
      .client()
      .putAsyncConfig(REF, { [AGE]: 60, destination_config: both.destination_config }, NEVER);
    expect(config.document[RETRIES]).toBe(DEFAULTS[RETRIES]);
  });

  it('a PUT that was refused changes nothing and is not tried another way', async () => {
    const state = service(mode, both);
    state.fault = (method) => (method === 'PUT' ? 'status' : undefined);
    expect(await factsOf(run.client().putAsyncConfig(REF, failureOnly, NEVER))).toMatchObject({
      code: 'FSS.0400',
      operation: 'putAsyncConfig',
    });
    expect(state.held).toEqual(wire(both));
    expect(methods()).toBe('GET PUT');
  });

  it('does not ask again for what was just read', async () => {
    service(mode, both);
    const config = await run.client().getAsyncConfig(REF, NEVER);
    run.server.requests.length = 0;
    const { recreated } = await run
      .client()
      .putAsyncConfig(REF, { ...both, [RETRIES]: 3 }, NEVER, { known: { config } });
    expect(recreated).toBe(false);
    expect(methods()).toBe('PUT GET');
  });

  it('a PUT that failed before there was a config does not speak of an old one', async () => {
    const state = service(mode);
    state.fault = (method) => (method === 'PUT' ? 'reset' : undefined);
    const { hint } = await factsOf(run.client().putAsyncConfig(REF, failureOnly, NEVER));
    expect(hint?.text).toContain('still has no configuration');
  });

  it('a PUT that arrived though the connection broke each time is a success', async () => {
    const state = service(mode);
    state.fault = (method) => (method === 'PUT' ? 'resetAfter' : undefined);
    const { config } = await run.client().putAsyncConfig(REF, failureOnly, NEVER);
    expect(config.document).toEqual(failureOnly);
  });

  it('a config that was saved and cannot be read back is told apart', async () => {
    const state = service(mode);
    state.fault = (method, nth) => (method === 'GET' && nth > 1 ? 'status' : undefined);
    const facts = await factsOf(run.client().putAsyncConfig(REF, failureOnly, NEVER));
    expect(facts.summary.text).toContain('was saved, but');
  });
});

describe('saving when a merging service fails between the calls', () => {
  const save = () => run.client().putAsyncConfig(REF, failureOnly, NEVER);

  it('puts the old config back when the second PUT is refused', async () => {
    const state = service('merge', both);
    state.fault = (method, nth) => (method === 'PUT' && nth === 2 ? 'status' : undefined);
    const facts = await factsOf(save());
    expect(facts.summary.text).toContain('holds the old configuration again');
    expect(facts.code).toBe('FSS.0400');
    expect(state.held).toEqual(wire(both));
    expect(methods()).toBe('GET PUT GET DELETE PUT GET PUT GET');
  });

  it('says so when even that is refused', async () => {
    const state = service('merge', both);
    state.fault = (method, nth) => (method === 'PUT' && nth >= 2 ? 'status' : undefined);
    expect((await factsOf(save())).summary.text).toContain('holds no configuration');
    expect(state.held).toBeUndefined();
  });

  it('says so when DELETE is refused and something between old and new is held', async () => {
    const state = service('merge', { ...both, [RETRIES]: 3 });
    state.fault = (method, nth) =>
      method === 'DELETE' || (method === 'PUT' && nth === 2) ? 'status' : undefined;
    expect((await factsOf(save())).summary.text).toContain('mixture');
  });

  it('puts the old config back when DELETE is refused', async () => {
    const state = service('merge', both);
    state.fault = (method) => (method === 'DELETE' ? 'status' : undefined);
    expect((await factsOf(save())).summary.text).toContain('holds the old configuration again');
    expect(state.held).toEqual(wire(both));
  });

  it('says that it is not known when nothing answers any more', async () => {
    const state = service('merge', both);
    let broken = false;
    state.fault = (method) => {
      broken ||= method === 'DELETE';
      return broken ? 'reset' : undefined;
    };
    expect((await factsOf(save())).summary.text).toContain('not known');
  });

  it('needs no restoring when only an answer was lost', async () => {
    const state = service('merge', both);
    state.fault = (method, nth) => (method === 'DELETE' && nth <= 2 ? 'resetAfter' : undefined);
    const { config } = await save();
    expect(config.document).toEqual(failureOnly);
  });

  it('carries the second way to its end even when it is cancelled in the middle', async () => {
    const cancel = new AbortController();
    const state = service('merge', both);
    state.fault = (method) => {
      if (method === 'DELETE') cancel.abort();
      return undefined;
    };
    const { config } = await run.client().putAsyncConfig(REF, failureOnly, cancel.signal);
    expect(config.document).toEqual(failureOnly);
  });
});

describe('what the service made of it', () => {
  it('is told field by field', async () => {
    run.server.answer = ({ method }, response) =>
      method === 'GET' && run.server.requests.length === 1
        ? json(response, 404, { error_code: 'FSS.0404', error_msg: '' })
        : json(response, 200, {
            [AGE]: 60,
            [RETRIES]: 0,
            destination_config: {
              on_success: {},
              on_failure: { destination: 'OBS', param: JSON.stringify({ ...OBS.param, prefix: '/b' }) },
            },
          });
    const wanted = { [AGE]: 10, [RETRIES]: 0, destination_config: { on_failure: OBS } };
    const { changed } = await run.client().putAsyncConfig(REF, wanted, NEVER);
    expect(changed).toEqual([AGE, 'destination_config.on_failure.param.prefix']);
  });

  it('and so is what it filled in', async () => {
    service('replace');
    const { changed, added } = await run.client().putAsyncConfig(REF, { [RETRIES]: 0 }, NEVER);
    expect({ changed, added }).toEqual({ changed: [], added: [AGE] });
  });
});

describe('what FnDeck does not know', () => {
  const param = '{"bucket":"my-bucket","expires":9007199254740993,"rule":{"after":12345678901234567890}}';
  const odd = {
    [AGE]: 60,
    [RETRIES]: 5,
    log_group_id: 'abc',
    destination_config: {
      on_failure: { destination: 'OBS', param, batch: 3 },
      on_timeout: { destination: 'Kafka', param: 'not json' },
    },
  };

  it('survives reading, DELETE and PUT to the digit', async () => {
    const held = service('merge');
    held.held = {
      ...odd,
      destination_config: { ...odd.destination_config, on_success: odd.destination_config.on_failure },
    };
    const read = await run.client().getAsyncConfig(REF, NEVER);
    const { on_success: gone, ...destination_config } = read?.document['destination_config'] as JsonObject;
    expect(gone).toBeDefined();
    const { recreated } = await run
      .client()
      .putAsyncConfig(REF, { ...read?.document, destination_config }, NEVER);
    expect(recreated).toBe(true);
    expect(held.held).toEqual({ ...DEFAULTS, ...odd });
  });
});

describe('Open Telekom Cloud', () => {
  const otc = () => run.client({ connection: { service: 'functiongraph-otc', region: 'eu-de' } });

  it('is not sent a switch that it reported as off', async () => {
    const state = service('replace', { ...DEFAULTS, enable_async_status_log: false });
    const config = await otc().getAsyncConfig(REF, NEVER);
    expect(config?.document).toEqual(DEFAULTS);
    await otc().putAsyncConfig(REF, config?.document ?? {}, NEVER);
    expect(state.held).not.toHaveProperty('enable_async_status_log');
  });

  it('is not sent a switch that it reported as on either', async () => {
    const state = service('merge', { ...DEFAULTS, enable_async_status_log: true });
    const config = await otc().getAsyncConfig(REF, NEVER);
    expect(config?.document).toEqual({ ...DEFAULTS, enable_async_status_log: true });
    const wanted = { ...config?.document, [RETRIES]: 2 };
    const { changed } = await otc().putAsyncConfig(REF, wanted, NEVER);
    const put = run.server.requests.find(({ method }) => method === 'PUT');
    expect(JSON.parse(put?.body ?? '')).toEqual({ ...DEFAULTS, [RETRIES]: 2 });
    expect(state.held).toHaveProperty('enable_async_status_log', true);
    expect(changed).toEqual([]);
  });

  it('is sent the switch when the person turns off what was on', async () => {
    const state = service('merge', { ...DEFAULTS, enable_async_status_log: true });
    await otc().putAsyncConfig(REF, { ...DEFAULTS, enable_async_status_log: false }, NEVER);
    expect(state.held).toHaveProperty('enable_async_status_log', false);
  });

  it('is sent the switch when the document says so', async () => {
    const state = service('replace');
    await otc().putAsyncConfig(REF, { enable_async_status_log: true }, NEVER);
    expect(state.held).toHaveProperty('enable_async_status_log', true);
  });
});
