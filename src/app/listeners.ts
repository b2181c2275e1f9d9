/** Those who want to know that something has changed. */
export interface Listeners {
  /** Calls the listener after every change, until what is returned is disposed of. */
  readonly add: (listener: () => void) => { dispose(): void };
  /** Calls all. */
  tell(): void;
}

/** A list without a listener. */
export function createListeners(): Listeners {
  const listeners = new Set<{ readonly call: () => void }>();
  return {
    add: (call) => {
      const listener = { call };
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    tell: () => {
      for (const { call } of [...listeners]) call();
    },
  };
}
