import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json';
import { factsOf, FUNCTIONS, NEVER, REF, URN, collect } from './functionGraphFixture';
import { json } from './testServer';
import { AGE, RETRIES, DEFAULTS, OBS, SMN, both, failureOnly, savedConfigs } from './savedConfigs';

const { run, service } = savedConfigs();

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
