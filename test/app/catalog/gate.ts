/** A promise that a test settles when it wants to. */
export interface Gate {
  readonly promise: Promise<void>;
  open(): void;
  break(error: Error): void;
}

export function createGate(): Gate {
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, break: fail };
}
