import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { member, type Json, type JsonObject } from '../../src/model/json';
import type { SandboxOptions } from '../../src/sandbox/options';
import { textAt } from '../../src/sandbox/textAt';
import {
  eventually,
  ManualClock,
  runnerOf,
  type Result,
  sandboxBench,
  type Bench,
  type Handler,
} from './sandboxBench';

export const OK: Result = { kind: 'returned', text: '"done"' };
export const EXPLODED: Result = { kind: 'exited', code: 3, signal: null };
const ENDED = new Set(['SUCCESS', 'FAIL', 'DISCARD']);

/** Queues an event of a function, and gives its id. */
export async function send(sandbox: Bench, event: Json = {}, name = 'work'): Promise<string> {
  const answer = await sandbox.ask('POST', `fgs/functions/${name}/invocations-async`, event);
  expect(answer.status).toBe(202);
  return textAt(answer.body, 'request_id');
}

/** The records of a function’s events. */
export async function records(sandbox: Bench, query = '', name = 'work'): Promise<readonly Json[]> {
  const { body } = await sandbox.ask('GET', `fgs/functions/${name}/async-invocations${query}`);
  return member(body, 'invocations') as readonly Json[];
}

/** Where an event stands. */
export const statusOf = async (sandbox: Bench, id: string) =>
  member((await records(sandbox, `?request_id=${id}`))[0], 'status');

/** Waits until an event stands there. */
export const reached = (sandbox: Bench, id: string, status: string) =>
  eventually(
    () => statusOf(sandbox, id),
    (value) => value === status,
  );

/** Waits for the end of an event, and gives its record. */
export const ended = (sandbox: Bench, id: string) =>
  eventually(
    async () => (await records(sandbox, `?request_id=${id}`))[0],
    (row) => ENDED.has(textAt(row, 'status')),
  );

/** All files below a folder that may not be there. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The JSON of a file. */
export const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Json;
export const SMN = { destination: 'SMN', param: '{"topic_urn":"urn:smn:cn-north-4:x:alerts"}' };

/** Sandboxes whose queue is looked at, for one file of tests. */
export function eventQueueBench() {
  const bench = sandboxBench();

  /** A sandbox with one function whose handler the test brings, a config for it, and time under control. */
  async function world(
    config: JsonObject,
    handler: Handler,
    options: Partial<SandboxOptions> = {},
    more: Readonly<Record<string, Handler>> = {},
  ) {
    const clock = new ManualClock();
    const state = bench.folder();
    const names = ['work', ...Object.keys(more)];
    const functions = bench.functions(Object.fromEntries(names.map((name) => [`default/${name}`, {}])));
    const handlers = { work: handler, ...more };
    const start = () => bench.start({ functions, state, ...options }, { clock, runner: runnerOf(handlers) });
    const sandbox = await start();
    for (const name of names) {
      const body = name === 'work' ? config : { enable_async_status_log: true };
      const put = await sandbox.ask('PUT', `fgs/functions/${name}/async-invoke-config`, body);
      expect(put.status).toBe(200);
    }
    return { clock, state, sandbox, start };
  }

  return { bench, world };
}
