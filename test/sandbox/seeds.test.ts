import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { OTC, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const CONFIG = 'fgs/functions/default:work/async-invoke-config';
let changes = 0;

/** Writes a function.json anew; its time is another one each time, however quickly two follow. */
function say(functions: string, name: string, asyncConfig: Json | undefined): void {
  const folder = path.join(functions, 'default', name);
  mkdirSync(folder, { recursive: true });
  changes += 1;
  const about = { runtime: 'nodejs20', handler: 'index.handler', description: String(changes) };
  writeFileSync(path.join(folder, 'function.json'), JSON.stringify({ ...about, async: asyncConfig }));
}

const retries = async (sandbox: Bench, where = CONFIG): Promise<Json | undefined> => {
  const { status, body } = await sandbox.ask('GET', where);
  return status === 200 ? member(body, 'max_async_retry_attempts') : undefined;
};
const put = (sandbox: Bench, attempts: number) =>
  sandbox.ask('PUT', CONFIG, { max_async_retry_attempts: attempts, max_async_event_age_in_seconds: 60 });

describe('the async config that a function.json names', () => {
  test('counts at once when it is added, changed, or comes with a new function', async () => {
    const functions = bench.functions({ 'default/work': {} });
    const warnings: string[] = [];
    const sandbox = await bench.start({ functions }, { warnings });
    expect(await retries(sandbox)).toBeUndefined();
    say(functions, 'work', { retries: 2 });
    expect(await retries(sandbox)).toBe(2);
    say(functions, 'work', { retries: 0, age: 60 });
    expect(await retries(sandbox)).toBe(0);
    expect(await retries(sandbox, `/v2/${OTC}/${CONFIG}`)).toBe(0);
    say(functions, 'later', { retries: 5 });
    await sandbox.ask('GET', 'fgs/functions');
    expect(await retries(sandbox, CONFIG.replace('work', 'later'))).toBe(5);
    expect(warnings).toEqual([]);
  });

  test('stays what it was, and is on the disk, when the sandbox starts again', async () => {
    const functions = bench.functions({ 'default/work': { async: { retries: 1 } } });
    const state = bench.folder();
    const first = await bench.start({ functions, state });
    say(functions, 'work', { retries: 2 });
    expect(await retries(first)).toBe(2);
    await first.stop();
    const second = await bench.start({ functions, state });
    expect(await retries(second)).toBe(2);
    await second.stop();
    // A file that was changed meanwhile counts from the start on.
    say(functions, 'work', { retries: 3 });
    expect(await retries(await bench.start({ functions, state }))).toBe(3);
  });

  test.each([
    ['changed', (sandbox: Bench) => put(sandbox, 7), 7],
    ['deleted', (sandbox: Bench) => sandbox.ask('DELETE', CONFIG), undefined],
  ])('gives way to one that was %s through the API, which is told once', async (_, change, kept) => {
    const functions = bench.functions({ 'default/work': { async: { retries: 1 } } });
    const warnings: string[] = [];
    const sandbox = await bench.start({ functions }, { warnings });
    expect((await change(sandbox)).status).toBeLessThan(300);
    expect(await retries(sandbox)).toBe(kept);
    expect(warnings).toEqual([]);
    say(functions, 'work', { retries: 2 });
    expect([await retries(sandbox), await retries(sandbox)]).toEqual([kept, kept]);
    expect(warnings).toEqual([
      expect.stringContaining(
        `${path.join(functions, 'default', 'work', 'function.json')} async is not taken on functiongraph-huawei`,
      ),
    ]);
    // What nobody has changed on the other services follows the file there.
    expect(await retries(sandbox, `/v2/${OTC}/${CONFIG}`)).toBe(2);
  });

  test('counts again once the saved one says the same', async () => {
    const functions = bench.functions({ 'default/work': { async: { retries: 1 } } });
    const sandbox = await bench.start({ functions });
    await put(sandbox, 7);
    say(functions, 'work', { retries: 7, age: 60 });
    expect(await retries(sandbox)).toBe(7);
    say(functions, 'work', { retries: 4, age: 60 });
    expect(await retries(sandbox)).toBe(4);
  });

  test('does not replace one that was there before the function had any', async () => {
    const functions = bench.functions({ 'default/work': {} });
    const warnings: string[] = [];
    const sandbox = await bench.start({ functions }, { warnings });
    await put(sandbox, 7);
    say(functions, 'work', { retries: 2 });
    expect(await retries(sandbox)).toBe(7);
    expect(warnings).toHaveLength(1);
  });

  test('is left alone in a state folder of before, where nobody knows what it was given', async () => {
    const functions = bench.functions({ 'default/work': { async: { retries: 1 } } });
    const state = bench.folder();
    const first = await bench.start({ functions, state });
    await put(first, 7);
    await first.stop();
    const file = path.join(state, 'cn-north-4', 'seeded', 'functions.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'default/work': { retries: 1 } });
    writeFileSync(file, '["default/work"]');
    const warnings: string[] = [];
    expect(await retries(await bench.start({ functions, state }, { warnings }))).toBe(7);
    expect(warnings).toEqual([]);
  });
});
