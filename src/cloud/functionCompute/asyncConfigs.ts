import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { isObject, printJson, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import { isConfigAnswer, toWire } from '../../model/wireDocument';
import type { AsyncConfig, PutOptions, PutOutcome } from '../config/asyncConfig';
import { CloudError } from '../errors';
import type { Calls } from '../call/calls';
import { pages } from '../call/pages';
import { replaceConfig } from '../config/replaceConfig';
import { qualifierOf, readAsyncConfig, readPage } from './answers';
import type { Dialect } from './dialect';

/** Most configs that are read at the same time where the list does not say whose they are. */
const AT_A_TIME = 4;

/** The async configs of an account's functions. */
export class AsyncConfigs {
  constructor(
    private readonly profile: ServiceProfile,
    private readonly calls: Calls,
    private readonly dialect: Dialect,
    /** All qualifiers of a function. */
    private readonly qualifiersOf: (id: FunctionId, signal: AbortSignal) => Promise<readonly string[]>,
  ) {}

  /** The config, undefined where there is none; a missing function, version or alias has a code of its own and is an error. */
  async get(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined> {
    const call = this.dialect.getAsyncConfig(ref);
    try {
      const body = await this.calls.json(call, signal);
      if (!isObject(body)) return undefined;
      if (!isConfigAnswer(this.profile, body)) throw this.calls.unusable(call);
      return readAsyncConfig(this.profile, ref, body);
    } catch (error) {
      if (isCode(error, 'AsyncConfigNotExists')) return undefined;
      throw error;
    }
  }

  /** Replaces the config by exactly the document, though a PUT keeps what is left out; see `replaceConfig`. */
  put(
    ref: FunctionRef,
    document: JsonObject,
    signal: AbortSignal,
    options: PutOptions = {},
  ): Promise<PutOutcome> {
    const onService = {
      ref,
      get: (until: AbortSignal) => this.get(ref, until),
      put: async (wanted: JsonObject, until: AbortSignal) => {
        const body = printJson(toWire(this.profile, wanted));
        await this.calls.send(this.dialect.putAsyncConfig(ref, body), until);
      },
      delete: (until: AbortSignal) => this.delete(ref, until),
    };
    return replaceConfig(this.profile, document, onService, signal, options);
  }

  /** Removes the config; one that is not there is removed already. */
  async delete(ref: FunctionRef, signal: AbortSignal): Promise<void> {
    try {
      await this.calls.send(this.dialect.deleteAsyncConfig(ref), signal);
    } catch (error) {
      if (!isCode(error, 'AsyncConfigNotExists')) throw error;
    }
  }

  /**
   * Pages of the configs of all qualifiers. Where an item does not say whose it is (3.0), the list only tells whether
   * there are any, and each qualifier is asked.
   */
  async *list(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly AsyncConfig[]> {
    const list = {
      service: this.profile.id,
      operation: this.dialect.listAsyncConfigs(id, undefined).operation,
    };
    const read = async (token: string | undefined) => {
      const call = this.dialect.listAsyncConfigs(id, token);
      return readPage(await this.calls.list(call, signal, 'configs', 'nextToken'), 'configs');
    };
    for await (const items of pages(list, read)) {
      const named = items.map((item) => ({ item, qualifier: qualifierOf(item) }));
      if (named.some(({ qualifier }) => qualifier === undefined)) {
        yield* this.askEach(id, signal);
        return;
      }
      yield named.map(({ item, qualifier = this.profile.latest }) =>
        readAsyncConfig(this.profile, { ...id, qualifier }, item),
      );
    }
  }

  private async *askEach(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly AsyncConfig[]> {
    const qualifiers = await this.qualifiersOf(id, signal);
    for (let from = 0; from < qualifiers.length; from += AT_A_TIME) {
      const some = qualifiers.slice(from, from + AT_A_TIME);
      const found = await Promise.all(some.map((qualifier) => this.get({ ...id, qualifier }, signal)));
      yield found.filter((config) => config !== undefined);
    }
  }
}

/** Whether the service refused with this code. */
function isCode(error: unknown, code: string): boolean {
  return error instanceof CloudError && error.facts.code === code;
}
