import { expect } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { askSigned } from './functionComputeClient';
import {
  eventually,
  ManualClock,
  runnerOf,
  sandboxBench,
  type Bench,
  type Handler,
  type Result,
} from './sandboxBench';

export const FUNCTION = '/2023-03-30/functions/work';
export const OK: Result = { kind: 'returned', text: '"done"' };
export const EXPLODED: Result = { kind: 'exited', code: 3, signal: null };

interface World {
  readonly clock: ManualClock;
  readonly state: string;
  readonly sandbox: Bench;
  readonly start: () => Promise<Bench>;
}

type At = Pick<World, 'clock' | 'sandbox'>;

/** Asks at the sandbox’s own time. */
export function askAt(
  { clock, sandbox }: At,
  method: string,
  target: string,
  body?: Json,
  headers: Record<string, string> = {},
) {
  return askSigned(sandbox, method, target, body, { at: clock.now(), headers });
}

/** Queues a task of this id. */
export async function send(at: At, id: string, event: Json = { k: 1 }): Promise<void> {
  const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': id };
  const answer = await askAt(at, 'POST', `${FUNCTION}/invocations`, event, headers);
  expect([answer.status, answer.headers.get('x-fc-async-task-id')]).toEqual([202, id]);
}

/** The record of a task. */
export const task = async (at: At, id: string) =>
  (await askAt(at, 'GET', `${FUNCTION}/async-tasks/${id}`)).body;

/** Waits until a task has a status. */
export const reached = (at: At, id: string, status: string) =>
  eventually(
    () => task(at, id),
    (body) => member(body, 'status') === status,
  );

/** Lets the time go on until a task has a status. */
export async function advanceUntil(at: At, id: string, status: string, stepMs = 1000): Promise<Json> {
  return eventually(
    async () => {
      at.clock.advance(stepMs);
      return task(at, id);
    },
    (body) => member(body, 'status') === status,
  );
}

/** Sandboxes with one function of Function Compute, for one file of tests. */
export function taskBench() {
  const bench = sandboxBench();

  /** A sandbox with a function `work` in task mode, and time under control. */
  async function world(
    config: Readonly<Record<string, Json>>,
    handlers: Readonly<Record<string, Handler>>,
  ): Promise<World> {
    const clock = new ManualClock(Date.now());
    const state = bench.folder();
    const functions = bench.functions(
      Object.fromEntries(Object.keys(handlers).map((name) => [`jobs/${name}`, {}])),
    );
    const start = () => bench.start({ functions, state }, { clock, runner: runnerOf(handlers) });
    const sandbox = await start();
    const body = { asyncTask: true, ...config };
    expect((await askAt({ clock, sandbox }, 'PUT', `${FUNCTION}/async-invoke-config`, body)).status).toBe(
      200,
    );
    return { clock, state, sandbox, start };
  }

  return { world };
}
