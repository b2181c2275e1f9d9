/** Says that the handler reported an error itself, by `callback(error)`; the cause is what it reported. */
export class HandledError extends Error {
  constructor(reported: unknown) {
    super('reported by callback', { cause: reported });
  }
}

type Callback = (error?: unknown, value?: unknown) => void;

/**
 * Calls user code in any of the documented styles: an async function, one that returns a promise, one that answers by
 * `callback(error, value)`. `takesCallback` tells that a plain return value means nothing because a callback will come.
 */
export function call(code: (callback: Callback) => unknown, takesCallback: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = code((error, value) => {
      if (error === undefined || error === null) resolve(value);
      else reject(new HandledError(error));
    });
    if (isThenable(returned)) returned.then(resolve, reject);
    else if (!takesCallback) resolve(returned);
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
