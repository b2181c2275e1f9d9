import type { Connection, Secret } from '../../model/connection';
import { functionKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import type { BareRequest } from '../../model/invocation/curl';
import { isObject, type JsonObject } from '../../model/json';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import type {
  AsyncConfig,
  AsyncInvocation,
  AsyncReceipt,
  BareCall,
  Cloud,
  FunctionSummary,
  Identity,
  InvocationResult,
  LogLine,
  LogStart,
  PutOptions,
  PutOutcome,
  QualifierSummary,
} from '../cloud';
import type { Door } from '../door';
import { CloudError } from '../errors';
import { textAt } from '../call/fields';
import { encodeRfc3986 } from './acs3Signature';
import { readFunction, readPage, readQualifier } from './answers';
import { AsyncConfigs } from './asyncConfigs';
import { Calls, type LogPlace } from './calls';
import { credentialsOf } from './credentials';
import type { Call, Dialect } from './dialect';
import { dialect2 } from './dialect2';
import { dialect3 } from './dialect3';
import { endpointsOf } from './endpoints';
import { headersOf, Invocations } from './invocations';
import { followLogs, logQueryOf, readLogPlace } from './logTail';
import { skewOf } from './refusal';

/** Function Compute 2.0 or 3.0 seen through one connection. */
export class FunctionCompute implements Cloud {
  readonly capabilities = { followAsync: true, stopAsync: true, tailLogs: true, configOnAlias: true };
  private readonly profile;
  private readonly dialect: Dialect;
  private readonly endpoints;
  private readonly calls: Calls;
  private readonly configs: AsyncConfigs;
  private readonly invocations: Invocations;
  private readonly logPlaces = new Map<string, LogPlace>();

  /** Throws a CloudError of kind `configuration` where the connection or its secret do not do. */
  constructor(
    readonly connection: Connection,
    secret: Secret,
    private readonly door: Door,
  ) {
    this.profile = profileOf(connection.service);
    this.dialect = connection.service === 'functioncompute-2' ? dialect2 : dialect3;
    this.endpoints = endpointsOf(connection);
    this.calls = new Calls(door, connection, this.endpoints, credentialsOf(connection, secret), this.dialect);
    this.configs = new AsyncConfigs(this.profile, this.calls, this.dialect, (id, signal) =>
      this.qualifiers(id, signal),
    );
    this.invocations = new Invocations(this.calls, this.dialect);
  }

  /** There is no "who am I": the first page of a list shows that the key is accepted. */
  async identify(signal: AbortSignal): Promise<Identity> {
    const call = this.dialect.listServices?.(undefined) ?? this.dialect.listFunctions('', undefined);
    const response = await this.calls.safely(call, signal);
    const { accountId } = this.connection;
    return {
      endpoint: this.endpoints[call.host],
      clockSkewMs: response.header('date') === undefined ? undefined : skewOf(response, this.door.now()),
      ...(accountId !== undefined && { account: accountId }),
    };
  }

  async *listFunctions(signal: AbortSignal, group?: string): AsyncGenerator<readonly FunctionSummary[]> {
    for await (const each of this.groups(group, signal)) {
      const id = { connection: this.connection.id, group: each };
      for await (const items of this.pages(
        'functions',
        (token) => this.dialect.listFunctions(each, token),
        signal,
      )) {
        // a 2.0 function that shows in a 3.0 list is listed where it belongs
        const own = items.filter((item) => !(textAt(item, 'functionName') ?? '').includes('$'));
        yield own.flatMap((item) => readFunction(item, id, (name) => this.arn({ ...id, name }, '')) ?? []);
      }
    }
  }

  async getFunction(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary> {
    const body = await this.calls.json(this.dialect.getFunction(ref), signal);
    const found = isObject(body) ? readFunction(body, ref, () => this.arn(ref, '')) : undefined;
    return (
      found ?? {
        id: { connection: ref.connection, group: ref.group, name: ref.name },
        urn: this.arn(ref, ''),
      }
    );
  }

  async *listQualifiers(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly QualifierSummary[]> {
    const at = (qualifier: string) => ({ ref: { ...id, qualifier }, urn: this.arn(id, qualifier) });
    yield [{ ...at(this.profile.latest), kind: 'version' }];
    const lists = [
      { kind: 'version', key: 'versions', call: (token?: string) => this.dialect.listVersions(id, token) },
      { kind: 'alias', key: 'aliases', call: (token?: string) => this.dialect.listAliases(id, token) },
    ] as const;
    for (const { kind, key, call } of lists) {
      for await (const items of this.pages(key, call, signal)) {
        yield items.flatMap((item) => readQualifier(item, kind, at) ?? []);
      }
    }
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
    return this.invocations.invoke(ref, payload, timeoutSeconds, signal);
  }

  invokeAsync(ref: FunctionRef, payload: string, signal: AbortSignal): Promise<AsyncReceipt> {
    return this.invocations.invokeAsync(ref, payload, signal);
  }

  getAsyncInvocation(
    ref: FunctionRef,
    requestId: string,
    signal: AbortSignal,
  ): Promise<AsyncInvocation | undefined> {
    return this.invocations.task(ref, requestId, signal);
  }

  stopAsyncInvocation(ref: FunctionRef, requestId: string, signal: AbortSignal): Promise<void> {
    return this.invocations.stop(ref, requestId, signal);
  }

  async *tailLogs(
    ref: FunctionRef,
    { from }: LogStart,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogLine[]> {
    const place = await this.logPlaceOf(ref, signal);
    const source = { door: this.door, calls: this.calls, place, ...logQueryOf(ref, this.dialect.version) };
    yield* followLogs(source, from, signal);
  }

  urnOf(ref: FunctionRef): Promise<string> {
    return Promise.resolve(this.arn(ref, ref.qualifier));
  }

  /** The signature covers the time: it has to be made anew for each sending. */
  bareRequest(ref: FunctionRef, call: BareCall): Promise<BareRequest> {
    const isPut = call === 'putAsyncConfig';
    const { host, method, path, query } = isPut
      ? this.dialect.asyncConfig(ref, 'PUT')
      : this.dialect.invoke(ref);
    const search = new URLSearchParams(query).toString();
    const url = `${this.endpoints[host]}/${[this.dialect.version, ...path].map(encodeRfc3986).join('/')}`;
    const own = isPut
      ? { 'content-type': 'application/json' }
      : headersOf(call === 'invoke' ? 'sync' : 'async');
    return Promise.resolve({
      method,
      url: search === '' ? url : `${url}?${search}`,
      headers: { ...own, authorization: '<signature>' },
    });
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

  private async qualifiers(id: FunctionId, signal: AbortSignal): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const page of this.listQualifiers(id, signal))
      found.push(...page.map(({ ref }) => ref.qualifier));
    return found;
  }

  /** The services to look through; the one empty group where functions stand alone. */
  private async *groups(group: string | undefined, signal: AbortSignal): AsyncGenerator<string> {
    const list = this.dialect.listServices;
    if (!list) yield '';
    else if (group !== undefined) yield group;
    else {
      for await (const items of this.pages('services', list, signal)) {
        yield* items.flatMap((item) => textAt(item, 'serviceName') ?? []);
      }
    }
  }

  private async *pages(
    key: string,
    call: (token: string | undefined) => Call,
    signal: AbortSignal,
  ): AsyncGenerator<readonly JsonObject[]> {
    for (let token: string | undefined; ;) {
      const { items, next } = readPage(await this.calls.json(call(token), signal), key);
      if (items.length > 0) yield items;
      if (next === undefined) return;
      if (next === token) throw this.endless(call(token));
      token = next;
    }
  }

  private endless({ action }: Call): CloudError {
    return new CloudError({
      kind: 'protocol',
      service: this.connection.service,
      operation: action,
      sent: 'answered',
      repeatable: false,
      summary: message('The service gave the same page twice.'),
    });
  }
}
