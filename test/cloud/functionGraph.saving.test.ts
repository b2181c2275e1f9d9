import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json';
import { factsOf, NEVER, REF } from './functionGraphFixture';
import { AGE, RETRIES, DEFAULTS, OBS, both, failureOnly, wire, savedConfigs } from './savedConfigs';

const { run, service } = savedConfigs();
const methods = () => run.server.requests.map(({ method }) => method).join(' ');

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
