/** Children of one node that are shown before "Show more". */
const STEP = 500;

/** How many children of which node are shown: a tree with many thousand children would be slow and of no use. */
export interface Steps {
  /** The children to show, how many stay hidden, and how many of those the next step will show. */
  cut<T>(
    parent: string,
    children: readonly T[],
  ): { readonly shown: readonly T[]; readonly hidden: number; readonly next: number };
  /** Shows one step more. */
  more(parent: string): void;
  /** Shows as many as it takes to see the child at this place. */
  upTo(parent: string, place: number): void;
}

/** Makes steps; every node begins with one. */
export function createSteps(size: number = STEP): Steps {
  const counts = new Map<string, number>();
  const count = (parent: string): number => counts.get(parent) ?? size;
  return {
    cut: (parent, children) => {
      const hidden = Math.max(0, children.length - count(parent));
      return { shown: children.slice(0, count(parent)), hidden, next: Math.min(hidden, size) };
    },
    more: (parent) => counts.set(parent, count(parent) + size),
    upTo: (parent, place) => {
      if (place >= count(parent)) counts.set(parent, (Math.floor(place / size) + 1) * size);
    },
  };
}
