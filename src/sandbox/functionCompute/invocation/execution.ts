import { randomBytes } from 'node:crypto';
import type { Debugging } from '../../debugging';
import type { LogStore } from '../../logs/logStore';
import { LogTail } from '../../logs/logTail';
import type { Runner, RunRequest } from '../../runner/runner';
import { ACCOUNT_ID, LOG_PROJECT, LOGSTORE, REGION } from '../account';
import { codeOf } from '../functions/versions';
import { specOf } from '../../specOf';
import { streamOf } from '../logs/streams';
import { LATEST, type Place } from '../place';
import { functionErrorOf, type Failure } from './failure';
import type { Instances } from './instances';

/** One run of a function, sync or async. */
export interface Execution {
  /** What the handler returned; undefined where it failed. */
  readonly result: Buffer | undefined;
  readonly failure: Failure | undefined;
  readonly durationMs: number;
  readonly memoryUsedMb: number;
  readonly instanceId: string;
  /** The last 4 KB of the log. */
  readonly log: Buffer;
}

/** What is run. */
interface Order {
  readonly requestId: string;
  readonly event: Buffer;
}

/** Where a function runs, where its log goes, and what its instances are called. */
interface Surroundings {
  readonly runner: Runner;
  readonly logs: LogStore;
  readonly instances: Instances;
  readonly debugging: Debugging;
}

const TAIL_BYTES = 4096;

/**
 * Runs a function and writes its log, with the service's first and last line, as it comes. Whatever the handler does
 * is an outcome; rejects only when `signal` is aborted or the runner goes away.
 */
export async function execute(
  { runner, logs, instances, debugging }: Surroundings,
  place: Place,
  { requestId, event }: Order,
  signal: AbortSignal,
): Promise<Execution> {
  const { fn, service, qualifier, versionId } = place;
  const stream = await logs.stream(streamOf(service));
  const instance = instances.reserve(`${service ?? ''}/${fn.name}/${versionId}`, fn.instanceConcurrency);
  const fields = {
    functionName: fn.name,
    ...(service !== undefined && { serviceName: service }),
    qualifier,
    versionId: versionId === LATEST ? '' : versionId,
    instanceID: instance.id,
  };
  const tail = new LogTail(TAIL_BYTES);
  const write = (line: string): void => {
    tail.add(line);
    stream.append(line, requestId, fields);
  };
  write(`FC Invoke Start RequestId: ${requestId}`);
  const spec = specOf(fn, codeOf(fn, versionId));
  const debugged = debugging.begin(requestId, { ...spec, group: service ?? '', name: fn.name });
  try {
    const aside = (id: string) => {
      const note = (line: string): void => stream.append(line, id, fields);
      const stopped = (failure?: string): void =>
        note(`FC PreStop End RequestId: ${id}${failure === undefined ? '' : `, Error: ${failure}`}`);
      return { write: note, stopping: () => note(`FC PreStop Start RequestId: ${id}`), stopped };
    };
    const run = { requestId, event, context: contextOf(place), aside };
    const outcome = await runner.run(spec, run, write, signal, debugged);
    const failure = functionErrorOf(outcome, fn.timeoutSeconds);
    write(`FC Invoke End RequestId: ${requestId}${failure ? `, Error: ${errorWords(failure)}` : ''}`);
    const { durationMs, memoryUsedMb } = outcome;
    tail.add('');
    tail.add(
      `Duration: ${durationMs.toFixed(2)} ms, Billed Duration: ${Math.max(1, Math.ceil(durationMs))} ms, ` +
        `Memory Size: ${fn.memoryMb} MB, Max Memory Used: ${memoryUsedMb.toFixed(2)} MB`,
    );
    const result = outcome.kind === 'returned' ? outcome.body : undefined;
    return { result, failure, durationMs, memoryUsedMb, instanceId: instance.id, log: tail.end() };
  } finally {
    debugged?.end();
    instance.release();
  }
}

function errorWords({ type }: Failure): string {
  return type === 'HandledInvocationError' ? 'Handled function error' : 'Unhandled function error';
}

/** What the handler's `context` tells; its credentials are made up and open nothing. */
function contextOf({ fn, service, qualifier, versionId }: Place): RunRequest['context'] {
  const madeUp = (): string => randomBytes(15).toString('base64url');
  return {
    dialect: 'functionCompute',
    accountId: ACCOUNT_ID,
    functionName: fn.name,
    serviceName: service ?? '',
    qualifier,
    versionId: versionId === LATEST ? '' : versionId,
    logProject: LOG_PROJECT,
    logStore: LOGSTORE,
    region: REGION,
    credentials: { accessKey: madeUp(), secretKey: madeUp(), securityToken: madeUp() },
  };
}
