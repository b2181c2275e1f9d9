import { uuidOf } from '../../uuid';

/**
 * Names for the instances that serve a function, as its log tells them: each number serves as many events at a time
 * as the function's instances take, and one with room is taken before a new one, as warm instances are.
 */
export class Instances {
  private readonly busy = new Map<string, Map<number, number>>();

  /** Reserves an instance of a function's version; `release` gives it back. */
  reserve(functionKey: string, concurrency: number): { readonly id: string; readonly release: () => void } {
    const taken = this.busy.get(functionKey) ?? new Map<number, number>();
    this.busy.set(functionKey, taken);
    let number = 1;
    const has = (each: number): number => taken.get(each) ?? 0;
    while (has(number) >= concurrency) number += 1;
    taken.set(number, has(number) + 1);
    return {
      id: `c-${uuidOf(functionKey).slice(0, 8)}-${String(number).padStart(4, '0')}`,
      release: () => void taken.set(number, has(number) - 1),
    };
  }
}
