import type { FunctionSummary } from '../../cloud/cloud';

/** Functions filed by group, in the order of their names; takes them page by page. */
export interface FunctionIndex {
  readonly size: number;
  add(page: readonly FunctionSummary[]): void;
  /** Names of the groups, in order. */
  groups(): readonly string[];
  /** The functions of a group, in order. */
  of(group: string): readonly FunctionSummary[];
  all(): Iterable<FunctionSummary>;
}

interface Group {
  functions: FunctionSummary[];
  sorted: boolean;
}

/** Makes an empty index. Sorting waits until somebody looks. */
export function createFunctionIndex(): FunctionIndex {
  const groups = new Map<string, Group>();

  const sorted = (group: Group | undefined): readonly FunctionSummary[] => {
    if (group && !group.sorted) {
      group.functions = uniqueByName(group.functions.sort((a, b) => compare(a.id.name, b.id.name)));
      group.sorted = true;
    }
    return group?.functions ?? [];
  };

  return {
    get size() {
      return [...groups.values()].reduce((sum, { functions }) => sum + functions.length, 0);
    },
    add: (page) => {
      for (const summary of page) {
        const group = groups.get(summary.id.group) ?? { functions: [], sorted: true };
        group.functions.push(summary);
        group.sorted = false;
        groups.set(summary.id.group, group);
      }
    },
    groups: () => [...groups.keys()].sort(compare),
    of: (group) => sorted(groups.get(group)),
    *all() {
      for (const group of groups.values()) yield* sorted(group);
    },
  };
}

/** By code unit: the same in every locale, and fast enough for a hundred thousand names. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Paging by offset shows a function twice when another one is created meanwhile: the later reading counts. */
function uniqueByName(functions: FunctionSummary[]): FunctionSummary[] {
  return functions.filter((summary, i) => summary.id.name !== functions[i + 1]?.id.name);
}
