import type { Instance } from './instance';
import { KILLED } from './run';

/** What an event needs an instance of. */
export interface Wanted {
  /** An instance of the same key can take the event. */
  readonly key: string;
  /** The function's code and size: of two keys of one owner, the older one is out of date. */
  readonly owner: string;
  /** Path of the `function.json`. */
  readonly settings: string;
  /** How many events an instance takes at a time. */
  readonly concurrency: number;
  /** How many instances are started with the first event, and never end for having nothing to do. */
  readonly provisioned: number;
  readonly start: () => Instance;
  /** Makes an instance ready that no event has asked for; gives whether it is. */
  readonly prepare: (instance: Instance) => Promise<boolean>;
}

/** An instance in the pool, with what it was started for. */
interface Slot {
  readonly wanted: Wanted;
  readonly instance: Instance;
  /** How many events it has in hand. */
  load: number;
  isProvisioned: boolean;
  /** Its function is not there any more: it ends as soon as it has nothing in hand. */
  isGone: boolean;
  idleTimer: NodeJS.Timeout | undefined;
  /** Whether its code is loaded, as soon as that is known. */
  readonly ready: Promise<boolean>;
  readonly setReady: (isReady: boolean) => void;
}

/** An instance lent for one event. */
export interface Loan {
  readonly instance: Instance;
  /** Whether it was started for this event, which then has to say when it is ready. */
  readonly isCold: boolean;
  readonly ready: Promise<boolean>;
  readonly setReady: (isReady: boolean) => void;
  /** Gives the instance back, to wait for its next event if it can take one. */
  readonly release: () => void;
}

/** How long instances may take over their hooks when all are ended. */
const HOOKS_LIMIT_MS = 5_000;

/** Keeps at most `max` instances, ends the idle ones after `idleMs`, and lets events wait in the order they came. */
export function createPool(max: number, idleMs: number) {
  const slots = new Set<Slot>();
  /** Those whose hook runs: they take no room from others. */
  const ending = new Set<Instance>();
  /** By owner, the key of which an instance that nobody had asked for could not be made ready. */
  const broken = new Map<string, string>();
  let changed: () => void = () => {};
  let turn: Promise<void> = Promise.resolve();

  const end = (slot: Slot, mostMs?: number): void => {
    const { instance } = slot;
    clearTimeout(slot.idleTimer);
    // It takes no event any more, and makes room when it has ended.
    slot.load = Infinity;
    if (instance.hasHook) {
      slots.delete(slot);
      ending.add(instance);
      void instance.ended.then(() => ending.delete(instance));
      changed();
    }
    void instance.retire(mostMs);
  };

  const rest = (slot: Slot): void => {
    const { wanted } = slot;
    const kept = [...slots].filter((each) => each.wanted.key === wanted.key && each.isProvisioned).length;
    slot.isProvisioned ||= kept < wanted.provisioned;
    if (slot.isProvisioned) return;
    slot.idleTimer = setTimeout(() => end(slot), idleMs);
    slot.idleTimer.unref();
  };

  const lend = (slot: Slot, isCold: boolean): Loan => {
    clearTimeout(slot.idleTimer);
    slot.load += 1;
    const { instance, ready, setReady } = slot;
    return {
      ...{ instance, isCold, ready, setReady },
      release() {
        slot.load -= 1;
        if (!instance.usable) return;
        if (slot.load === 0 && slot.isGone) return end(slot);
        if (slot.load === 0) rest(slot);
        // The longest idle slot stands first.
        slots.delete(slot);
        slots.add(slot);
        changed();
      },
    };
  };

  const add = (wanted: Wanted): Slot => {
    let setReady: (isReady: boolean) => void = () => {};
    const ready = new Promise<boolean>((resolve) => (setReady = resolve));
    const instance = wanted.start();
    const slot: Slot = {
      ...{ wanted, instance, ready, setReady },
      ...{ load: 0, isProvisioned: false, isGone: false, idleTimer: undefined },
    };
    slots.add(slot);
    void instance.ended.then(() => {
      setReady(false);
      clearTimeout(slot.idleTimer);
      slots.delete(slot);
      changed();
    });
    return slot;
  };

  /** Starts what is to be there of a function without an event, as far as there is room. */
  const provision = (wanted: Wanted): void => {
    const { key, owner, provisioned } = wanted;
    const there = [...slots].filter((slot) => slot.wanted.key === key).length;
    for (let more = provisioned - there; more > 0 && slots.size < max && broken.get(owner) !== key; more--) {
      const slot = add(wanted);
      slot.isProvisioned = true;
      void wanted.prepare(slot.instance).then((isReady) => {
        if (!isReady) broken.set(owner, key);
        slot.setReady(isReady);
      });
    }
  };

  /** A warm instance, else a new one if there is room; undefined when there is none now. */
  const find = (wanted: Wanted): Loan | undefined => {
    const { key, owner } = wanted;
    for (const slot of [...slots]) {
      if (slot.load === 0 && slot.wanted.owner === owner && slot.wanted.key !== key) end(slot);
    }
    const warm = [...slots].find(
      (slot) => slot.wanted.key === key && slot.load < wanted.concurrency && slot.instance.usable,
    );
    if (warm !== undefined) {
      const loan = lend(warm, false);
      provision(wanted);
      return loan;
    }
    const idle = [...slots].filter((slot) => slot.load === 0);
    const least = idle.find((slot) => !slot.isProvisioned) ?? idle[0];
    if (slots.size >= max && least !== undefined) end(least);
    if (slots.size >= max) return undefined;
    const loan = lend(add(wanted), true);
    provision(wanted);
    return loan;
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
    /** Ends the idle instances of functions that are gone, by the paths of their `function.json`. */
    forget(settings: ReadonlySet<string>): void {
      for (const slot of [...slots]) {
        if (!settings.has(slot.wanted.settings)) continue;
        slot.isGone = true;
        if (slot.load === 0) end(slot);
      }
    },
    /**
     * Ends all instances, those with an event in hand at once, the others after their hooks, which have 5 s; resolves
     * when they are gone.
     */
    async dispose(): Promise<void> {
      const all = [...slots].map(({ instance }) => instance);
      for (const slot of [...slots]) {
        if (slot.load > 0) slot.instance.stop(KILLED);
        else end(slot, HOOKS_LIMIT_MS);
      }
      const late = setTimeout(() => ending.forEach((instance) => instance.stop(KILLED)), HOOKS_LIMIT_MS);
      await Promise.all([...all, ...ending].map(({ ended }) => ended));
      clearTimeout(late);
    },
  };
}

/** Waits for `work`; rejects with the signal's reason as soon as it is aborted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  signal.throwIfAborted();
  let wake: () => void = () => {};
  const aborted = new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
  signal.addEventListener('abort', wake, { once: true });
  const done = await Promise.race([work, aborted]);
  signal.removeEventListener('abort', wake);
  signal.throwIfAborted();
  return done;
}
