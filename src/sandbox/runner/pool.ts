import type { Instance } from './instance';

/** An instance in the pool, with what it was started for. */
interface Slot {
  readonly key: string;
  readonly instance: Instance;
  isBusy: boolean;
  idleTimer: NodeJS.Timeout | undefined;
}

/** What an event needs an instance of. */
interface Wanted {
  /** An instance of the same key can take the event. */
  readonly key: string;
  readonly start: () => Instance;
}

/** An instance lent for one event. */
export interface Loan {
  readonly instance: Instance;
  /** Whether it was started for this event. */
  readonly isCold: boolean;
  /** Gives the instance back, to wait for its next event if it can take one. */
  release(): void;
}

/** Keeps at most `max` instances, ends the idle ones after `idleMs`, and lets events wait in the order they came. */
export function createPool(max: number, idleMs: number) {
  const slots = new Set<Slot>();
  let changed: () => void = () => {};
  let turn: Promise<void> = Promise.resolve();

  const end = (slot: Slot): void => {
    clearTimeout(slot.idleTimer);
    slot.isBusy = true;
    slot.instance.stop({ kind: 'exited', code: null, signal: 'SIGKILL' });
  };

  const lend = (slot: Slot, isCold: boolean): Loan => {
    clearTimeout(slot.idleTimer);
    slot.isBusy = true;
    return {
      instance: slot.instance,
      isCold,
      release() {
        if (!slot.instance.usable) return;
        slot.isBusy = false;
        slot.idleTimer = setTimeout(() => end(slot), idleMs);
        slot.idleTimer.unref();
        // The longest idle slot stands first.
        slots.delete(slot);
        slots.add(slot);
        changed();
      },
    };
  };

  const add = (key: string, instance: Instance): Slot => {
    const slot: Slot = { key, instance, isBusy: true, idleTimer: undefined };
    slots.add(slot);
    void instance.ended.then(() => {
      clearTimeout(slot.idleTimer);
      slots.delete(slot);
      changed();
    });
    return slot;
  };

  /** A warm instance for `key`, else a new one if there is room; undefined when there is none now. */
  const find = ({ key, start }: Wanted): Loan | undefined => {
    const idle = [...slots].filter((slot) => !slot.isBusy && slot.instance.usable);
    const warm = idle.find((slot) => slot.key === key);
    if (warm !== undefined) return lend(warm, false);
    if (slots.size < max) return lend(add(key, start()), true);
    // It makes room when it has ended; that wakes the event that waits.
    if (idle[0] !== undefined) end(idle[0]);
    return undefined;
  };

  return {
    /**
     * Lends an instance of what is wanted, waiting while all are busy, in the order of the calls; undefined where nothing
     * is wanted after all. Rejects with the signal's reason when it is aborted.
     */
    async borrow(wanting: Promise<Wanted | undefined>, signal: AbortSignal): Promise<Loan | undefined> {
      const before = turn;
      let done: () => void = () => {};
      turn = new Promise((resolve) => (done = resolve));
      try {
        await unlessAborted(before, signal);
        const wanted = await wanting;
        signal.throwIfAborted();
        if (!wanted) return undefined;
        for (;;) {
          const change = new Promise<void>((resolve) => (changed = resolve));
          const loan = find(wanted);
          if (loan !== undefined) return loan;
          await unlessAborted(change, signal);
        }
      } finally {
        void before.then(done);
      }
    },
    /** Ends all instances; resolves when they are gone. */
    async dispose(): Promise<void> {
      const all = [...slots];
      all.forEach(end);
      await Promise.all(all.map((slot) => slot.instance.ended));
    },
  };
}

/** Waits for `work`; rejects with the signal's reason as soon as it is aborted. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let wake: () => void = () => {};
  const aborted = new Promise<void>((resolve) => (wake = resolve));
  signal.addEventListener('abort', wake, { once: true });
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', wake);
  signal.throwIfAborted();
}
