import { isMainThread } from 'node:worker_threads';
import type { RuntimeResult, ToRuntime } from '../runner/protocol';
import type { RunFailure, RunRequest } from '../runner/run';
import { call } from './node/call';
import { waitForDebugger } from './node/debug';
import { openChannel } from './node/channel';
import type { Dialect } from './node/dialect';
import { errorOf } from './node/errorOf';
import { functionCompute } from './node/functionCompute';
import { functionGraph } from './node/functionGraph';
import { importFromLayers } from './node/layerPackages';
import { loadFunction, moduleOf, type UserFunction } from './node/loadFunction';
import { finishLog, keepOutput } from './node/output';
import { placeOf } from './node/placeOf';
import { resultOf } from './node/resultOf';

/*
 * The Node.js runtime of the sandbox: the program of an instance's process. It loads one function, then takes one event
 * at a time from the runner until the channel closes. In Node.js' thread of import hooks it is no more than the hook.
 */

export { resolve } from './node/layerPackages';

type Load = Extract<ToRuntime, { type: 'load' }>;
type Run = Extract<ToRuntime, { type: 'run' }>;

/** What user code is doing now, and how to tell the runner that it failed. */
interface Work {
  stage: RunFailure['stage'];
  readonly fail: (error: unknown) => void;
}

const dialects: Readonly<Record<RunRequest['context']['dialect'], Dialect>> = {
  functionGraph,
  functionCompute,
};

function main(): void {
  const output = keepOutput();
  let work: Work | undefined;
  let handle: (message: Run, event: Buffer) => void = () => {};

  const channel = openChannel((message, body) => {
    if (message.type === 'run') handle(message, body);
    else void load(message);
  });

  // An error that nobody caught ends a process of the service too, and what is in hand fails with it.
  process.on('uncaughtException', (error) => {
    if (work !== undefined) return work.fail(error);
    console.error(error);
    process.exit(1);
  });

  async function load({ spec, first, debug }: Load): Promise<void> {
    if (debug) waitForDebugger((address) => channel.send({ type: 'debuggable', address }));
    const loading: Work = {
      stage: 'load',
      fail(error) {
        work = undefined;
        const name = loading.stage === 'initialize' ? spec.initializer : spec.handler;
        const place = placeOf(error, spec.dir, moduleOf(spec.dir, name ?? ''));
        const failure = { ...errorOf(error, loading.stage), ...(place && { place }) };
        finishLog(output, channel.secret, 0);
        channel.send({ type: 'notLoaded', failure });
      },
    };
    work = loading;
    importFromLayers();
    channel.send({ type: 'booted', rssMb: residentMb() });
    try {
      const handler = await loadFunction(spec.dir, spec.handler, 'handler');
      if (spec.initializer !== undefined && spec.initializer !== '') {
        loading.stage = 'initialize';
        const initializer = await loadFunction(spec.dir, spec.initializer, 'initializer');
        const context = dialects[first.context.dialect].context(spec, first);
        await call((callback) => initializer(context, callback), initializer.length >= 2);
      }
      if (work !== loading) return;
      work = undefined;
      handle = (message, event) => void run(message, event, handler, spec);
      channel.send({ type: 'loaded' });
    } catch (error) {
      if (work === loading) loading.fail(error);
    }
  }

  async function run(
    { run, request }: Run,
    bytes: Buffer,
    handler: UserFunction,
    spec: Load['spec'],
  ): Promise<void> {
    const answer = (result: RuntimeResult, last: boolean): void => {
      if (work !== running) return;
      work = undefined;
      finishLog(output, channel.secret, run);
      const [head, body] = result.kind === 'returned' ? [RETURNED, result.body] : [result];
      channel.send({ type: 'answer', run, result: head, rssMb: residentMb(), last }, body);
    };
    const running: Work = { stage: 'invoke', fail: (error) => answer(errorOf(error, 'invoke'), true) };
    work = running;
    channel.send({ type: 'started', run });
    const dialect = dialects[request.context.dialect];
    try {
      const event = dialect.event(bytes);
      const context = dialect.context(spec, request);
      const value = await call((callback) => handler(event, context, callback), handler.length >= 3);
      answer(resultOf(value, dialect), false);
    } catch (error) {
      answer(errorOf(error, 'invoke'), false);
    }
  }
}

const RETURNED = { kind: 'returned' } as const;

function residentMb(): number {
  return process.memoryUsage.rss() / 1024 / 1024;
}

if (isMainThread) main();
