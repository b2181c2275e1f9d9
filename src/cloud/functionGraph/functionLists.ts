import type { FunctionId, FunctionRef } from '../../model/functionRef';
import type { Json } from '../../model/json';
import { profileOf } from '../../model/services';
import type { Calls } from '../call/calls';
import { listAt, numberAt } from '../call/fields';
import { pages } from '../call/pages';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import { nextMarker, type Api } from './api';
import {
  readAlias,
  readFunction,
  readSettings,
  readVersion,
  urnOf,
  urnOfFunction,
  type ProjectAddress,
} from './functions';

/** The first page is small, so that it is on screen soon; the others are as large as is allowed. */
const FIRST_PAGE = 100;
const LARGEST_PAGE = 400;

/** What FunctionGraph lists in a project: functions, and their versions and aliases. */
export class FunctionLists {
  constructor(
    private readonly service: string,
    private readonly calls: Calls,
    private readonly api: Api,
    private readonly place: ProjectAddress,
  ) {}

  /** Pages of functions, of one group where it is given. */
  async *functions(signal: AbortSignal, group?: string): AsyncGenerator<readonly FunctionSummary[]> {
    const list = { service: this.service, operation: 'listFunctions' };
    let seen = 0;
    yield* pages(list, async (marker: number = 0) => {
      const size = marker === 0 ? FIRST_PAGE : LARGEST_PAGE;
      const call = this.api.listFunctions(marker, size, group);
      const page = await this.calls.list(call, signal, 'functions', 'count', 'next_marker');
      const rows = listAt(page, 'functions');
      seen += rows.length;
      // `count` may be missing; alone it is not trusted
      const all = rows.length < size && seen >= (numberAt(page, 'count') ?? Infinity);
      return {
        items: readAll(rows, (row) => readFunction(row, this.place)),
        next: all || rows.length === 0 ? undefined : nextMarker(page, marker),
      };
    });
  }

  /** One function. Throws a CloudError where the answer cannot be used. */
  async one(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary> {
    const call = this.api.getFunction(urnOf(ref, this.place));
    const found = readFunction(await this.calls.json(call, signal), this.place);
    if (found) return found;
    throw this.calls.unusable(call);
  }

  /** The same with what it is run with. */
  async settings(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSettings> {
    const call = this.api.getFunction(urnOf(ref, this.place));
    const answer = await this.calls.json(call, signal);
    const found = readFunction(answer, this.place);
    if (found) return { ...found, ...readSettings(answer) };
    throw this.calls.unusable(call);
  }

  /** Pages of a function's versions, the unpublished one first, and aliases. */
  async *qualifiers(id: FunctionId, signal: AbortSignal): AsyncGenerator<readonly QualifierSummary[]> {
    const name = urnOfFunction(id, this.place);
    const list = this.api.listVersions(name);
    const versions = await this.calls.list(list, signal, 'versions', 'count', 'next_marker');
    const latest = profileOf(this.service).latest;
    const isLatest = ({ ref }: QualifierSummary) => ref.qualifier === latest;
    const rows = readAll(listAt(versions, 'versions'), (row) => readVersion(row, id, this.place));
    yield [...rows.filter(isLatest), ...rows.filter((row) => !isLatest(row))];
    // a bare array, other than all other lists
    const aliases = await this.calls.json(this.api.listAliases(name), signal);
    const found = Array.isArray(aliases) ? (aliases as readonly Json[]) : [];
    if (found.length > 0) yield readAll(found, (row) => readAlias(row, id, this.place));
  }
}

function readAll<T>(rows: readonly Json[], read: (row: Json) => T | undefined): readonly T[] {
  return rows.map(read).filter((row) => row !== undefined);
}
