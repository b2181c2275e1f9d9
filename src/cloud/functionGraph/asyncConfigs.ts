import { functionKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import { isObject, member, printJson, type Json, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import { parseUrn } from '../../model/urn';
import { fromWire, isConfigAnswer, toWire } from '../../model/wireDocument';
import type { AsyncConfig, PutOptions, PutOutcome } from '../config/asyncConfig';
import { CloudError } from '../errors';
import type { Calls } from '../call/calls';
import { listAt, present, textAt } from '../call/fields';
import { pages } from '../call/pages';
import { replaceConfig } from '../config/replaceConfig';
import { nextMarker, type Api } from './api';

/** A 404 that is about the function, not about what belongs to it. */
const FUNCTION_IS_MISSING = ['FSS.1051', 'FSS.1052', 'FSS.1053', 'APIGW.0101', 'APIG.0101'];

/** The async configs of a project's functions. */
export class AsyncConfigs {
  constructor(
    private readonly profile: ServiceProfile,
    private readonly calls: Calls,
    private readonly api: Api,
    private readonly urnOf: (ref: FunctionRef) => string,
  ) {}

  /**
   * The config, undefined where there is none. "None" and "no such function" are both a 404 with a code that the
   * documents leave open, hence the second question.
   */
  async get(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined> {
    const config = await this.find(ref, signal);
    if (!config) await this.calls.json(this.api.getFunction(this.urnOf(ref)), signal);
    return config;
  }

  /** Replaces the config by exactly the document; see `replaceConfig`. */
  put(
    ref: FunctionRef,
    document: JsonObject,
    signal: AbortSignal,
    options: PutOptions = {},
  ): Promise<PutOutcome> {
    const put = async (wanted: JsonObject, until: AbortSignal) => {
      const body = printJson(toWire(this.profile, wanted));
      await this.calls.send(this.api.putAsyncConfig(this.urnOf(ref), body), until);
    };
    const onService = {
      ref,
      get: (until: AbortSignal) => this.find(ref, until),
      put,
      delete: (until: AbortSignal) => this.delete(ref, until),
    };
    return replaceConfig(this.profile, document, onService, signal, options);
  }

  /** Removes the config; one that is not there is removed already. */
  async delete(ref: FunctionRef, signal: AbortSignal): Promise<void> {
    try {
      await this.calls.send(this.api.deleteAsyncConfig(this.urnOf(ref)), signal);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  /** Pages of the configs of all versions. The counts of an answer are not to be trusted, only its rows. */
  async *list(id: FunctionId, urn: string, signal: AbortSignal): AsyncGenerator<readonly AsyncConfig[]> {
    const list = { service: this.profile.id, operation: 'listAsyncConfigs' };
    yield* pages(list, async (marker: number = 0) => {
      const call = this.api.listAsyncConfigs(urn, marker);
      const page = await this.calls.list(call, signal, 'async_invoke_configs', 'count', 'page_info');
      const rows = listAt(page, 'async_invoke_configs');
      return {
        items: rows.flatMap((row) => this.rowOf(id, row)),
        next: rows.length === 0 ? undefined : nextMarker(member(page, 'page_info'), marker),
      };
    });
  }

  private async find(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined> {
    const call = this.api.getAsyncConfig(this.urnOf(ref));
    try {
      const body = await this.calls.json(call, signal);
      if (!isObject(body)) return undefined;
      if (!isConfigAnswer(this.profile, body)) throw this.calls.unusable(call);
      return this.read(ref, body);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  private rowOf(id: FunctionId, row: Json): readonly AsyncConfig[] {
    const urn = parseUrn(textAt(row, 'func_urn') ?? '');
    if (!isObject(row) || !urn) return [];
    const ref = { ...id, qualifier: urn.qualifier ?? this.profile.latest };
    return functionKey({ ...id, group: urn.group, name: urn.name }) === functionKey(id)
      ? [this.read(ref, row)]
      : [];
  }

  private read(ref: FunctionRef, body: JsonObject): AsyncConfig {
    return present({
      ref,
      document: fromWire(this.profile, body),
      lastModified: textAt(body, 'last_modified'),
    });
  }
}

/** Whether a failure says that what belongs to a function is not there: a 404 that is not about the function itself. */
export function isAbsent(error: unknown): boolean {
  if (!(error instanceof CloudError) || error.facts.status !== 404) return false;
  return !FUNCTION_IS_MISSING.includes(error.facts.code ?? '');
}
