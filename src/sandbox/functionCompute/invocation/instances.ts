import { uuidOf } from '../../uuid';

/**
 * Names for the instances that serve a function, as its log tells them: each number serves one event at a time, and a
 * free one is taken before a new one, as warm instances are.
 */
export class Instances {
  private readonly busy = new Map<string, Set<number>>();

  /** Reserves an instance of a function's version; `release` gives it back. */
  reserve(functionKey: string): { readonly id: string; readonly release: () => void } {
    const taken = this.busy.get(functionKey) ?? new Set<number>();
    this.busy.set(functionKey, taken);
    let number = 1;
    while (taken.has(number)) number += 1;
    taken.add(number);
    return {
      id: `c-${uuidOf(functionKey).slice(0, 8)}-${String(number).padStart(4, '0')}`,
      release: () => taken.delete(number),
    };
  }
}
