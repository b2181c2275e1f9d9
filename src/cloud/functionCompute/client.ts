import { randomUUID } from 'node:crypto';
import type { Connection, Secret } from '../../model/connection';
import { functionKey, refKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import type { BareRequest } from '../../model/invocation/curl';
import { isObject, type JsonObject } from '../../model/json';
import { keyInPart } from '../../model/credentials';
import { profileOf } from '../../model/services';
import type { BareCall, Cloud, Identity } from '../cloud';
import type { AsyncConfig, PutOptions, PutOutcome } from '../config/asyncConfig';
import type { Permission } from '../permissions';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import type { AsyncInvocation, AsyncReceipt, EventFilter, InvocationResult } from '../invocation';
import type { LogLine, LogStart } from '../logs/logLine';
import type { Door } from '../door';
import { requestOf, type ApiCall } from '../call/apiCall';
import { Calls } from '../call/calls';
import { present } from '../call/fields';
import { pages, type Pages } from '../call/pages';
import { clockSkew } from '../call/refusal';
import { requestIdOf } from '../call/requestId';
import { LogPace } from '../logs/pace';
import { ServiceClock } from '../logs/serviceClock';
import { askPatiently, tail } from '../logs/tail';
import { isAbsentTask, readTask, readTasks, taskQuery } from './answers';
import { AsyncConfigs } from './asyncConfigs';
import { credentialsOf } from './credentials';
import { CAPABILITIES, getLogs, type Dialect } from './dialect';
import { dialect2 } from './dialect2';
import { dialect3 } from './dialect3';
import { endpointsOf } from './endpoints';
import { FunctionLists } from './functionLists';
import { readInvocation } from './invocationResult';
import { logQueryOf, readLogPlace, type LogPlace } from './logPlace';
import { LogStoreReader, type LogQuery } from './logTail';
import { permissionsOf } from './permissions';
import { REFUSALS } from './refusals';
import { signerOf } from './signer';

/** The API's versions, by the names that the services' tables give them. */
const DIALECTS = new Map([
  ['2016-08-15', dialect2],
  ['2023-03-30', dialect3],
]);

/** Function Compute 2.0 or 3.0 seen through one connection. */
export class FunctionCompute implements Cloud {
  readonly capabilities = CAPABILITIES;
  readonly permissions: readonly Permission[];
  readonly endpoint;
  readonly accessKey;
  private readonly door: Door;
  private readonly clock: ServiceClock;
  private readonly profile;
  private readonly dialect: Dialect;
  private readonly endpoints;
  private readonly calls: Calls;
  private readonly lists: FunctionLists;
  private readonly configs: AsyncConfigs;
  private readonly logPlaces = new Map<string, LogPlace>();

  /** Throws a CloudError of kind `configuration` where the connection or its secret do not do. */
  constructor(
    readonly connection: Connection,
    secret: Secret,
    door: Door,
  ) {
    this.clock = new ServiceClock(() => door.now());
    this.door = this.clock.listeningAt(door);
    this.profile = profileOf(connection.service);
    this.endpoints = endpointsOf(connection);
    const dialect = DIALECTS.get(this.profile.dialect);
    if (!dialect) throw new RangeError(`no client for the API of ${this.profile.id}`);
    this.dialect = dialect(this.endpoints);
    const credentials = credentialsOf(connection, secret);
    this.endpoint = this.listing().origin;
    this.accessKey = keyInPart(credentials.key.id);
    this.permissions = permissionsOf(this.dialect, connection);
    const signer = signerOf(credentials, connection.accountId, () => door.now());
    this.calls = new Calls(this.door, connection, signer, REFUSALS);
    this.lists = new FunctionLists(connection, this.profile, this.calls, this.dialect, (id, qualifier) =>
      this.arn(id, qualifier),
    );
    this.configs = new AsyncConfigs(this.profile, this.calls, this.dialect, (id, signal) =>
      this.lists.qualifierNames(id, signal),
    );
  }

  /** There is no "who am I": the first page of a list shows that the key is accepted. */
  async identify(signal: AbortSignal): Promise<Identity> {
    const answer = await this.calls.send(this.listing(), signal);
    return {
      endpoint: this.endpoint,
      ...present({ account: this.connection.accountId, requestId: requestIdOf(answer) }),
      clockSkewMs: clockSkew(answer, this.door.now()),
    };
  }

  /** Keys sign each request by itself. */
  allowSignIn(): void {
    return undefined;
  }

  listFunctions(signal: AbortSignal, group?: string): AsyncIterable<readonly FunctionSummary[]> {
    return this.lists.functions(signal, group);
  }

  getFunction(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary> {
    return this.lists.one(ref, signal);
  }

  getFunctionSettings(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSettings> {
    return this.lists.settings(ref, signal);
  }

  listQualifiers(id: FunctionId, signal: AbortSignal): AsyncIterable<readonly QualifierSummary[]> {
    return this.lists.qualifiers(id, signal);
  }

  listAsyncConfigs(id: FunctionId, signal: AbortSignal): AsyncIterable<readonly AsyncConfig[]> {
    return this.configs.list(id, signal);
  }

  getAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined> {
    return this.configs.get(ref, signal);
  }

  putAsyncConfig(
    ref: FunctionRef,
    document: JsonObject,
    signal: AbortSignal,
    options?: PutOptions,
  ): Promise<PutOutcome> {
    return this.configs.put(ref, document, signal, options);
  }

  deleteAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<void> {
    return this.configs.delete(ref, signal);
  }

  invoke(
    ref: FunctionRef,
    payload: string,
    { timeoutSeconds }: { readonly timeoutSeconds?: number },
    signal: AbortSignal,
  ): Promise<InvocationResult> {
    const call = this.dialect.invoke(ref, present({ mode: 'sync' as const, payload, timeoutSeconds }));
    return this.calls.ask(call, signal, readInvocation);
  }

  /** Queues an event under a task id of ours, by which it can be followed where task mode is on; its log lines bear the request's id. */
  async invokeAsync(ref: FunctionRef, payload: string, signal: AbortSignal): Promise<AsyncReceipt> {
    const ours = `fndeck-${randomUUID()}`;
    const call = this.dialect.invoke(ref, { mode: 'async', payload, taskId: ours });
    const response = await this.calls.send(call, signal);
    const taskId = response.header(this.dialect.taskHeader) ?? ours;
    return { taskId, requestId: response.header('x-fc-request-id') ?? taskId };
  }

  async getAsyncInvocation(
    ref: FunctionRef,
    taskId: string,
    signal: AbortSignal,
  ): Promise<AsyncInvocation | undefined> {
    try {
      const body = await this.calls.json(this.dialect.getTask(ref, taskId), signal);
      return isObject(body) ? readTask(body, taskId) : undefined;
    } catch (error) {
      if (isAbsentTask(error)) return undefined;
      throw error;
    }
  }

  listAsyncInvocations(ref: FunctionRef, filter: EventFilter, signal: AbortSignal): Pages<AsyncInvocation> {
    const since = filter.since === undefined ? undefined : this.clock.earliest(filter.since);
    const callOf = (token?: string): ApiCall => ({
      ...this.dialect.listTasks(ref, taskQuery(filter, since, token)),
      repeat: 'never',
    });
    const list = { service: this.connection.service, operation: callOf().operation };
    return pages(list, async (token: string | undefined) =>
      readTasks(await this.calls.list(callOf(token), signal, 'invocations', 'tasks', 'nextToken')),
    );
  }

  async stopAsyncInvocation(ref: FunctionRef, taskId: string, signal: AbortSignal): Promise<void> {
    await this.calls.send(this.dialect.stopTask(ref, taskId), signal);
  }

  async *tailLogs(
    ref: FunctionRef,
    { from, pace = new LogPace() }: LogStart,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogLine[]> {
    const place = await this.logPlaceOf(ref, signal);
    const query: LogQuery = (parameters, until) => {
      const call = { ...getLogs(this.endpoints, place, parameters), repeat: 'never' } as const;
      return askPatiently(this.door, pace, until, () =>
        this.calls.ask(call, until, (response) => ({
          rows: this.calls.parsed(call, response),
          complete: response.header('x-log-progress') !== 'Incomplete',
        })),
      );
    };
    const source = logQueryOf(ref, this.dialect.version);
    yield* tail(this.door, new LogStoreReader(this.door, query, source, this.clock, from), pace, signal);
  }

  logStreamOf(ref: FunctionRef): string {
    return refKey(ref);
  }

  earliestThere(local: number): number {
    return this.clock.earliest(local);
  }

  urnOf(ref: FunctionRef): Promise<string> {
    return Promise.resolve(this.arn(ref, ref.qualifier));
  }

  /** The signature covers the time: it has to be made anew for each sending. */
  bareRequest(ref: FunctionRef, call: BareCall): Promise<BareRequest> {
    const event = { mode: call === 'invoke' ? 'sync' : 'async', payload: '' } as const;
    return new Promise((resolve) => {
      const isPut = call === 'putAsyncConfig';
      const bare = isPut ? this.dialect.putAsyncConfig(ref, '') : this.dialect.invoke(ref, event);
      const { method, url, headers } = requestOf(bare, this.connection.service);
      resolve({ method, url, headers: { ...headers, authorization: '<signature>' } });
    });
  }

  /** The first list that one looks at. */
  private listing(): ApiCall {
    return this.dialect.listServices?.(undefined) ?? this.dialect.listFunctions('', undefined);
  }

  private arn(id: FunctionId, qualifier: string): string {
    return this.dialect.arn({ ...id, qualifier }, this.connection.region, this.connection.accountId ?? '');
  }

  private async logPlaceOf(ref: FunctionRef, signal: AbortSignal): Promise<LogPlace> {
    const known = this.logPlaces.get(functionKey(ref));
    if (known) return known;
    const place = readLogPlace(await this.calls.json(this.dialect.getLogOwner(ref), signal), this.profile);
    this.logPlaces.set(functionKey(ref), place);
    return place;
  }
}
