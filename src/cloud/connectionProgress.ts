import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Node announces each request here as soon as it has a socket, connected or not. */
const CHANNEL = 'http.client.request.start';

/** What is looked at of a request that Node announces. */
interface Announced {
  readonly request: { readonly socket: Connecting | null };
}

interface Connecting {
  readonly connecting: boolean;
  /** There in a TLS socket only. */
  readonly encrypted?: true;
  /** False once the TLS handshake is over. */
  readonly secureConnecting?: boolean;
  once(event: 'connect' | 'secureConnect', listener: () => void): unknown;
}

/**
 * Runs what sends one HTTP request and tells when that request waits for its connection and when it has it.
 * node-fetch hides the request and its socket; an agent of our own would show them but takes the request out of
 * VS Code's proxy settings. Where Node announces nothing, nothing is told and the result is the same.
 */
export async function watchConnection<T>(
  run: () => Promise<T>,
  reached: (progress: 'connecting' | 'connected') => void,
): Promise<T> {
  const own = new AsyncLocalStorage<true>();
  const onStart = (announced: unknown) => {
    if (own.getStore() !== true) return;
    const { socket } = (announced as Announced).request;
    if (!socket) return;
    const secure = socket.encrypted === true;
    if (secure ? socket.secureConnecting === false : !socket.connecting) return reached('connected');
    reached('connecting');
    socket.once(secure ? 'secureConnect' : 'connect', () => reached('connected'));
  };
  subscribe(CHANNEL, onStart);
  try {
    return await own.run(true, run);
  } finally {
    unsubscribe(CHANNEL, onStart);
    own.disable();
  }
}
