/** Ends what was begun: listening, for one. */
export interface Disposable {
  dispose(): void;
}

/** Tells a listener of each thing that happens, until it is disposed. VS Code's events are of this form, too. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The source of an event. A listener that throws keeps no other from being told; its error is thrown at the end. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  };

  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  dispose(): void {
    this.listeners.clear();
  }
}
