/**
 * @typedef {object} Planned
 * @property {string} name
 * @property {readonly string[]} needs names of steps before it that must have ended well
 * @property {number} cores how many it keeps busy; 0 where it takes what others leave
 */

/**
 * Which steps may begin now, without more than `cores` being busy, and which never can: what they need has failed. No
 * step begins before one that stands before it. One that wants more cores than there are runs alone.
 * @template {Planned} T
 * @param {readonly T[]} steps all that were chosen, in their order
 * @param {ReadonlyMap<string, boolean>} ended by name, whether it went well
 * @param {ReadonlySet<T>} running
 * @param {number} cores
 * @returns {{ begin: readonly T[], blocked: readonly T[] }}
 */
export function beginnable(steps, ended, running, cores) {
  const waiting = steps.filter((step) => !ended.has(step.name) && !running.has(step));
  const blocked = waiting.filter(({ needs }) => needs.some((name) => ended.get(name) === false));
  const begin = /** @type {T[]} */ ([]);
  let busy = [...running].reduce((sum, step) => sum + step.cores, 0);
  for (const step of waiting) {
    if (blocked.includes(step)) continue;
    if (!step.needs.every((name) => ended.has(name))) break;
    if (step.cores > 0 && busy > 0 && busy + step.cores > cores) break;
    begin.push(step);
    busy += step.cores;
  }
  return { begin, blocked };
}
