import { isMainThread } from 'node:worker_threads';
import type { RuntimeResult, ToRuntime } from '../runner/protocol';
import type { RunRequest } from '../runner/run';
import { call } from './node/call';
import { waitForDebugger } from './node/debug';
import { openChannel } from './node/channel';
import type { Dialect } from './node/dialect';
import { errorOf } from './node/errorOf';
import { functionCompute } from './node/functionCompute';
import { functionGraph } from './node/functionGraph';
import { importFromLayers } from './node/layerPackages';
import { loadFunction, moduleOf, type UserFunction } from './node/loadFunction';
import { finishLog, keepOutput, separateOutputs, type Outputs } from './node/output';
import { placeOf } from './node/placeOf';
import { resultOf } from './node/resultOf';

/*
 * The Node.js runtime of the sandbox: the program of an instance's process. It loads one function, then takes the events
 * of the runner until the channel closes. In Node.js' thread of import hooks it is no more than the hook.
 */

export { resolve } from './node/layerPackages';

type Message<Type extends ToRuntime['type']> = Extract<ToRuntime, { type: Type }>;
type Load = Message<'load'>;

/** What user code is doing now, and how to tell the runner that it failed. */
interface Work {
  readonly fail: (error: unknown) => void;
}

/** A function that is loaded. */
interface Loaded {
  readonly spec: Load['spec'];
  readonly handler: UserFunction;
  /** Where the output of each run goes by itself; undefined where there is one run at a time. */
  readonly outputs: Outputs | undefined;
}

const dialects: Readonly<Record<RunRequest['context']['dialect'], Dialect>> = {
  functionGraph,
  functionCompute,
};

function main(): void {
  const output = keepOutput();
  const inHand = new Set<Work>();
  let loaded: Loaded | undefined;

  const channel = openChannel((message, body) => {
    if (message.type === 'load') void load(message);
    else if (!loaded) return;
    else if (message.type === 'preStop') void preStop(message, loaded);
    else run(message, body, loaded);
  });

  // An error that nobody caught ends a process of the service too, and what is in hand fails with it.
  process.on('uncaughtException', (error) => {
    if (inHand.size > 0) return inHand.forEach((work) => work.fail(error));
    console.error(error);
    process.exit(1);
  });

  async function load({ spec, first, debug }: Load): Promise<void> {
    if (debug) waitForDebugger((address) => channel.send({ type: 'debuggable', address }));
    let stage: 'load' | 'initialize' = 'load';
    const loading: Work = {
      fail(error) {
        inHand.delete(loading);
        const name = stage === 'initialize' ? spec.initializer : spec.handler;
        const place = placeOf(error, spec.dir, moduleOf(spec.dir, name ?? ''));
        const failure = { ...errorOf(error, stage), ...(place && { place }) };
        finishLog(output, channel.secret, 0);
        channel.send({ type: 'notLoaded', failure });
      },
    };
    inHand.add(loading);
    importFromLayers();
    channel.send({ type: 'booted', rssMb: residentMb() });
    try {
      const handler = await loadFunction(spec.dir, spec.handler, 'handler');
      if (spec.initializer !== undefined && spec.initializer !== '') {
        stage = 'initialize';
        const initializer = await loadFunction(spec.dir, spec.initializer, 'initializer');
        const context = dialects[first.context.dialect].context(spec, first);
        await call((callback) => initializer(context, callback), initializer.length >= 2);
      }
      if (!inHand.delete(loading)) return;
      const isShared = !debug && (spec.instanceConcurrency ?? 1) > 1;
      const outputs = isShared
        ? separateOutputs((run, stream, bytes) => channel.send({ type: 'log', run, stream }, bytes))
        : undefined;
      loaded = { spec, handler, outputs };
      channel.send({ type: 'loaded' });
    } catch (error) {
      if (inHand.has(loading)) loading.fail(error);
    }
  }

  function run({ run, request }: Message<'run'>, bytes: Buffer, { spec, handler, outputs }: Loaded): void {
    const answer = (result: RuntimeResult, last: boolean): void => {
      if (!inHand.delete(running)) return;
      if (!outputs) finishLog(output, channel.secret, run);
      const [head, body] = result.kind === 'returned' ? [RETURNED, result.body] : [result];
      channel.send({ type: 'answer', run, result: head, rssMb: residentMb(), last }, body);
    };
    const running: Work = { fail: (error) => answer(errorOf(error, 'invoke'), true) };
    inHand.add(running);
    channel.send({ type: 'started', run });
    const dialect = dialects[request.context.dialect];
    const work = async (): Promise<void> => {
      try {
        const event = dialect.event(bytes);
        const context = dialect.context(spec, request);
        const value = await call((callback) => handler(event, context, callback), handler.length >= 3);
        answer(resultOf(value, dialect), false);
      } catch (error) {
        answer(errorOf(error, 'invoke'), false);
      }
    };
    void (outputs ? outputs.of(run, work) : work());
  }

  async function preStop({ run, request }: Message<'preStop'>, { spec }: Loaded): Promise<void> {
    const end = (error?: unknown): void => {
      if (!inHand.delete(stopping)) return;
      finishLog(output, channel.secret, run);
      const failure = error === undefined ? undefined : errorOf(error, 'invoke');
      channel.send({ type: 'preStopped', run, ...(failure && { failure }) });
    };
    const stopping: Work = { fail: end };
    inHand.add(stopping);
    try {
      const hook = await loadFunction(spec.dir, spec.preStop ?? '', 'preStop');
      const context = dialects[request.context.dialect].context(spec, request);
      await call((callback) => hook(context, callback), hook.length >= 2);
      end();
    } catch (error) {
      end(error ?? new Error('The hook failed without a reason.'));
    }
  }
}

const RETURNED = { kind: 'returned' } as const;

function residentMb(): number {
  return process.memoryUsage.rss() / 1024 / 1024;
}

if (isMainThread) main();
