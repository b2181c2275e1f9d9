/** A part of the program whose code is loaded when somebody first needs it. */
export interface LazyPart<T> {
  /**
   * The part, loaded where it is not yet; all who ask meanwhile get the same one. Rejects with what the load failed
   * with (the next who asks loads again), or with an AbortError once it is disposed.
   */
  get(): Promise<T>;
  /** Hands over the part as soon as it is loaded, at once where it is; loads nothing by itself. */
  onLoaded(listener: (part: T) => void): void;
  /** Disposes the part if it is loaded or still comes, and loads no more. */
  dispose(): void;
}

type State<T> =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loading'; readonly promise: Promise<T> }
  | { readonly kind: 'loaded'; readonly part: T }
  | { readonly kind: 'disposed' };

/** Defers `load` until its result is asked for. A result that has `dispose` is disposed together with the part. */
export function createLazyPart<T extends object>(load: () => Promise<T>): LazyPart<T> {
  let state: State<T> = { kind: 'unloaded' };
  let listeners: ((part: T) => void)[] = [];

  const start = async (): Promise<T> => {
    try {
      const part = await load();
      if (isDisposed()) {
        disposeOf(part);
        throw disposed();
      }
      state = { kind: 'loaded', part };
      for (const listener of listeners.splice(0)) listener(part);
      return part;
    } catch (error) {
      if (!isDisposed()) state = { kind: 'unloaded' };
      throw error;
    }
  };
  const isDisposed = (): boolean => state.kind === 'disposed';

  return {
    get: () => {
      switch (state.kind) {
        case 'unloaded': {
          const promise = start();
          state = { kind: 'loading', promise };
          return promise;
        }
        case 'loading':
          return state.promise;
        case 'loaded':
          return Promise.resolve(state.part);
        case 'disposed':
          return Promise.reject(disposed());
      }
    },
    onLoaded: (listener) => {
      if (state.kind === 'loaded') listener(state.part);
      else if (state.kind !== 'disposed') listeners.push(listener);
    },
    dispose: () => {
      if (state.kind === 'loaded') disposeOf(state.part);
      state = { kind: 'disposed' };
      listeners = [];
    },
  };
}

function disposeOf(part: { dispose?: () => unknown }): void {
  part.dispose?.();
}

function disposed(): Error {
  return new DOMException('FnDeck was stopped.', 'AbortError');
}
