import type { Connection, Secret } from '../../model/connection';
import { functionKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import type { BareRequest } from '../../model/invocation/curl';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import { keyInPart } from '../../model/credentials';
import type { BareCall, Capabilities, Cloud, Identity } from '../cloud';
import type { AsyncConfig, PutOptions, PutOutcome } from '../config/asyncConfig';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import type { AsyncInvocation, AsyncReceipt, EventFilter, InvocationResult } from '../invocation';
import type { LogLine, LogStart } from '../logs/logLine';
import type { Door } from '../door';
import type { HttpResponse } from '../transport/request';
import { requestOf } from '../call/apiCall';
import { Calls } from '../call/calls';
import { present, textAt } from '../call/fields';
import { mapPages, pages, type Pages } from '../call/pages';
import { clockSkew } from '../call/refusal';
import { requestIdOf } from '../call/requestId';
import { LogPace } from '../logs/pace';
import { ServiceClock } from '../logs/serviceClock';
import { askPatiently, tail } from '../logs/tail';
import { apiOf, type Api } from './api';
import { AsyncConfigs } from './asyncConfigs';
import { findRecord, inPhase, pageQuery, queryTime, readRecords, RECORDS_MS } from './asyncRecords';
import { credentialsOf, type Credentials } from './credentials';
import { endpointsOf, type Endpoints } from './endpoints';
import { FunctionLists } from './functionLists';
import { urnOf, urnOfFunction, type ProjectAddress } from './functions';
import { readInvocation } from './invocationResult';
import { findLog, isEnabled, LogStreamReader, type LogQuery } from './logTail';
import { PERMISSIONS } from './permissions';
import { Project } from './project';
import { REFUSALS } from './refusals';
import { ProjectTestEvents } from './testEvents';

/** What may be set otherwise than it is for people: times, for tests. */
export interface FunctionGraphOptions {
  /** Milliseconds that a synchronous call waits beyond the function's own time. */
  readonly marginMs?: number;
}

/** FunctionGraph of Huawei Cloud and Open Telekom Cloud; what differs between them is in their profiles. */
export class FunctionGraph implements Cloud {
  readonly capabilities: Capabilities = {
    followAsync: true,
    stopAsync: true,
    tailLogs: true,
    configOnAlias: false,
    tellsDelivery: false,
  };
  readonly permissions = PERMISSIONS;
  readonly endpoint;
  readonly accessKey;
  readonly testEvents: ProjectTestEvents;
  private readonly door: Door;
  private readonly clock: ServiceClock;
  private readonly endpoints: Endpoints;
  private readonly credentials: Credentials;
  private readonly calls: Calls;
  private readonly project: Project;
  private inProject: InProject | undefined;

  /** Throws a CloudError of kind `configuration` where connection and secret do not do. Sends nothing yet. */
  constructor(
    readonly connection: Connection,
    secret: Secret,
    door: Door,
    private readonly options: FunctionGraphOptions = {},
  ) {
    this.clock = new ServiceClock(() => door.now());
    this.door = this.clock.listeningAt(door);
    this.endpoints = endpointsOf(connection);
    this.endpoint = this.endpoints.functions;
    this.accessKey = 'accessKeyId' in secret ? keyInPart(secret.accessKeyId) : undefined;
    this.credentials = credentialsOf(connection, secret, this.door, this.endpoints);
    this.calls = new Calls(this.door, connection, this.credentials.access, REFUSALS);
    this.project = new Project(connection, this.calls, this.credentials.tokens, this.endpoints.iam);
    this.testEvents = new ProjectTestEvents(this.calls, (signal) => this.at(signal));
  }

  async identify(signal: AbortSignal): Promise<Identity> {
    const { api, place } = await this.at(signal);
    const answer = await this.calls.send(api.listFunctions(0, 1, undefined), signal);
    const {
      user = this.connection.user,
      account = this.connection.domain,
      projectName,
    } = this.credentials.access.issued ?? {};
    return {
      ...present({ endpoint: this.endpoint, user, account, project: place.projectId, projectName }),
      ...present({ requestId: requestIdOf(answer) }),
      clockSkewMs: clockSkew(answer, this.door.now()),
    };
  }

  allowSignIn(): void {
    this.credentials.tokens?.allowAgain();
  }

  async *listFunctions(signal: AbortSignal, group?: string): AsyncGenerator<readonly FunctionSummary[]> {
    yield* (await this.at(signal)).lists.functions(signal, group);
  }

  async getFunction(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary> {
    return (await this.at(signal)).lists.one(ref, signal);
  }

  async getFunctionSettings(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSettings> {
    return (await this.at(signal)).lists.settings(ref, signal);
  }

  async *listQualifiers(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly QualifierSummary[]> {
    yield* (await this.at(signal)).lists.qualifiers(id, signal);
  }

  async *listAsyncConfigs(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly AsyncConfig[]> {
    const { configs, place } = await this.at(signal);
    yield* configs.list(id, urnOfFunction(id, place), signal);
  }

  async getAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined> {
    return (await this.at(signal)).configs.get(ref, signal);
  }

  async putAsyncConfig(
    ref: FunctionRef,
    document: JsonObject,
    signal: AbortSignal,
    options?: PutOptions,
  ): Promise<PutOutcome> {
    return (await this.at(signal)).configs.put(ref, document, signal, options);
  }

  async deleteAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<void> {
    return (await this.at(signal)).configs.delete(ref, signal);
  }

  async invoke(
    ref: FunctionRef,
    payload: string,
    { timeoutSeconds }: { readonly timeoutSeconds?: number },
    signal: AbortSignal,
  ): Promise<InvocationResult> {
    const { api, place } = await this.at(signal);
    return this.calls.ask(api.invoke(urnOf(ref, place), payload, timeoutSeconds), signal, readInvocation);
  }

  async invokeAsync(ref: FunctionRef, payload: string, signal: AbortSignal): Promise<AsyncReceipt> {
    const { api, place } = await this.at(signal);
    const call = api.invokeAsync(urnOf(ref, place), payload);
    const requestId = textAt(await this.calls.json(call, signal), 'request_id');
    if (requestId !== undefined) return { requestId, taskId: requestId };
    throw this.calls.unusable(call, undefined, {
      summary: message('The service accepted the event but did not say under which request ID.'),
    });
  }

  async getAsyncInvocation(
    ref: FunctionRef,
    taskId: string,
    signal: AbortSignal,
  ): Promise<AsyncInvocation | undefined> {
    const { api, place } = await this.at(signal);
    const since = queryTime(this.door.now() - RECORDS_MS);
    const list = api.listAsyncInvocations(urnOf(ref, place), { request_id: taskId, query_begin_time: since });
    return findRecord(await this.calls.list(list, signal, 'invocations', 'count'), taskId);
  }

  listAsyncInvocations(ref: FunctionRef, filter: EventFilter, signal: AbortSignal): Pages<AsyncInvocation> {
    const list = { service: this.connection.service, operation: 'listAsyncInvocations' };
    const since = queryTime(this.clock.earliest(filter.since ?? this.door.now() - RECORDS_MS));
    const read = async (marker: number = 0) => {
      const query = pageQuery(filter, since, marker);
      if (!query) return { items: [], next: undefined };
      const { api, place } = await this.at(signal);
      const call = { ...api.listAsyncInvocations(urnOf(ref, place), query), repeat: 'never' } as const;
      return readRecords(await this.calls.list(call, signal, 'invocations', 'count'), marker);
    };
    return mapPages(pages(list, read), (page) => inPhase(page, filter.phase));
  }

  async stopAsyncInvocation(ref: FunctionRef, taskId: string, signal: AbortSignal): Promise<void> {
    const { api, place } = await this.at(signal);
    await this.calls.send(api.cancelAsyncInvocation(urnOf(ref, place), taskId), signal);
  }

  async *tailLogs(
    ref: FunctionRef,
    { from, pace = new LogPace() }: LogStart,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogLine[]> {
    const { api, place } = await this.at(signal);
    const callOf = await findLog(this.calls, api, urnOf(ref, place), signal);
    const query: LogQuery = (body, until) =>
      askPatiently(this.door, pace, until, () => this.calls.json(callOf(body), until));
    yield* tail(this.door, new LogStreamReader(query, this.clock, from), pace, signal);
  }

  async enableLogs(_ref: FunctionRef, signal: AbortSignal): Promise<void> {
    const { api } = await this.at(signal);
    const accepts = ({ status, text }: HttpResponse) => isEnabled(status, text);
    await this.calls.send({ ...api.enableLogs(), accepts }, signal);
  }

  /** All versions of a function write into one stream. */
  logStreamOf(ref: FunctionRef): string {
    return functionKey(ref);
  }

  earliestThere(local: number): number {
    return this.clock.earliest(local);
  }

  async urnOf(ref: FunctionRef, signal: AbortSignal): Promise<string> {
    return urnOf(ref, (await this.at(signal)).place);
  }

  async bareRequest(ref: FunctionRef, call: BareCall, signal: AbortSignal): Promise<BareRequest> {
    const { api, place } = await this.at(signal);
    const { method, url, headers } = requestOf(api[call](urnOf(ref, place), ''), this.connection.service);
    return { method, url, headers: { ...headers, 'x-auth-token': '$TOKEN' } };
  }

  /** All that depends on the project; made once, when the project is known. */
  private async at(signal: AbortSignal): Promise<InProject> {
    const projectId = await this.project.id(signal);
    return (this.inProject ??= this.within(projectId));
  }

  private within(projectId: string): InProject {
    const { id: connection, service, region } = this.connection;
    const profile = profileOf(service);
    const place = { connection, region, projectId };
    const api = apiOf(profile, this.endpoints, projectId, this.options.marginMs);
    const lists = new FunctionLists(service, this.calls, api, place);
    const configs = new AsyncConfigs(profile, this.calls, api, (ref) => urnOf(ref, place));
    return { place, api, lists, configs };
  }
}

interface InProject {
  readonly place: ProjectAddress;
  readonly api: Api;
  readonly lists: FunctionLists;
  readonly configs: AsyncConfigs;
}
