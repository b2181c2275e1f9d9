import { residentMb } from './processTree';

/** How often a running handler is looked at. */
const INTERVAL_MS = 50;
/** Megabytes of a runtime without a function. A fatter one here (Electron) is not held against the function. */
const RUNTIME_MB = 40;

/**
 * Watches what the process `pid` and its children use until disposed, and calls `onExcess` once when that is more than
 * `limitMb`. `runtimeMb` is what the runtime used before it loaded the function. Where there is no /proc, only what the
 * runtime says about itself (`saw`) is known.
 */
export function watchMemory(
  pid: number | undefined,
  runtimeMb: number,
  limitMb: number,
  onExcess: () => void,
) {
  const surplus = Math.max(0, runtimeMb - RUNTIME_MB);
  let peakMb = 0;

  const saw = (mb: number): void => {
    const wasOver = peakMb > limitMb;
    peakMb = Math.max(peakMb, mb - surplus);
    if (peakMb > limitMb && !wasOver) onExcess();
  };
  const look = (): void => {
    const mb = pid === undefined ? undefined : residentMb(pid);
    if (mb !== undefined) saw(mb);
  };
  look();
  const timer = setInterval(look, INTERVAL_MS);

  return {
    saw,
    /** The most that was seen, in MB; never more than the limit, where a service would have ended it. */
    get peakMb(): number {
      return Math.min(peakMb, limitMb);
    },
    dispose: () => clearInterval(timer),
  };
}
