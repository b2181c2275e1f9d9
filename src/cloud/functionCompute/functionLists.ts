import type { Connection } from '../../model/connection';
import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { isObject, type Json, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import type { ApiCall } from '../call/apiCall';
import type { Calls } from '../call/calls';
import { textAt } from '../call/fields';
import { pages, type Pages } from '../call/pages';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import { readFunction, readPage, readQualifier, readSettings } from './answers';
import type { Dialect } from './dialect';

/** What Function Compute lists: functions, group by group, and their versions and aliases. */
export class FunctionLists {
  constructor(
    private readonly connection: Connection,
    private readonly profile: ServiceProfile,
    private readonly calls: Calls,
    private readonly dialect: Dialect,
    private readonly arn: (id: FunctionId, qualifier: string) => string,
  ) {}

  /** Pages of functions, of one group where it is given; a group without functions is an empty page. */
  async *functions(signal: AbortSignal, group?: string): AsyncGenerator<readonly FunctionSummary[]> {
    for await (const each of this.groups(group, signal)) {
      const id = { connection: this.connection.id, group: each };
      let isEmpty = true;
      for await (const items of this.pages(
        'functions',
        (token) => this.dialect.listFunctions(each, token),
        signal,
      )) {
        isEmpty = false;
        // a 2.0 function that shows in a 3.0 list is listed where it belongs
        const own = items.filter((item) => !(textAt(item, 'functionName') ?? '').includes('$'));
        yield own.flatMap((item) => readFunction(item, id, (name) => this.arn({ ...id, name }, '')) ?? []);
      }
      if (isEmpty) yield [];
    }
  }

  /** One function; of what the service leaves out, its ARN is composed. */
  async one(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary> {
    return this.summaryOf(ref, await this.calls.json(this.dialect.getFunction(ref), signal));
  }

  /** The same with what it is run with. */
  async settings(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSettings> {
    const body = await this.calls.json(this.dialect.getFunction(ref), signal);
    return { ...this.summaryOf(ref, body), ...readSettings(body) };
  }

  /** Pages of a function's versions, the unpublished one first, and aliases. */
  async *qualifiers(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly QualifierSummary[]> {
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

  /** The names of a function's versions and aliases. */
  async qualifierNames(id: FunctionId, signal: AbortSignal): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const page of this.qualifiers(id, signal)) found.push(...page.map(({ ref }) => ref.qualifier));
    return found;
  }

  private summaryOf(ref: FunctionRef, body: Json): FunctionSummary {
    const found = isObject(body) ? readFunction(body, ref, () => this.arn(ref, '')) : undefined;
    return (
      found ?? {
        id: { connection: ref.connection, group: ref.group, name: ref.name },
        urn: this.arn(ref, ''),
      }
    );
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

  private pages(
    key: string,
    call: (token: string | undefined) => ApiCall,
    signal: AbortSignal,
  ): Pages<JsonObject> {
    const list = { service: this.connection.service, operation: call(undefined).operation };
    return pages(list, async (token: string | undefined) =>
      readPage(await this.calls.list(call(token), signal, key, 'nextToken'), key),
    );
  }
}
