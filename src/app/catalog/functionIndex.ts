import type { FunctionSummary } from '../../cloud/functionSummary';
import type { FunctionId } from '../../model/functionRef';
import { present } from '../../cloud/call/fields';
import { matching, MOST } from './matching';

/**
 * Functions filed by group, in the order of their names; takes them page by page. A hundred thousand of them are
 * listed in some accounts, so what they have in common is kept once, and a summary is made when it is asked for.
 */
export interface FunctionIndex {
  readonly size: number;
  /** Takes a page in; a function that is there already is replaced. */
  add(page: readonly FunctionSummary[]): void;
  /** Names of the groups, in order. */
  groups(): readonly string[];
  /** How many functions a group has. */
  count(group: string): number;
  /** The functions of a group in order, from one place to before another. */
  of(group: string, from?: number, to?: number): readonly FunctionSummary[];
  /** The name at a place of a group. */
  nameAt(group: string, place: number): string | undefined;
  /** Place of a function in its group; -1 where it is not listed. */
  placeOf(id: FunctionId): number;
  all(): Iterable<FunctionSummary>;
  /** The first functions that what was typed may mean (`matching`). */
  search(typed: string, most?: number): readonly FunctionSummary[];
}

/** What a summary says besides name and time; functions that were written alike share it. */
interface Facts {
  /** The URN or ARN up to the function's name, with which it ends; whole where it ends otherwise. */
  readonly urn: string;
  readonly endsWithName: boolean;
  readonly runtime: string | undefined;
  readonly handler: string | undefined;
  readonly memoryMb: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly description: string | undefined;
}

interface Row {
  readonly name: string;
  readonly facts: Facts;
  readonly lastModified: string | undefined;
}

/** Columns of one length, sorted by name. */
interface Group {
  readonly name: string;
  readonly names: string[];
  readonly facts: Facts[];
  readonly times: (string | undefined)[];
}

/** An index without functions. */
export function createFunctionIndex(): FunctionIndex {
  const groups = new Map<string, Group>();
  const texts = new Map<string, string>();
  let sorted: readonly string[] | undefined;
  let connection = '';
  let size = 0;
  let last: Facts | undefined;

  /** The same text, as it was seen first: services repeat runtimes, handlers and the beginning of URNs. */
  const shared = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };

  const rowOf = (summary: FunctionSummary): Row => {
    const { id, urn, runtime, handler, memoryMb, timeoutSeconds, description, lastModified } = summary;
    const endsWithName = urn.endsWith(id.name);
    const facts: Facts = {
      urn: endsWithName ? shared(urn.slice(0, -id.name.length)) : urn,
      endsWithName,
      runtime: runtime && shared(runtime),
      handler: handler && shared(handler),
      memoryMb,
      timeoutSeconds,
      description,
    };
    if (!last || !sameFacts(last, facts)) last = facts;
    return { name: id.name, facts: last, lastModified };
  };

  const summaryAt = (group: Group, place: number): FunctionSummary => {
    const name = group.names[place] as string;
    const { urn, endsWithName, ...others } = group.facts[place] as Facts;
    return present({
      id: { connection, group: group.name, name },
      urn: endsWithName ? urn + name : urn,
      ...others,
      lastModified: group.times[place],
    });
  };

  const groupNamed = (name: string): Group => {
    const known = groups.get(name);
    if (known) return known;
    const made: Group = { name, names: [], facts: [], times: [] };
    groups.set(name, made);
    sorted = undefined;
    return made;
  };

  return {
    get size() {
      return size;
    },
    add: (page) => {
      connection = page[0]?.id.connection ?? connection;
      // Paging by offset shows a function twice when another one is created meanwhile: the later reading counts.
      const latest = new Map<string, Map<string, FunctionSummary>>();
      for (const summary of page) {
        const { group, name } = summary.id;
        latest.set(group, (latest.get(group) ?? new Map<string, FunctionSummary>()).set(name, summary));
      }
      for (const [name, summaries] of latest) {
        const group = groupNamed(name);
        const rows = [...summaries.values()].map(rowOf);
        for (const row of rows) put(group, placeIn(group.names, row.name), row);
        const fresh = rows.filter(({ name: each }) => placeIn(group.names, each) < 0);
        merge(
          group,
          fresh.sort((one, other) => compare(one.name, other.name)),
        );
        size += fresh.length;
      }
    },
    groups: () => (sorted ??= [...groups.keys()].sort(compare)),
    count: (group) => groups.get(group)?.names.length ?? 0,
    of: (name, from = 0, to = Infinity) => {
      const group = groups.get(name);
      return (group?.names.slice(from, to) ?? []).map((_, i) => summaryAt(group as Group, from + i));
    },
    nameAt: (group, place) => groups.get(group)?.names[place],
    placeOf: ({ group, name }) => placeIn(groups.get(group)?.names ?? [], name),
    *all() {
      for (const group of groups.values()) {
        for (let place = 0; place < group.names.length; place++) yield summaryAt(group, place);
      }
    },
    search: (typed, most = MOST) => {
      const found: FunctionSummary[] = [];
      for (const group of groups.values()) {
        const names = matching(group.names, typed, (name) => `${name} ${group.name}`, most - found.length);
        for (const name of names) found.push(summaryAt(group, placeIn(group.names, name)));
      }
      return found;
    },
  };
}

/** Puts sorted rows in their places, from the end on: a page that belongs there moves nothing. */
function merge(group: Group, rows: readonly Row[]): void {
  let old = group.names.length - 1;
  let fresh = rows.length - 1;
  for (let to = old + rows.length; fresh >= 0; to--) {
    const before = old < 0 ? undefined : rowAt(group, old);
    const row = rows[fresh] as Row;
    if (before && before.name > row.name) {
      put(group, to, before);
      old--;
    } else {
      put(group, to, row);
      fresh--;
    }
  }
}

function rowAt({ names, facts, times }: Group, place: number): Row {
  return { name: names[place] as string, facts: facts[place] as Facts, lastModified: times[place] };
}

/** Puts a row at a place; nowhere where the place is -1. */
function put({ names, facts, times }: Group, place: number, row: Row): void {
  if (place < 0) return;
  names[place] = row.name;
  facts[place] = row.facts;
  times[place] = row.lastModified;
}

/** Place of a text in a sorted list; -1 where it is not in it. */
function placeIn(names: readonly string[], name: string): number {
  let from = 0;
  let to = names.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((names[middle] as string) < name) from = middle + 1;
    else to = middle;
  }
  return names[from] === name ? from : -1;
}

/** By code unit: the same in every locale, and fast enough for a hundred thousand names. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameFacts(a: Facts, b: Facts): boolean {
  return (
    a.urn === b.urn &&
    a.endsWithName === b.endsWithName &&
    a.runtime === b.runtime &&
    a.handler === b.handler &&
    a.memoryMb === b.memoryMb &&
    a.timeoutSeconds === b.timeoutSeconds &&
    a.description === b.description
  );
}
