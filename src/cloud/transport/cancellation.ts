import { message } from '../../model/message';
import { CloudError } from '../errors';
import type { ServiceId } from '../../model/service';

/** Whose call it is, for errors. */
export interface Caller {
  readonly service: ServiceId;
  /** In the API's own words. */
  readonly operation: string;
}

/** The error of a call that was given up before anything was sent. */
function cancelled({ service, operation }: Caller): CloudError {
  return new CloudError({
    kind: 'cancelled',
    service,
    operation,
    sent: 'no',
    repeatable: true,
    summary: message('Cancelled.'),
  });
}

/** Waits for work that others wait for too: an abort ends the waiting, not the work. Rejects with `cancelled`. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal, caller: Caller): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled(caller));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
