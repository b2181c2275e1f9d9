import { setTimeout as delay } from 'node:timers/promises';
import type { DebugControls, DebugRun, DebugWish } from '../sandbox/debugControls';

/** A debugger that is attached to a run. */
export interface Attached {
  /** Resolves when it has let go, by itself or because the person stopped it. */
  readonly ended: Promise<void>;
  /** Ends it. */
  stop(): void;
}

/** What debugging asks of the editor. */
interface DebugPorts {
  /** Attaches a debugger to a run that waits for one. Undefined, or a rejection, where it could not. */
  attach(run: DebugRun & { readonly address: string }): Promise<Attached | undefined>;
  /** Tells why a run is not debugged. */
  failed(error: unknown): void;
}

/** How long a debugger may take to notice that its run is over, in milliseconds. */
const NOTICE_MS = 8000;

/** How long the sandbox is asked to stop something, in milliseconds. */
const STOP_MS = 5000;

/** A call under a debugger. */
interface Debugged<T> {
  /** What `send` gave. */
  readonly result: T | undefined;
  /** Resolves when nothing of the call runs or will run any more, with the runs that were debugged. Never rejects. */
  readonly over: Promise<readonly DebugRun[]>;
}

/**
 * Sends a call and attaches a debugger to each of its runs: one for a synchronous call, one for each attempt of an event
 * and of the events that it is passed on as. A debugger that is stopped ends its run. `send` gives undefined where
 * nothing was sent, and so does `goesOn` answer whether what it gave may run on. Rejects where nothing was sent.
 */
export async function underDebugger<T>(
  controls: DebugControls,
  wish: DebugWish,
  ports: DebugPorts,
  send: () => Promise<T | undefined>,
  goesOn: (result: T) => boolean,
): Promise<Debugged<T>> {
  const session = await controls.arm(wish, AbortSignal.timeout(STOP_MS));
  const stop = (run?: number) =>
    controls.stop(session, run, AbortSignal.timeout(STOP_MS)).catch(() => undefined);
  const over = watch(controls, session, ports, stop).catch((error: unknown) => {
    ports.failed(error);
    return [];
  });
  let result: T | undefined;
  try {
    result = await send();
  } finally {
    if (result === undefined || !goesOn(result)) await stop();
  }
  return { result, over };
}

async function watch(
  controls: DebugControls,
  session: string,
  ports: DebugPorts,
  stop: (run: number) => Promise<void>,
): Promise<readonly DebugRun[]> {
  const debuggers = new Map<number, Promise<Attached | undefined>>();
  const finished = new Set<number>();

  const attach = async (run: DebugRun & { readonly address: string }): Promise<Attached | undefined> => {
    const attached = await ports.attach(run).catch((error: unknown) => {
      ports.failed(error);
      return undefined;
    });
    // Whoever stops the debugger ends the run; where it has ended already, this does nothing.
    void (attached?.ended ?? Promise.resolve()).then(() => stop(run.number));
    return attached;
  };
  const finish = async (number: number): Promise<void> => {
    const attached = await debuggers.get(number);
    if (!attached) return;
    const late = new AbortController();
    await Promise.race([attached.ended, delay(NOTICE_MS, undefined, { signal: late.signal })]).catch(
      () => undefined,
    );
    late.abort();
    attached.stop();
  };

  for (let since = -1; ;) {
    const news = await controls.news(session, since, new AbortController().signal);
    since = news.revision;
    for (const run of news.runs) {
      const { number, address } = run;
      if (address !== undefined && !run.over && !debuggers.has(number))
        debuggers.set(number, attach({ ...run, address }));
      if (!run.over || finished.has(number)) continue;
      finished.add(number);
      void finish(number);
    }
    if (news.over) return news.runs;
  }
}
