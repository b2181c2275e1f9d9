/** Milliseconds to wait before the next look at an invocation that was looked at `looks` times: 0.4 s at first, at most 10 s. */
export function pause(looks: number): number {
  return Math.min(10_000, Math.round(400 * 1.5 ** looks));
}
